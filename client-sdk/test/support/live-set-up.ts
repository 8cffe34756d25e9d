import { WebSocket } from "ws";
import type { BrowserClient } from "../../src/client/client-types.js";
import { createClient } from "../../src/client/create-client.js";
import type { BrowserClientOptions } from "../../src/options.js";
import type { FeedHandle, FeedItem, FeedOptions } from "../../src/types.js";
import { FakeServer, until } from "./fake-server.js";

/** A refusal for scripts. */
export const FORBIDDEN = { status: 200, body: { errors: [{ message: "No.", extensions: { code: "FORBIDDEN" } }] } };

/** A server with five items, and clients that are closed with it. */
export class LiveSetUp {
  private readonly clients: BrowserClient[] = [];

  private constructor(readonly server: FakeServer) {}

  static async start(): Promise<LiveSetUp> {
    const server = await FakeServer.start();
    for (let i = 0; i < 5; i += 1) server.feed.insert();
    return new LiveSetUp(server);
  }

  open(options: Partial<BrowserClientOptions> = {}): BrowserClient {
    const { endpoint } = this.server;
    const who = { endpoint, publicKey: "pk_1", userId: "ada", webSocket: WebSocket, maxRetries: 0 };
    const client = createClient({ ...who, ...options });
    this.clients.push(client);
    return client;
  }

  async startLive(client = this.open(), options: FeedOptions = {}): Promise<FeedHandle> {
    const feed = client.feed(options);
    feed.start();
    await until(() => feed.store.getSnapshot().isLive);
    return feed;
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.close();
    await this.server.stop();
  }
}

export function itemsOf(feed: FeedHandle): readonly FeedItem[] {
  return feed.store.getSnapshot().items;
}

/** Ids of the items shown as read. */
export function readOf(feed: FeedHandle): readonly string[] {
  return itemsOf(feed).flatMap(({ id, readAt }) => (readAt === null ? [] : [id]));
}
