import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createClient, type FeedItem } from "@carillon/client";
import { WebSocket } from "ws";
import { addWorkflow, BELL, startTestServer, type Answer, type TestServer } from "../support/carillon.js";
import { CuttingProxy } from "../support/cutting-proxy.js";
import { counted, report } from "../support/fault-rig.js";
import { waitUntil } from "../support/wait-until.js";

const DROPS = counted(5, 50);
const DOWN_MS = counted(250, 2000);
const UP_MS = counted(250, 1000);
const MESSAGES_PER_SECOND = 20;

let server: TestServer;
let proxy: CuttingProxy;

beforeAll(async () => {
  server = await startTestServer();
  await addWorkflow(server, "plain", [BELL]);
  proxy = await CuttingProxy.start(Number(new URL(server.carillon.url ?? "").port));
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** `id/version` of every item that came over the wire, in order, before the client processed it. */
const wire: string[] = [];

class Listening extends WebSocket {
  constructor(url: string, protocols: string | string[]) {
    super(url, protocols);
    this.on("message", (data: Buffer) => {
      const frame = JSON.parse(data.toString("utf8"));
      const items: { id: string; version: string }[] = frame.payload?.data?.feedChanged?.items ?? [];
      wire.push(...items.map((item) => `${item.id}/${item.version}`));
    });
  }
}

async function notify(n: number): Promise<void> {
  const query = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
  const input = { workflowKey: "plain", recipients: [{ to: { userId: "ada" } }], data: { n } };
  const { errors } = await server.ask(query, { i: input });
  if (errors) throw new Error(JSON.stringify(errors));
}

/** All items of the feed on the server, newest first. */
async function itemsOnServer(): Promise<{ id: string; version: string; n: number }[]> {
  const query = `query($after: String) { feed(recipient: { userId: "ada" }) { items(first: 100, after: $after) {
    nodes { id version data } pageInfo { hasNextPage endCursor } } } }`;
  const found: { id: string; version: string; n: number }[] = [];
  for (let after: string | null = null; ;) {
    const { nodes, pageInfo }: Answer["data"] = (await server.ask(query, { after })).data.feed.items;
    for (const { id, version, data } of nodes) found.push({ id, version, n: data.n });
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}

describe(`${DROPS} socket drops under load (W-04)`, () => {
  test(
    "deliver every change once and in order, and the client ends with the server's state",
    async () => {
      const url = server.carillon.url ?? "";
      const client = createClient({
        endpoint: `${url}/graphql`,
        socketEndpoint: `ws://127.0.0.1:${proxy.port}/graphql`,
        publicKey: server.publicKey,
        userId: "ada",
        webSocket: Listening,
        crossTab: false,
      });
      const feed = client.feed();
      const heard: FeedItem[] = [];
      feed.onNewItems((items) => heard.push(...items));
      const stop = feed.start();
      await waitUntil(() => feed.store.getSnapshot().isLive, 20_000);

      let isOver = false;
      let sent = 0;
      const sending = (async () => {
        for (const startedAt = Date.now(); !isOver;) {
          const due = ((Date.now() - startedAt) / 1000) * MESSAGES_PER_SECOND;
          if (sent < due) await notify(sent++);
          else await pause(10);
        }
      })();
      for (let drop = 0; drop < DROPS; drop++) {
        await waitUntil(() => feed.store.getSnapshot().isLive, 30_000);
        await pause(UP_MS * (0.5 + Math.random()));
        proxy.down();
        await pause(DOWN_MS * (0.5 + Math.random()));
        proxy.up();
        client.connection.reconnect();
      }
      isOver = true;
      await sending;
      await waitUntil(async () => (await itemsOnServer()).length === sent, 30_000);
      await waitUntil(() => feed.store.getSnapshot().items.length === sent, 30_000);

      const onServer = await itemsOnServer();
      expect(proxy.cutCount).toBeGreaterThanOrEqual(DROPS);
      expect(onServer.map((item) => item.n)).toEqual(Array.from({ length: sent }, (_, index) => sent - 1 - index));
      expect(heard.map((item) => item.id)).toEqual(onServer.map((item) => item.id).reverse());
      expect(feed.store.getSnapshot().items.map(({ id, version }) => ({ id, version }))).toEqual(
        onServer.map(({ id, version }) => ({ id, version })),
      );
      expect(wire.length).toBeGreaterThan(0);
      const versions = wire.map((each) => each.split("/")[1] ?? "");
      expect(versions).toEqual([...new Set(versions)].sort());
      report("W-04 socket drops", { drops: DROPS, cut: proxy.cutCount, changes: sent, lost: 0, twice: 0 });
      stop();
      client.close();
    },
    counted(90_000, 600_000),
  );
});
