import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createFeedWorld, type Change, type FeedWorld, type Listener } from "../support/feeds.js";
import { waitUntil } from "../support/wait-until.js";

let world: FeedWorld;
const listeners: Listener[] = [];

const many = (count: number): object[] => Array.from({ length: count }, () => ({}));
const idsOf = (change: Change | undefined): string[] => change?.items.map((item) => item.id) ?? [];

async function listen(...args: Parameters<FeedWorld["listen"]>): Promise<Listener> {
  const listener = await world.listen(...args);
  listeners.push(listener);
  return listener;
}

async function firstOf(user: string, after: string, filter = {}): Promise<Change> {
  const listener = await listen(world.home.asUser(user), {}, { after, filter });
  await waitUntil(() => listener.changes.length > 0);
  await listener.close();
  const [change] = listener.changes;
  if (!change) throw new Error("There was no first answer.");
  return change;
}

async function versionOf(user: string): Promise<string> {
  const { data } = await world.ask("query($u: ID!) { feed(recipient: { userId: $u }) { version } }", { u: user });
  return (data.feed as unknown as { version: string }).version;
}

async function mark(ids: string[], how: string): Promise<void> {
  const query = "mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }";
  expect((await world.ask(query, { i: { ids, mark: how } })).errors).toEqual([]);
}

/** As deleting its recipient does. */
async function deleteFeed(recipientKey: string): Promise<void> {
  for (const table of ["messages", "feeds", "feed_removals"]) {
    await world.db.database.query(`delete from ${table} where recipient_key = $1`, [recipientKey]);
  }
}

beforeAll(async () => {
  world = await createFeedWorld([{ key: "plain" }, { key: "news", categories: ["news"] }]);
});
afterAll(async () => {
  for (const listener of listeners) await listener.close();
  world.modules.feeds.watcher.close();
  await world.db.drop();
});

describe("a new subscription gets its first event at once", () => {
  test("without changes, if it has all of them or starts now", async () => {
    await world.arrive("u/calm", many(2));
    const version = await versionOf("calm");
    expect(await firstOf("calm", version)).toMatchObject({ version, items: [], removedIds: [], isReset: false });
    const fresh = await listen(world.home.asUser("calm"), {});
    await waitUntil(() => fresh.changes.length === 1);
    expect(fresh.changes[0]).toMatchObject({ version, items: [], isReset: false, counts: { total: 2 } });
  });

  test("without changes for an unknown feed, and then gets the feed's first item", async () => {
    const listener = await listen(world.home.asUser("newborn"), {}, { after: await versionOf("newborn") });
    await waitUntil(() => listener.changes.length === 1);
    const ids = await world.arrive("u/newborn", [{}]);
    await waitUntil(() => listener.changes.length === 2);
    expect(listener.changes[1]).toMatchObject({ items: [{ id: ids[0] }], isReset: false, counts: { total: 1 } });
  });

  test("with the changes since its version, by state: each item once, in the order of its last change", async () => {
    const ids = await world.arrive("u/away", many(4));
    const version = await versionOf("away");
    await mark([ids[2] ?? ""], "READ");
    await mark([ids[0] ?? ""], "SEEN");
    await mark([ids[0] ?? "", ids[1] ?? ""], "ARCHIVED");
    await world.remove("u/away", ids[3] ?? "");
    const [fresh = ""] = await world.arrive("u/away", [{}]);
    const change = await firstOf("away", version);
    expect(idsOf(change)).toEqual([ids[2], fresh]);
    expect(new Set(change.removedIds)).toEqual(new Set([ids[0], ids[1], ids[3]]));
    expect(change).toMatchObject({ isReset: false, counts: { total: 2, unread: 1 } });
  });

  test("with up to 100 changes, and with a reset for 101", async () => {
    const none = await versionOf("flood");
    await world.arrive("u/flood", many(100));
    const all = await firstOf("flood", none);
    expect(all.items).toHaveLength(100);
    await world.arrive("u/flood", [{}]);
    expect(await firstOf("flood", none)).toMatchObject({
      isReset: true,
      items: [],
      removedIds: [],
      counts: { total: 101 },
    });
  });

  test("with a reset if the log is too short, and with a replay if it is just long enough", async () => {
    const ids = await world.arrive("u/old", many(3));
    const versions = await Promise.all(
      (await firstOf("old", "0000000000000000-000000000000")).items.map(async (item) => item.version),
    );
    await world.db.database.query("update feeds set log_floor = 2 where recipient_key = 'u/old'");
    expect((await firstOf("old", versions[0] ?? "")).isReset).toBe(true);
    const kept = await firstOf("old", versions[1] ?? "");
    expect([kept.isReset, idsOf(kept)]).toEqual([false, [ids[2]]]);
    expect((await firstOf("old", "0000000000000000-000000000000")).isReset).toBe(true);
  });

  test("with a reset for a version that this feed has never had", async () => {
    await world.arrive("u/never", [{}]);
    const version = await versionOf("never");
    const later = version.replace(/\d$/, "9");
    const other = `9${version.slice(1)}`;
    expect((await firstOf("never", later)).isReset).toBe(true);
    expect((await firstOf("never", other)).isReset).toBe(true);
  });
});

describe("a feed that is deleted and created again", () => {
  test("is not confused with the old one: a reconnecting client is reset, and later versions sort after its version", async () => {
    await world.arrive("u/again", many(5));
    const before = await versionOf("again");
    await deleteFeed("u/again");
    expect((await firstOf("again", before)).isReset).toBe(true);
    await world.arrive("u/again", many(7));
    const after = await versionOf("again");
    expect(after > before).toBe(true);
    expect((await firstOf("again", before)).isReset).toBe(true);
  });

  test("resets subscriptions without any hint, and continues with the new feed", async () => {
    await world.arrive("u/live", many(5));
    const listener = await listen(world.home.asUser("live"), {});
    await waitUntil(() => listener.changes.length === 1);
    await deleteFeed("u/live");
    await waitUntil(() => listener.changes.length === 2);
    expect(listener.changes[1]).toMatchObject({ isReset: true, counts: { total: 0 } });
    const ids = await world.arrive("u/live", [{}]);
    await waitUntil(() => listener.changes.length === 3);
    expect(idsOf(listener.changes[2])).toEqual(ids);
  });
});

describe("a subscription", () => {
  test("with a filter gets items that match, and items that no longer match", async () => {
    const listener = await listen(world.home.asUser("unread"), {}, { filter: { isRead: false, categories: ["news"] } });
    await waitUntil(() => listener.changes.length === 1);
    const [news = "", plain = ""] = await world.arrive("u/unread", [{ workflowKey: "news" }, {}]);
    await waitUntil(() => listener.changes.length === 2);
    expect(listener.changes[1]).toMatchObject({ items: [{ id: news }], removedIds: [plain] });
    await mark([news], "READ");
    await waitUntil(() => listener.changes.length === 3);
    expect(listener.changes[2]).toMatchObject({ items: [], removedIds: [news], counts: { unread: 1 } });
  });

  test("of a tenant gets its items and those without a tenant", async () => {
    const listener = await listen(world.home.asUser("multi"), { tenantId: "a" });
    await waitUntil(() => listener.changes.length === 1);
    const ids = await world.arrive("u/multi", [{ tenantId: "a" }, { tenantId: "b" }, {}]);
    await waitUntil(() => listener.changes.length === 2);
    expect(idsOf(listener.changes[1])).toEqual([ids[0], ids[2]]);
  });

  test("gets changes without a hint within a few seconds", async () => {
    const listener = await listen(world.home.asUser("deaf"), {});
    await waitUntil(() => listener.changes.length === 1);
    const ids = await world.arrive("u/deaf", many(3), true);
    await waitUntil(() => listener.changes.length === 2);
    expect(idsOf(listener.changes[1])).toEqual(ids);
  });

  test("ignores a late hint of the old feed", async () => {
    await world.arrive("u/late", many(9));
    await deleteFeed("u/late");
    await world.arrive("u/late", [{}]);
    const listener = await listen(world.home.asUser("late"), {});
    await waitUntil(() => listener.changes.length === 1);
    let reads = 0;
    const stop = world.db.database.onStatement((sql) => (reads += sql.includes("feed_removals") ? 1 : 0));
    world.modules.feeds.hints.publish([{ ...world.keyOf("u/late"), version: 9 }]);
    const ids = await world.arrive("u/late", [{}]);
    await waitUntil(() => listener.changes.length === 2);
    stop();
    expect(idsOf(listener.changes[1])).toEqual(ids);
    expect(reads).toBeLessThan(6);
  });

  test("waits during a database outage, and continues afterwards", async () => {
    const listener = await listen(world.home.asUser("patient"), {});
    await waitUntil(() => listener.changes.length === 1);
    const { database } = world.db;
    const query = database.query.bind(database);
    let isAway = true;
    database.query = (sql, values) =>
      isAway && sql.includes("feeds")
        ? Promise.reject(Object.assign(new Error("gone"), { code: "57P01" }))
        : query(sql, values);
    const ids = await world.arrive("u/patient", [{}]);
    isAway = false;
    await waitUntil(() => listener.changes.length === 2);
    database.query = query;
    expect([listener.isOver, idsOf(listener.changes[1])]).toEqual([false, ids]);
  });

  test("that shares its version with a hundred others costs one read per change", async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => listen(world.home.asUser("crowd"), {})));
    await waitUntil(() => all.every((listener) => listener.changes.length === 1));
    let reads = 0;
    const stop = world.db.database.onStatement((sql) => (reads += sql.includes("feed_removals") ? 1 : 0));
    for (let n = 2; n < 7; n++) {
      await world.arrive("u/crowd", [{}]);
      await waitUntil(() => all.every((listener) => listener.changes.length === n));
    }
    stop();
    // The poll may read once or twice meanwhile.
    expect(reads).toBeLessThanOrEqual(7);
    await Promise.all(all.map((listener) => listener.close()));
  });

  test("of a slow reader gets many changes at once, and ends with the stored state", async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let isFirst = true;
    const drained = (): Promise<void> => {
      if (!isFirst) return gate;
      isFirst = false;
      return Promise.resolve();
    };
    const slow = await listen(world.home.asUser("slow"), {}, { drained });
    const quick = await listen(world.home.asUser("slow"), {});
    await waitUntil(() => slow.changes.length === 1 && quick.changes.length === 1);
    for (let n = 0; n < 20; n++) await world.arrive("u/slow", [{}]);
    await waitUntil(() => quick.changes.flatMap(idsOf).length === 20);
    expect(slow.changes).toHaveLength(1);
    open();
    await waitUntil(() => slow.changes.length === 2);
    expect(idsOf(slow.changes[1])).toEqual(quick.changes.flatMap(idsOf));
  });

  test("during any storm of hints gets each version once, in order, to the last", async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => listen(world.home.asUser("storm"), {})));
    await waitUntil(() => all.every((listener) => listener.changes.length === 1));
    const ids: string[] = [];
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let n = 0; n < 10; n++) ids.push(...(await world.arrive("u/storm", many(1 + (n % 2)))));
      }),
    );
    const last = await versionOf("storm");
    await waitUntil(() => all.every((listener) => listener.changes.at(-1)?.version === last));
    for (const listener of all) {
      expect(listener.changes.some((change) => change.isReset)).toBe(false);
      const versions = listener.changes.flatMap((change) => change.items.map((item) => item.version));
      expect(versions).toEqual([...versions].sort());
      expect(new Set(versions).size).toBe(ids.length);
      const feeds = listener.changes.map((change) => change.version);
      expect(feeds).toEqual([...feeds].sort());
    }
  });
});
