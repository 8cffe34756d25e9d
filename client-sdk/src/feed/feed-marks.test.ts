import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type FakeServer, until } from "../../test/support/fake-server.js";
import { FORBIDDEN, LiveSetUp, itemsOf, readOf } from "../../test/support/live-set-up.js";

let setUp: LiveSetUp;
let server: FakeServer;

beforeEach(async () => {
  setUp = await LiveSetUp.start();
  server = setUp.server;
});

afterEach(() => setUp.stop());

describe("marks", () => {
  test("a mark shows before the server answers, and stays when it has", async () => {
    const feed = await setUp.startLive();
    const marked = feed.markRead("msg_5");
    expect(readOf(feed)).toEqual(["msg_5"]);
    expect(feed.store.getSnapshot().counts.unread).toBe(4);

    await marked;
    await until(() => feed.store.getSnapshot().version === server.feed.version);
    expect(itemsOf(feed)).toEqual(server.feed.matching());
  });

  test("a refused mark is reverted and its promise rejects", async () => {
    const feed = await setUp.startLive();
    const before = feed.store.getSnapshot();
    server.script.push(FORBIDDEN);
    const marked = feed.markArchived("msg_5");
    expect(itemsOf(feed)).toHaveLength(4);

    await expect(marked).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(feed.store.getSnapshot()).toEqual(before);
  });

  test("double clicks make one call", async () => {
    const feed = await setUp.startLive();
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

  test("a mark of all can be undone, also for items that are not loaded; items that were read before stay read", async () => {
    for (let more = 0; more < 30; more += 1) server.feed.insert();
    server.feed.mark(["msg_3", "msg_34"], "READ");
    const feed = await setUp.startLive();
    const marked = await feed.markAll("READ");
    expect(marked.changedCount).toBe(33);
    expect(feed.store.getSnapshot().counts.unread).toBe(0);
    await marked.undo();
    await until(() => feed.store.getSnapshot().version === server.feed.version && readOf(feed).length === 1);
    expect(feed.store.getSnapshot().counts).toEqual({ total: 35, unread: 33, unseen: 33 });
    expect(readOf(feed)).toEqual(["msg_34"]);
    expect(server.feed.item("msg_3")?.readAt).not.toBeNull();
    expect(server.feed.item("msg_4")?.readAt).toBeNull();
  });

  test("a mark of all that changed nothing has nothing to undo", async () => {
    const feed = await setUp.startLive();
    await feed.markAll("READ");
    await (await feed.markAll("READ")).undo();
    expect(server.callsOf("UndoMarkFeed")).toHaveLength(0);
    server.script.push(FORBIDDEN);
    await expect(feed.markAll("ARCHIVED")).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("another action on the same item is another call", async () => {
    const feed = await setUp.startLive();
    await feed.markInteracted("msg_4", { button: "open" });
    await feed.markInteracted("msg_4", { button: "reply" });

    expect(server.callsOf("MarkMessages").map(({ variables }) => variables.input)).toEqual([
      { ids: ["msg_4"], mark: "INTERACTED", metadata: { button: "open" } },
      { ids: ["msg_4"], mark: "INTERACTED", metadata: { button: "reply" } },
    ]);
  });

  test("after a failure the same click makes another call", async () => {
    const feed = await setUp.startLive();
    server.script.push(FORBIDDEN);
    await feed.markArchived("msg_5").catch(() => undefined);
    await feed.markArchived("msg_5");

    expect(itemsOf(feed)).toHaveLength(4);
    expect(server.feed.item("msg_5")?.archivedAt).not.toBeNull();
  });

  test("marks of one task are sent together, and opposite marks keep their order", async () => {
    const feed = await setUp.startLive();
    await Promise.all([
      feed.markSeen("msg_1"),
      feed.markSeen(["msg_2", "msg_3"]),
      feed.markRead("msg_4"),
      feed.markUnread("msg_4"),
      feed.markRead("msg_4"),
    ]);

    expect(server.calls.filter(({ name }) => name.startsWith("Mark")).map(({ variables }) => variables)).toEqual([
      {
        i0: { ids: ["msg_1", "msg_2", "msg_3"], mark: "SEEN" },
        i1: { ids: ["msg_4"], mark: "READ" },
        i2: { ids: ["msg_4"], mark: "UNREAD" },
        i3: { ids: ["msg_4"], mark: "READ" },
      },
    ]);
    expect(server.feed.item("msg_4")?.readAt).not.toBeNull();
  });

  test("more ids than one call may hold are sent in several calls", async () => {
    const feed = await setUp.startLive();
    await feed.markRead(Array.from({ length: 250 }, (_, index) => `other_${index}`));

    const sizes = server
      .callsOf("MarkMessages")
      .map(({ variables }) => JSON.stringify(variables).split("other_").length - 1);
    expect(sizes).toEqual([100, 100, 50]);
  });

  test("marking all marks what the reader was shown, and nothing that arrives meanwhile", async () => {
    const feed = await setUp.startLive();
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

  test("two lists of one feed change together", async () => {
    const client = setUp.open();
    const all = await setUp.startLive(client);
    const unread = await setUp.startLive(client, { filter: { isRead: false } });
    const marked = all.markRead("msg_5");

    expect(itemsOf(unread)).toHaveLength(4);
    expect(all.store.getSnapshot().counts).toEqual({ total: 5, unread: 4, unseen: 4 });
    expect(unread.store.getSnapshot().counts).toEqual({ total: 4, unread: 4, unseen: 4 });
    await marked;
  });

  test("a mark can be made before the feed is started", async () => {
    await setUp.open().feed().markRead("msg_1");

    expect(server.feed.item("msg_1")?.readAt).not.toBeNull();
  });
});

describe("tabs", () => {
  test("a mark made in one tab shows in the other without the network", async () => {
    const here = await setUp.startLive(setUp.open());
    const there = await setUp.startLive(setUp.open());
    server.script.push("hang");
    void here.markRead("msg_5").catch(() => undefined);
    await until(() => readOf(there).length === 1);

    expect(readOf(there)).toEqual(["msg_5"]);
    expect(server.feed.item("msg_5")?.readAt).toBeNull();
  });

  test("a mark that fails in one tab is reverted in the other", async () => {
    const here = await setUp.startLive(setUp.open());
    const there = await setUp.startLive(setUp.open());
    const seen: number[] = [];
    there.store.subscribe(() => seen.push(readOf(there).length));
    server.script.push(FORBIDDEN);
    await here.markRead("msg_5").catch(() => undefined);
    await until(() => seen.length >= 2);

    expect(seen).toEqual([1, 0]);
  });

  test("tabs of other users, and tabs that are not shared, receive nothing", async () => {
    const here = await setUp.startLive(setUp.open());
    const bob = await setUp.startLive(setUp.open({ userId: "bob" }));
    const apart = await setUp.startLive(setUp.open({ crossTab: false }));
    server.script.push("hang");
    void here.markRead("msg_5").catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect([readOf(bob), readOf(apart)]).toEqual([[], []]);
  });
});

describe("tabs that open late", () => {
  test("a tab that is opened while a mark is in flight shows it", async () => {
    const here = await setUp.startLive(setUp.open());
    server.script.push("hang");
    void here.markRead("msg_5").catch(() => undefined);
    await until(() => server.callsOf("MarkMessages").length === 1);
    const there = await setUp.startLive(setUp.open());
    await until(() => readOf(there).length === 1);

    expect(readOf(there)).toEqual(["msg_5"]);
  });
});

describe("snoozing", () => {
  const UNTIL = new Date("2026-11-24T08:00:00.000Z");

  test("shows at once in every list, can be undone, and the item returns as new", async () => {
    const client = setUp.open();
    const feed = await setUp.startLive(client);
    const snoozed = await setUp.startLive(client, { filter: { snoozed: "ONLY" } });
    const heard: string[] = [];
    feed.onNewItems((items) => heard.push(...items.map(({ id }) => id)));
    const [first] = itemsOf(feed);
    if (first === undefined) throw new Error("There are five.");
    await feed.markRead(first);

    const asked = feed.snooze(first, UNTIL);
    expect(itemsOf(feed).map(({ id }) => id)).not.toContain(first.id);
    expect(feed.store.getSnapshot().counts).toEqual({ total: 4, unread: 4, unseen: 4 });
    await asked;
    await until(() => itemsOf(snoozed).length === 1);
    expect(itemsOf(snoozed)[0]).toMatchObject({ id: first.id, snoozedUntil: UNTIL.toISOString() });
    expect(snoozed.store.getSnapshot().counts).toEqual({ total: 1, unread: 0, unseen: 0 });

    await snoozed.unsnooze(first);
    await until(() => itemsOf(feed).length === 5);
    expect(itemsOf(feed)[0]).toMatchObject({ id: first.id, readAt: expect.any(String), snoozedUntil: null });
    expect(heard).toEqual([]);

    const last = itemsOf(feed)[4]?.id ?? "";
    await feed.snooze(last, UNTIL);
    server.feed.returnAll();
    server.publish();
    await until(() => itemsOf(feed)[0]?.id === last);
    expect(heard).toEqual([last]);
    await until(() => itemsOf(snoozed).length === 0);
  });

  test("is reverted if the server refuses it", async () => {
    const feed = await setUp.startLive();
    server.script.push(FORBIDDEN);
    await expect(feed.snooze(itemsOf(feed).slice(0, 2), UNTIL)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(itemsOf(feed)).toHaveLength(5);
  });

  test("is sent in one call with the other marks of the same task, in order", async () => {
    const feed = await setUp.startLive();
    const [a, b] = itemsOf(feed);
    if (a === undefined || b === undefined) throw new Error("There are five.");
    await Promise.all([feed.markRead(a), feed.snooze(a, UNTIL), feed.snooze(b, UNTIL)]);
    expect(server.calls.map(({ name }) => name)).toEqual(["FeedPage", "Marks"]);
    expect(server.feed.item(a.id)).toMatchObject({ readAt: expect.any(String), snoozedUntil: UNTIL.toISOString() });
  });
});

describe("pinning", () => {
  test("shows at once in every list, does not change order and counts, and can be undone", async () => {
    const client = setUp.open();
    const feed = await setUp.startLive(client);
    const pinned = await setUp.startLive(client, { filter: { pinned: "ONLY" } });
    const rest = await setUp.startLive(client, { filter: { pinned: "EXCLUDE" } });
    const before = feed.store.getSnapshot();
    const asked = feed.pin("msg_2");
    expect(itemsOf(feed).find(({ id }) => id === "msg_2")?.pinnedAt).toEqual(expect.any(String));
    expect(itemsOf(feed).map(({ id }) => id)).toEqual(before.items.map(({ id }) => id));
    expect(feed.store.getSnapshot().counts).toEqual(before.counts);
    expect(itemsOf(rest)).toHaveLength(4);
    await asked;
    await until(() => itemsOf(pinned).length === 1);
    expect(pinned.store.getSnapshot().counts).toEqual({ total: 1, unread: 1, unseen: 1 });

    const undone = feed.unpin("msg_2");
    expect(itemsOf(pinned)).toEqual([]);
    await undone;
    await until(() => itemsOf(rest).length === 5);

    await feed.pin("msg_2");
    await feed.markArchived("msg_2");
    await until(() => itemsOf(pinned).length === 0);
    expect(server.feed.item("msg_2")?.pinnedAt).toBeNull();
  });

  test("is reverted if the server refuses it", async () => {
    const feed = await setUp.startLive();
    server.script.push(FORBIDDEN);
    await expect(feed.pin(itemsOf(feed).slice(0, 2))).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(itemsOf(feed).every(({ pinnedAt }) => pinnedAt === null)).toBe(true);
  });

  test("twice makes one call", async () => {
    const feed = await setUp.startLive();
    await Promise.all([feed.pin("msg_2"), feed.pin("msg_2")]);
    await feed.pin("msg_2");
    expect(server.callsOf("PinMessages").map(({ variables }) => variables.input)).toEqual([{ ids: ["msg_2"] }]);
  });
});

test("a followed link is sent with the interaction, in one call", async () => {
  const feed = await setUp.startLive();
  const told = feed.markLinkClicked("msg_5", { url: "/here" });
  expect(itemsOf(feed)[0]).toMatchObject({ linkClickedAt: expect.any(String), readAt: expect.any(String) });
  await told;
  await feed.markInteracted("msg_4", { action: "open" });
  expect(server.callsOf("MarkMessages").map(({ variables }) => variables.input)).toEqual([
    { ids: ["msg_5"], mark: "INTERACTED", metadata: { url: "/here" }, isLinkClick: true },
    { ids: ["msg_4"], mark: "INTERACTED", metadata: { action: "open" } },
  ]);
  expect(server.feed.item("msg_5")?.linkClickedAt).toEqual(expect.any(String));
  expect(server.feed.item("msg_4")?.linkClickedAt).toBeNull();
});
