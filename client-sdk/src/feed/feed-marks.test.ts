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

  test("a refused mark is taken back and rejects", async () => {
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

  test("another action on the same item is another call", async () => {
    const feed = await setUp.startLive();
    await feed.markInteracted("msg_4", { button: "open" });
    await feed.markInteracted("msg_4", { button: "reply" });

    expect(server.callsOf("MarkMessages").map(({ variables }) => variables.input)).toEqual([
      { ids: ["msg_4"], mark: "INTERACTED", metadata: { button: "open" } },
      { ids: ["msg_4"], mark: "INTERACTED", metadata: { button: "reply" } },
    ]);
  });

  test("after a failure the same click counts again", async () => {
    const feed = await setUp.startLive();
    server.script.push(FORBIDDEN);
    await feed.markArchived("msg_5").catch(() => undefined);
    await feed.markArchived("msg_5");

    expect(itemsOf(feed)).toHaveLength(4);
    expect(server.feed.item("msg_5")?.archivedAt).not.toBeNull();
  });

  test("marks made in one turn go together, and opposite ones keep their order", async () => {
    const feed = await setUp.startLive();
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
    const feed = await setUp.startLive();
    await feed.markRead(Array.from({ length: 250 }, (_, index) => `other_${index}`));

    const sizes = server
      .callsOf("MarkMessages")
      .map(({ variables }) => JSON.stringify(variables).split("other_").length - 1);
    expect(sizes).toEqual([100, 100, 50]);
  });

  test("marking all reaches what the reader was shown, and nothing that arrives meanwhile", async () => {
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

  test("two lists of one feed move together", async () => {
    const client = setUp.open();
    const all = await setUp.startLive(client);
    const unread = await setUp.startLive(client, { filter: { isRead: false } });
    const marked = all.markRead("msg_5");

    expect(itemsOf(unread)).toHaveLength(4);
    expect(unread.store.getSnapshot().counts).toEqual(all.store.getSnapshot().counts);
    await marked;
  });

  test("a mark works before the feed is started", async () => {
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

  test("a mark that fails in one tab is taken back in the other", async () => {
    const here = await setUp.startLive(setUp.open());
    const there = await setUp.startLive(setUp.open());
    const seen: number[] = [];
    there.store.subscribe(() => seen.push(readOf(there).length));
    server.script.push(FORBIDDEN);
    await here.markRead("msg_5").catch(() => undefined);
    await until(() => seen.length >= 2);

    expect(seen).toEqual([1, 0]);
  });

  test("other people's tabs, and those that want to be apart, hear nothing", async () => {
    const here = await setUp.startLive(setUp.open());
    const bob = await setUp.startLive(setUp.open({ userId: "bob" }));
    const apart = await setUp.startLive(setUp.open({ crossTab: false }));
    server.script.push("hang");
    void here.markRead("msg_5").catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect([readOf(bob), readOf(apart)]).toEqual([[], []]);
  });
});
