import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeSignals } from "./support/fake-socket.js";
import { type FakeServer, until } from "./support/fake-server.js";
import { FORBIDDEN, LiveSetUp, itemsOf, readOf } from "./support/live-set-up.js";
import { MemoryStorage } from "./support/memory-storage.js";

let setUp: LiveSetUp;
let server: FakeServer;
let storage: MemoryStorage;

beforeEach(async () => {
  setUp = await LiveSetUp.start();
  server = setUp.server;
  storage = new MemoryStorage();
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, "window");
  Reflect.deleteProperty(globalThis, "document");
  return setUp.stop();
});

const markCalls = () => server.calls.filter(({ name }) => name.startsWith("Mark"));

/** A page that the test can end. */
function aPage() {
  const page = new EventTarget();
  Object.assign(globalThis, {
    window: page,
    document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
  });
  return { hide: () => page.dispatchEvent(new Event("pagehide")) };
}

/** A network that the test can cut. It records requests. */
function aLine() {
  const line = { isCut: false, inits: [] as (RequestInit | undefined)[] };
  const fetch: typeof globalThis.fetch = (input, init) => {
    line.inits.push(init);
    return line.isCut ? Promise.reject(new TypeError("Failed to fetch")) : globalThis.fetch(input, init);
  };
  return Object.assign(line, { fetch });
}

describe("marks on a slow line", () => {
  test("E-13: a mark does not wait for a mark of another type that is in flight", async () => {
    const feed = await setUp.startLive();
    server.script.push("hang");
    void feed.markSeen("msg_1").catch(() => undefined);
    await until(() => markCalls().length === 1);
    await feed.markRead("msg_2");

    expect(server.feed.item("msg_2")?.readAt).not.toBeNull();
  });

  test("E-13: contradictory marks wait for each other and keep their order", async () => {
    const feed = await setUp.startLive();
    const marked = [feed.markRead("msg_1")];
    await until(() => markCalls().length === 1);
    marked.push(feed.markUnread("msg_1"));
    await Promise.all(marked);

    expect(server.feed.item("msg_1")?.readAt).toBeNull();
  });

  test("E-13: concurrent marks share one call, whatever their type, and every such call may outlive its page", async () => {
    const line = aLine();
    const feed = await setUp.startLive(setUp.open({ fetch: line.fetch }));
    await Promise.all([
      feed.markSeen(["msg_1", "msg_2"]),
      feed.markInteracted("msg_3", { action: "open" }),
      feed.markAll("READ"),
    ]);

    expect(markCalls()).toHaveLength(1);
    expect(line.inits.at(-1)).toMatchObject({ keepalive: true });
    expect(server.feed.item("msg_5")?.readAt).not.toBeNull();
  });

  test("E-13: a page that closes sends waiting marks at once, also behind marks in flight", async () => {
    const page = aPage();
    const feed = await setUp.startLive();
    server.script.push("hang");
    void feed.markUnread("msg_1").catch(() => undefined);
    void feed.markRead("msg_5").catch(() => undefined);
    await until(() => markCalls().length === 1);
    void feed.markArchived("msg_4").catch(() => undefined);
    page.hide();
    await until(() => server.feed.item("msg_4")?.archivedAt !== null);

    expect(markCalls()).toHaveLength(2);
  });

  test("one refused mark does not affect the marks in the same call", async () => {
    const feed = await setUp.startLive();
    server.script.push(FORBIDDEN, FORBIDDEN);
    const outcomes = await Promise.allSettled([
      feed.markRead("msg_1"),
      feed.markArchived("msg_2"),
      feed.markSeen("msg_3"),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    expect(server.feed.item("msg_2")?.archivedAt).not.toBeNull();
    expect(readOf(feed)).toEqual([]);
  });
});

describe("marks without a connection", () => {
  test("E-34: a mark waits for the connection, is shown meanwhile, and is not reported as failed", async () => {
    const line = aLine();
    const signals = new FakeSignals();
    const feed = await setUp.startLive(setUp.open({ fetch: line.fetch, signals, markStorage: storage }));
    line.isCut = true;
    signals.setOnline(false);
    let outcome = "waiting";
    void feed.markRead("msg_5").then(() => (outcome = "stored"));
    await until(() => line.inits.some((init) => init?.keepalive));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([outcome, readOf(feed)]).toEqual(["waiting", ["msg_5"]]);
    expect(storage.text).toContain("msg_5");

    line.isCut = false;
    signals.setOnline(true);
    await until(() => outcome === "stored");
    expect(server.feed.item("msg_5")?.readAt).not.toBeNull();
    expect(storage.length).toBe(0);
  });

  test("E-34: marks that were waiting when the page ended are shown and sent after the reload", async () => {
    const page = aPage();
    const line = aLine();
    const before = await setUp.startLive(setUp.open({ fetch: line.fetch, markStorage: storage }));
    await until(() => before.store.getSnapshot().isLive);
    line.isCut = true;
    void before.markArchived("msg_5").catch(() => undefined);
    void before.markAll("READ").catch(() => undefined);
    await until(() => storage.text.includes("READ"));
    page.hide();
    const after = await setUp.startLive(setUp.open({ markStorage: storage, crossTab: false }));
    await until(() => server.feed.item("msg_5")?.archivedAt !== null && server.feed.item("msg_1")?.readAt !== null);
    await until(() => itemsOf(after).length === 4);

    expect(readOf(after)).toHaveLength(4);
  });

  test("E-34: another user never gets the marks, and signing out deletes them", async () => {
    const page = aPage();
    const line = aLine();
    const alice = setUp.open({ userId: "alice", fetch: line.fetch, markStorage: storage });
    const feed = await setUp.startLive(alice);
    line.isCut = true;
    void feed.markRead("msg_5").catch(() => undefined);
    await until(() => storage.text.includes("msg_5"));
    page.hide();
    await setUp.startLive(setUp.open({ userId: "bob", markStorage: storage }));
    expect(server.feed.item("msg_5")?.readAt).toBeNull();
    expect(storage.text).toContain("msg_5");

    alice.close();
    expect(storage.length).toBe(0);
  });

  test("E-13: a lost answer is not a failure: the mark is sent again", async () => {
    const feed = await setUp.startLive(setUp.open({ maxRetries: 0 }));
    server.script.push("breakLine");
    await feed.markRead("msg_5");

    expect(markCalls()).toHaveLength(2);
    expect(readOf(feed)).toEqual(["msg_5"]);
  });

  test("E-34: a mark made in a list shows in a list that is opened while the mark waits", async () => {
    const line = aLine();
    const client = setUp.open({ fetch: line.fetch });
    const all = await setUp.startLive(client);
    server.script.push("hang");
    void all.markRead("msg_5").catch(() => undefined);
    await until(() => markCalls().length === 1);
    const unread = await setUp.startLive(client, { filter: { isRead: false } });

    expect(itemsOf(unread).map(({ id }) => id)).not.toContain("msg_5");
  });
});
