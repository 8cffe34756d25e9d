import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { type FakeServer, until } from "../../test/support/fake-server.js";
import { FORBIDDEN, LiveSetUp, itemsOf } from "../../test/support/live-set-up.js";

let setUp: LiveSetUp;
let server: FakeServer;

beforeEach(async () => {
  setUp = await LiveSetUp.start();
  server = setUp.server;
});

afterEach(() => setUp.stop());

describe("E-14: counts of a filtered list", () => {
  const WORKFLOW = { workflowKeys: ["mention"] };

  test("need no call if the whole list is loaded, and follow marks and arrivals at once", async () => {
    server.feed.insert({ workflowKey: "mention" });
    const feed = await setUp.startLive(setUp.open(), { filter: WORKFLOW });
    expect(feed.store.getSnapshot()).toMatchObject({
      counts: { total: 1, unread: 1, unseen: 1 },
      areCountsExact: true,
    });

    await feed.markAll("READ");
    expect(feed.store.getSnapshot().counts).toEqual({ total: 1, unread: 0, unseen: 0 });
    server.feed.insert({ workflowKey: "mention" });
    server.feed.insert();
    server.publish();
    await until(() => itemsOf(feed).length === 2);
    expect(feed.store.getSnapshot().counts).toEqual({ total: 2, unread: 1, unseen: 1 });
    expect(server.callsOf("FeedCounts")).toEqual([]);
  });

  test("are the server's if more pages exist, also after changes below the loaded items", async () => {
    for (let i = 0; i < 9; i += 1) server.feed.insert({ workflowKey: "mention" });
    const feed = await setUp.startLive(setUp.open(), { filter: WORKFLOW, pageSize: 3 });
    await until(() => feed.store.getSnapshot().areCountsExact);
    expect(feed.store.getSnapshot().counts).toEqual({ total: 9, unread: 9, unseen: 9 });

    server.feed.mark(["msg_6", "msg_7"], "READ");
    server.publish();
    await until(() => feed.store.getSnapshot().counts.unread === 7);
    expect(server.callsOf("FeedCounts").length).toBe(2);
    await feed.markAll("READ");
    expect(feed.store.getSnapshot().counts).toEqual({ total: 9, unread: 0, unseen: 0 });
  });

  test("are at least the number of loaded items until the server has counted", async () => {
    for (let i = 0; i < 9; i += 1) server.feed.insert({ workflowKey: "mention" });
    const feed = setUp.open().feed({ filter: WORKFLOW, pageSize: 3 });
    feed.start();
    await until(() => feed.store.getSnapshot().status === "ready");
    expect(feed.store.getSnapshot()).toMatchObject({ counts: { total: 3, unread: 3 }, areCountsExact: false });
  });
});

describe("starting", () => {
  test("the first render needs one request, and live changes continue from it", async () => {
    const feed = await setUp.startLive();

    expect(server.calls.map(({ name }) => name)).toEqual(["FeedPage"]);
    expect(server.connectionParams).toEqual([{ apiKey: "pk_1", userId: "ada" }]);
    expect(server.subscriptions).toEqual([{ afterVersion: feed.store.getSnapshot().version }]);
    expect(feed.store.getSnapshot()).toMatchObject({
      status: "ready",
      counts: { total: 5, unread: 5, unseen: 5 },
      error: null,
    });
  });

  test("X-11: after a page that the server stopped early, the next pages load until there is an item or the end", async () => {
    for (let i = 0; i < 40; i += 1) server.feed.insert({ readAt: "2026-11-23T12:00:00.000Z" });
    server.feed.scanMax = 10;
    const feed = await setUp.startLive(setUp.open(), { filter: { isRead: false }, pageSize: 3 });
    expect(itemsOf(feed)).toEqual(server.feed.matching({ isRead: false }).slice(0, 3));
    await feed.fetchNextPage();
    expect(itemsOf(feed)).toHaveLength(5);

    const none = await setUp.startLive(setUp.open(), { filter: { isRead: false, archived: "ONLY" } });
    expect(none.store.getSnapshot()).toMatchObject({ status: "ready", items: [], hasNextPage: false });
  });

  test("nothing happens before start", () => {
    const feed = setUp.open().feed();

    expect(feed.store.getSnapshot()).toMatchObject({ status: "idle", items: [], version: null });
    expect(server.calls).toHaveLength(0);
  });

  test("equal options return one handle, and starting it twice costs nothing", async () => {
    const client = setUp.open();
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
    const client = setUp.open();
    await Promise.all([setUp.startLive(client), setUp.startLive(client, { filter: { isRead: false } })]);

    expect(server.socketCount).toBe(1);
    expect(server.subscriptions).toHaveLength(2);
  });

  test("the snapshot keeps its identity until something changes", async () => {
    const feed = await setUp.startLive();
    const before = feed.store.getSnapshot();
    const listener = jest.fn();
    feed.store.subscribe(listener);
    server.publish();
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(feed.store.getSnapshot()).toBe(before);
    expect(listener).not.toHaveBeenCalled();
  });

  test("a page that fails is an error, and loads automatically once the server is available", async () => {
    server.script.push({ status: 503, body: "starting" });
    const feed = setUp.open().feed();
    const errors: unknown[] = [];
    feed.store.subscribe(() => errors.push(feed.store.getSnapshot().error));
    feed.start();

    await until(() => feed.store.getSnapshot().status === "ready");
    expect(feed.store.getSnapshot().error).toBeNull();
    expect(errors).toContainEqual(expect.objectContaining({ code: "UNAVAILABLE" }));
  });

  test("refetch() rejects when it fails and keeps the shown items", async () => {
    const feed = await setUp.startLive();
    server.script.push(FORBIDDEN);

    await expect(feed.refetch()).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(feed.store.getSnapshot()).toMatchObject({ status: "ready", error: { code: "FORBIDDEN" } });
    expect(itemsOf(feed)).toHaveLength(5);
  });
});

describe("pages", () => {
  test("older items load page by page, one request at a time", async () => {
    const feed = await setUp.startLive(setUp.open(), { pageSize: 2 });
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
  test("a new item shows, and is reported once", async () => {
    const feed = await setUp.startLive();
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

  test("changes during a disconnection arrive with the next connection", async () => {
    const feed = await setUp.startLive();
    server.dropSockets();
    await until(() => !feed.store.getSnapshot().isLive);
    server.feed.insert();
    server.feed.remove("msg_1");
    await until(() => feed.store.getSnapshot().isLive);

    expect(itemsOf(feed).map(({ id }) => id)).toEqual(["msg_6", "msg_5", "msg_4", "msg_3", "msg_2"]);
    expect(server.callsOf("FeedPage")).toHaveLength(1);
  });

  test("fifteen disconnections under load neither lose nor duplicate items", async () => {
    const client = setUp.open();
    const feed = await setUp.startLive(client, { pageSize: 100 });
    const heard: string[] = [];
    feed.onNewItems((items) => heard.push(...items.map(({ id }) => id)));
    for (let round = 0; round < 15; round += 1) {
      for (let i = 0; i < 3; i += 1) {
        server.feed.insert();
        server.publish();
        await new Promise((resolve) => setImmediate(resolve));
      }
      server.dropSockets(round % 2 === 0 ? undefined : 1001);
      await until(() => !feed.store.getSnapshot().isLive);
      server.feed.insert();
      client.connection.reconnect();
      await until(() => feed.store.getSnapshot().isLive);
    }
    await until(() => itemsOf(feed).length === 65);

    expect(itemsOf(feed)).toEqual(server.feed.matching());
    expect(heard).toEqual(server.feed.ids.slice(5));
  });

  test("after too many missed changes the list reloads, and the old items stay until then", async () => {
    const feed = await setUp.startLive();
    server.dropSockets();
    await until(() => !feed.store.getSnapshot().isLive);
    for (let i = 0; i < 120; i += 1) server.feed.insert();
    const lengths = new Set<number>();
    feed.store.subscribe(() => lengths.add(itemsOf(feed).length));
    await until(() => itemsOf(feed)[0]?.id === "msg_125");

    expect([...lengths].sort()).toEqual([125, 5]);
    expect(feed.store.getSnapshot()).toMatchObject({ counts: { total: 125 }, hasNextPage: false });
  });

  test("a refused subscription shows its error, and the items stay", async () => {
    server.acceptsSocket = () => false;
    const client = setUp.open();
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
    const feed = await setUp.startLive(setUp.open({ userId: undefined, userToken }));

    expect(feed.store.getSnapshot().isLive).toBe(true);
    expect(userToken.mock.calls).toEqual([[{ reason: "first" }], [{ reason: "refused" }]]);
  });
});

test("closing ends the socket and every timer", async () => {
  const client = setUp.open();
  const feed = await setUp.startLive(client);
  client.close();
  await until(() => server.socketCount === 0);

  expect(feed.store.getSnapshot().isLive).toBe(false);
  expect(client.connection.getSnapshot().status).toBe("closed");
});

test("an object's feed is queried by its recipient", async () => {
  const recipient = { object: { collection: "projects", objectId: "apollo" } };
  await setUp.startLive(setUp.open(), { recipient, channelKey: "bell", tenantId: "acme" });

  const place = { recipient, channelKey: "bell", tenantId: "acme" };
  expect(server.calls[0]?.variables).toMatchObject(place);
  expect(server.subscriptions[0]).toMatchObject(place);
});
