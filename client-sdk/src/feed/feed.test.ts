import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { WebSocket } from "ws";
import { FakeServer, until } from "../../test/support/fake-server.js";
import { FakeSignals } from "../../test/support/fake-socket.js";
import type { BrowserClient } from "../client-types.js";
import { createClient } from "../create-client.js";
import type { BrowserClientOptions } from "../options.js";
import type { FeedHandle, FeedItem } from "../types.js";

let server: FakeServer;
let clients: BrowserClient[] = [];

beforeEach(async () => {
  server = await FakeServer.start();
  for (let i = 0; i < 5; i += 1) server.feed.insert();
});

afterEach(async () => {
  for (const client of clients) client.close();
  clients = [];
  await server.stop();
});

function open(options: Partial<BrowserClientOptions> = {}): BrowserClient {
  const { endpoint } = server;
  const client = createClient({
    endpoint,
    publicKey: "pk_1",
    userId: "ada",
    webSocket: WebSocket,
    maxRetries: 0,
    ...options,
  });
  clients.push(client);
  return client;
}

async function startLive(client = open(), options = {}) {
  const feed = client.feed(options);
  const stop = feed.start();
  await until(() => feed.store.getSnapshot().isLive);
  return { feed, stop };
}

function itemsOf(feed: FeedHandle): readonly FeedItem[] {
  return feed.store.getSnapshot().items;
}

function readOf(feed: FeedHandle): readonly string[] {
  return itemsOf(feed).flatMap(({ id, readAt }) => (readAt === null ? [] : [id]));
}

const FORBIDDEN = { status: 200, body: { errors: [{ message: "No.", extensions: { code: "FORBIDDEN" } }] } };

describe("starting", () => {
  test("the first paint is one request, and live changes continue where it ended", async () => {
    const { feed } = await startLive();

    expect(server.calls.map(({ name }) => name)).toEqual(["FeedPage"]);
    expect(server.connectionParams).toEqual([{ apiKey: "pk_1", userId: "ada" }]);
    expect(server.subscriptions).toEqual([{ afterVersion: feed.store.getSnapshot().version }]);
    expect(feed.store.getSnapshot()).toMatchObject({
      status: "ready",
      counts: { total: 5, unread: 5, unseen: 5 },
      error: null,
    });
  });

  test("nothing happens before start", () => {
    const feed = open().feed();

    expect(feed.store.getSnapshot()).toMatchObject({ status: "idle", items: [], version: null });
    expect(server.calls).toHaveLength(0);
  });

  test("equal options give one handle, and starting it twice costs nothing more", async () => {
    const client = open();
    const bell = client.feed({ filter: { isRead: false, archived: "EXCLUDE" } });
    const list = client.feed({ filter: { archived: "EXCLUDE", isRead: false } });
    expect(list).toBe(bell);

    bell.start()();
    bell.start();
    list.start();
    await until(() => bell.store.getSnapshot().isLive);
    expect(server.calls).toHaveLength(1);
    expect(server.socketCount).toBe(1);
  });

  test("several feeds share one socket", async () => {
    const client = open();
    await Promise.all([startLive(client), startLive(client, { filter: { isRead: false } })]);

    expect(server.socketCount).toBe(1);
    expect(server.subscriptions).toHaveLength(2);
  });

  test("the snapshot keeps its identity until something changes", async () => {
    const { feed } = await startLive();
    const before = feed.store.getSnapshot();
    const listener = jest.fn();
    feed.store.subscribe(listener);
    server.publish();
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(feed.store.getSnapshot()).toBe(before);
    expect(listener).not.toHaveBeenCalled();
  });

  test("a page that fails is an error, and loads by itself once the server is well", async () => {
    server.script.push({ status: 503, body: "starting" });
    const feed = open().feed();
    feed.start();
    await until(() => feed.store.getSnapshot().status === "error");
    expect(feed.store.getSnapshot().error).toMatchObject({ code: "INTERNAL_SERVER_ERROR" });

    await until(() => feed.store.getSnapshot().status === "ready");
    expect(feed.store.getSnapshot().error).toBeNull();
  });

  test("refetch() rejects when it fails and keeps what is shown", async () => {
    const { feed } = await startLive();
    server.script.push(FORBIDDEN);

    await expect(feed.refetch()).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(feed.store.getSnapshot()).toMatchObject({ status: "ready", error: { code: "FORBIDDEN" } });
    expect(itemsOf(feed)).toHaveLength(5);
  });
});

describe("pages", () => {
  test("older items load page by page, one request at a time", async () => {
    const { feed } = await startLive(open(), { pageSize: 2 });
    const first = feed.fetchNextPage();
    expect(feed.fetchNextPage()).toBe(first);
    expect(feed.store.getSnapshot().isLoadingMore).toBe(true);
    await first;
    await feed.fetchNextPage();
    await feed.fetchNextPage();

    expect(itemsOf(feed).map(({ id }) => id)).toEqual(["msg_5", "msg_4", "msg_3", "msg_2", "msg_1"]);
    expect(server.callsOf("FeedPage")).toHaveLength(3);
  });
});

describe("live", () => {
  test("a new item shows, and is told of once", async () => {
    const { feed } = await startLive();
    const heard: string[] = [];
    feed.onNewItems((items) => heard.push(...items.map(({ id }) => id)));
    server.feed.insert();
    server.feed.mark(["msg_1"], "READ");
    server.publish();
    await until(() => itemsOf(feed).length === 6);
    server.feed.mark(["msg_6"], "SEEN");
    server.publish();
    await until(() => itemsOf(feed)[0]?.seenAt !== null);

    expect(heard).toEqual(["msg_6"]);
    expect(feed.store.getSnapshot().counts).toEqual({ total: 6, unread: 5, unseen: 4 });
  });

  test("what happened while the line was cut comes with the next connection", async () => {
    const { feed } = await startLive();
    server.dropSockets();
    await until(() => !feed.store.getSnapshot().isLive);
    server.feed.insert();
    server.feed.remove("msg_1");
    await until(() => feed.store.getSnapshot().isLive);

    expect(itemsOf(feed).map(({ id }) => id)).toEqual(["msg_6", "msg_5", "msg_4", "msg_3", "msg_2"]);
    expect(server.callsOf("FeedPage")).toHaveLength(1);
  });

  test("fifteen drops under load lose and double nothing", async () => {
    const { feed } = await startLive(open({ signals: new FakeSignals() }), { pageSize: 100 });
    const heard: string[] = [];
    feed.onNewItems((items) => heard.push(...items.map(({ id }) => id)));
    const signals = clients[0]?.connection;
    for (let round = 0; round < 15; round += 1) {
      for (let i = 0; i < 3; i += 1) {
        server.feed.insert();
        server.publish();
        await new Promise((resolve) => setImmediate(resolve));
      }
      server.dropSockets(round % 2 === 0 ? undefined : 1001);
      await until(() => !feed.store.getSnapshot().isLive);
      server.feed.insert();
      signals?.reconnect();
      await until(() => feed.store.getSnapshot().isLive);
    }
    await until(() => itemsOf(feed).length === 65);

    expect(itemsOf(feed)).toEqual(server.feed.matching());
    expect(heard).toEqual(server.feed.ids.slice(5));
  });

  test("too much missed is asked for again, and the old items stay until then", async () => {
    const { feed } = await startLive();
    server.dropSockets();
    await until(() => !feed.store.getSnapshot().isLive);
    for (let i = 0; i < 120; i += 1) server.feed.insert();
    const lengths = new Set<number>();
    feed.store.subscribe(() => lengths.add(itemsOf(feed).length));
    await until(() => itemsOf(feed)[0]?.id === "msg_125");

    expect([...lengths].sort()).toEqual([20, 5]);
    expect(feed.store.getSnapshot()).toMatchObject({ counts: { total: 125 }, hasNextPage: true });
  });

  test("a refused subscription shows its error, the items stay", async () => {
    server.acceptsSocket = () => false;
    const client = open();
    const feed = client.feed();
    feed.start();
    await until(() => client.connection.getSnapshot().status === "refused");

    expect(client.connection.getSnapshot().error).toMatchObject({ code: "FORBIDDEN" });
    await until(() => itemsOf(feed).length === 5);
    expect(feed.store.getSnapshot().isLive).toBe(false);
  });

  test("a refused token is renewed, and the feed goes live with the new one", async () => {
    server.acceptsSocket = (params) => JSON.stringify(params).includes("second");
    const tokens = ["first", "second"];
    const userToken = jest.fn(() => Promise.resolve(tokens.shift() ?? "none"));
    const { feed } = await startLive(open({ userId: undefined, userToken }));

    expect(feed.store.getSnapshot().isLive).toBe(true);
    expect(userToken.mock.calls).toEqual([[{ reason: "first" }], [{ reason: "refused" }]]);
  });
});

describe("marks", () => {
  test("a mark shows before the server answers, and stays when it has", async () => {
    const { feed } = await startLive();
    const marked = feed.markRead("msg_5");
    expect(readOf(feed)).toEqual(["msg_5"]);
    expect(feed.store.getSnapshot().counts.unread).toBe(4);

    await marked;
    await until(() => feed.store.getSnapshot().version === server.feed.version);
    expect(itemsOf(feed)).toEqual(server.feed.matching());
  });

  test("a refused mark is taken back and rejects", async () => {
    const { feed } = await startLive();
    const before = feed.store.getSnapshot();
    server.script.push(FORBIDDEN);
    const marked = feed.markArchived("msg_5");
    expect(itemsOf(feed)).toHaveLength(4);

    await expect(marked).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(feed.store.getSnapshot()).toEqual(before);
  });

  test("double clicks make one call", async () => {
    const { feed } = await startLive();
    const [item] = itemsOf(feed);
    if (item === undefined) throw new Error("No item");
    await Promise.all([feed.markArchived(item), feed.markArchived(item)]);
    await feed.markArchived(item);
    await Promise.all([
      feed.markInteracted("msg_4", { button: "open" }),
      feed.markInteracted("msg_4", { button: "open" }),
    ]);
    await feed.markInteracted("msg_4", { button: "open" });
    await Promise.all([feed.markAll("READ"), feed.markAll("READ")]);
    await feed.markAll("READ");

    expect(server.callsOf("MarkMessages")).toHaveLength(2);
    expect(server.callsOf("MarkFeed")).toHaveLength(1);
  });

  test("another action on the same item is another call", async () => {
    const { feed } = await startLive();
    await feed.markInteracted("msg_4", { button: "open" });
    await feed.markInteracted("msg_4", { button: "reply" });

    expect(server.callsOf("MarkMessages").map(({ variables }) => variables.input)).toEqual([
      { ids: ["msg_4"], mark: "INTERACTED", metadata: { button: "open" } },
      { ids: ["msg_4"], mark: "INTERACTED", metadata: { button: "reply" } },
    ]);
  });

  test("after a failure the same click counts again", async () => {
    const { feed } = await startLive();
    server.script.push(FORBIDDEN);
    await feed.markArchived("msg_5").catch(() => undefined);
    await feed.markArchived("msg_5");

    expect(itemsOf(feed)).toHaveLength(4);
    expect(server.feed.item("msg_5")?.archivedAt).not.toBeNull();
  });

  test("marks made in one turn go together, and opposite ones keep their order", async () => {
    const { feed } = await startLive();
    await Promise.all([
      feed.markSeen("msg_1"),
      feed.markSeen(["msg_2", "msg_3"]),
      feed.markRead("msg_4"),
      feed.markUnread("msg_4"),
      feed.markRead("msg_4"),
    ]);

    expect(server.callsOf("MarkMessages").map(({ variables }) => variables.input)).toEqual([
      { ids: ["msg_1", "msg_2", "msg_3"], mark: "SEEN" },
      { ids: ["msg_4"], mark: "READ" },
      { ids: ["msg_4"], mark: "UNREAD" },
      { ids: ["msg_4"], mark: "READ" },
    ]);
    expect(server.feed.item("msg_4")?.readAt).not.toBeNull();
  });

  test("more ids than one call may hold go in several", async () => {
    const { feed } = await startLive();
    await feed.markRead(Array.from({ length: 250 }, (_, index) => `other_${index}`));

    const sizes = server
      .callsOf("MarkMessages")
      .map(({ variables }) => JSON.stringify(variables).split("other_").length - 1);
    expect(sizes).toEqual([100, 100, 50]);
  });

  test("marking all reaches what the reader was shown, and nothing that arrives meanwhile", async () => {
    const { feed } = await startLive();
    const { version } = feed.store.getSnapshot();
    server.feed.insert();
    const marked = feed.markAll("READ");
    expect(feed.store.getSnapshot().counts.unread).toBe(0);
    await marked;
    await until(() => itemsOf(feed).length === 6);

    expect(server.callsOf("MarkFeed")[0]?.variables.input).toMatchObject({ mark: "READ", upToVersion: version });
    expect(feed.store.getSnapshot().counts).toEqual({ total: 6, unread: 1, unseen: 1 });
    expect(itemsOf(feed)).toEqual(server.feed.matching());
  });

  test("two lists of one feed move together", async () => {
    const client = open();
    const { feed: all } = await startLive(client);
    const { feed: unread } = await startLive(client, { filter: { isRead: false } });
    const marked = all.markRead("msg_5");

    expect(itemsOf(unread)).toHaveLength(4);
    expect(unread.store.getSnapshot().counts).toEqual(all.store.getSnapshot().counts);
    await marked;
  });

  test("a mark works before the feed is started", async () => {
    await open().feed().markRead("msg_1");

    expect(server.feed.item("msg_1")?.readAt).not.toBeNull();
  });
});

describe("tabs", () => {
  test("a mark made in one tab shows in the other without the network", async () => {
    const { feed: here } = await startLive(open());
    const { feed: there } = await startLive(open());
    server.script.push("hang");
    void here.markRead("msg_5").catch(() => undefined);
    await until(() => readOf(there).length === 1);

    expect(readOf(there)).toEqual(["msg_5"]);
    expect(server.feed.item("msg_5")?.readAt).toBeNull();
  });

  test("a mark that fails in one tab is taken back in the other", async () => {
    const { feed: here } = await startLive(open());
    const { feed: there } = await startLive(open());
    const seen: number[] = [];
    there.store.subscribe(() => seen.push(readOf(there).length));
    server.script.push(FORBIDDEN);
    await here.markRead("msg_5").catch(() => undefined);
    await until(() => seen.length >= 2);

    expect(seen).toEqual([1, 0]);
  });

  test("other people's tabs, and those that want to be apart, hear nothing", async () => {
    const { feed: here } = await startLive(open());
    const { feed: bob } = await startLive(open({ userId: "bob" }));
    const { feed: apart } = await startLive(open({ crossTab: false }));
    server.script.push("hang");
    void here.markRead("msg_5").catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect([readOf(bob), readOf(apart)]).toEqual([[], []]);
  });
});

test("closing ends the socket and every timer", async () => {
  const client = open();
  const { feed } = await startLive(client);
  client.close();
  await until(() => server.socketCount === 0);

  expect(feed.store.getSnapshot().isLive).toBe(false);
  expect(client.connection.getSnapshot().status).toBe("closed");
});

test("an object's feed is asked for by its recipient", async () => {
  const recipient = { object: { collection: "projects", objectId: "apollo" } };
  await startLive(open(), { recipient, channelKey: "bell", tenantId: "acme" });

  const place = { recipient, channelKey: "bell", tenantId: "acme" };
  expect(server.calls[0]?.variables).toMatchObject(place);
  expect(server.subscriptions[0]).toMatchObject(place);
});
