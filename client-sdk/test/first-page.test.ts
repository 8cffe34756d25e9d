import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { prefetchFeed } from "../src/server/prefetch-feed.js";
import type { FeedPage } from "../src/feed/model.js";
import type { FeedCache, FeedCacheKey } from "../src/options.js";
import { type FakeServer, until } from "./support/fake-server.js";
import { LiveSetUp, itemsOf } from "./support/live-set-up.js";
import { tokenFor } from "./support/tokens.js";

let setUp: LiveSetUp;
let server: FakeServer;

beforeEach(async () => {
  setUp = await LiveSetUp.start();
  server = setUp.server;
});

afterEach(() => setUp.stop());

/** A cache whose contents the test reads. */
class MemoryCache implements FeedCache {
  readonly pages = new Map<string, FeedPage>();

  read({ person, feed }: FeedCacheKey): Promise<FeedPage | null> {
    return Promise.resolve(this.pages.get(`${person}\n${feed}`) ?? null);
  }

  write({ person, feed }: FeedCacheKey, page: FeedPage): void {
    this.pages.set(`${person}\n${feed}`, page);
  }

  forget(person: string): void {
    for (const key of [...this.pages.keys()]) if (key.startsWith(`${person}\n`)) this.pages.delete(key);
  }
}

describe("the cached first page", () => {
  test("W-08: the next visit starts with items before the server has answered, and then updates them", async () => {
    const cache = new MemoryCache();
    await setUp.startLive(setUp.open({ cache }));
    await until(() => cache.pages.size === 1);
    server.feed.insert();
    server.script.push("hang");
    const client = setUp.open({ cache, timeoutMs: 500 });
    const feed = client.feed();
    const shown: { count: number; state: unknown }[] = [];
    feed.store.subscribe(() => shown.push({ count: itemsOf(feed).length, state: feed.store.getSnapshot() }));
    feed.start();
    await until(() => itemsOf(feed).length === 6 && feed.store.getSnapshot().isLive);
    // On a slow machine the answer may arrive before the store could be read, so the test checks the recorded
    // snapshots.
    expect(shown.find(({ count }) => count > 0)).toMatchObject({
      count: 5,
      state: { status: "ready", isRefetching: true, isLive: false },
    });
  });

  test("W-08: it waits for no token if `person` is given", async () => {
    const cache = new MemoryCache();
    const named = { userId: undefined, person: "alice", cache };
    await setUp.startLive(setUp.open({ ...named, userToken: tokenFor("alice") }));
    await until(() => cache.pages.size === 1);
    const feed = setUp.open({ ...named, userToken: () => new Promise<string>(() => undefined) }).feed();
    feed.start();
    await until(() => itemsOf(feed).length === 5);

    const other = setUp.open({ ...named, person: "bob", userToken: () => new Promise<string>(() => undefined) }).feed();
    other.start();
    await until(() => other.store.getSnapshot().status === "loading");
    expect(itemsOf(other)).toEqual([]);
  });

  test("W-08: it is shown while the network is down, with the error", async () => {
    const cache = new MemoryCache();
    await setUp.startLive(setUp.open({ cache }));
    await until(() => cache.pages.size === 1);
    const client = setUp.open({ cache, fetch: () => Promise.reject(new TypeError("Failed to fetch")) });
    const feed = client.feed();
    feed.start();
    await until(() => itemsOf(feed).length === 5 && feed.store.getSnapshot().error !== null);

    expect(feed.store.getSnapshot()).toMatchObject({ status: "ready", error: { code: "NETWORK_ERROR" } });
  });

  test("W-08, E-1: it is never shown to another user, and a switch deletes it", async () => {
    const cache = new MemoryCache();
    let token = tokenFor("alice");
    const client = setUp.open({ userId: undefined, userToken: () => token, cache });
    await setUp.startLive(client);
    await until(() => cache.pages.size === 1);
    expect([...cache.pages.keys()][0]).toContain("alice");
    token = tokenFor("bob");
    await client.recheckPerson();
    await until(() => [...cache.pages.keys()].some((key) => key.includes("bob")));

    expect([...cache.pages.keys()].some((key) => key.includes("alice"))).toBe(false);
  });
});

describe("a prefetched page", () => {
  test("a feed starts with the page that a server fetched, requests no page, and resumes after its version", async () => {
    const options = { endpoint: server.endpoint, publicKey: "pk_1", userToken: tokenFor("alice") };
    const fetched = await prefetchFeed(options, { pageSize: 3 });
    const sent: typeof fetched = JSON.parse(JSON.stringify(fetched));
    server.feed.insert();
    const client = setUp.open({ userId: undefined, userToken: tokenFor("alice"), initialFeeds: [sent] });
    const feed = client.feed({ pageSize: 3 });
    expect(feed.store.getSnapshot()).toMatchObject({ status: "ready", hasNextPage: true });
    expect(itemsOf(feed)).toHaveLength(3);
    feed.start();
    await until(() => itemsOf(feed).length === 4);

    expect(server.callsOf("FeedPage")).toHaveLength(1);
  });

  test("E-1: a client that turns out to belong to another user discards it", async () => {
    const options = { endpoint: server.endpoint, publicKey: "pk_1", userToken: tokenFor("alice") };
    const fetched = await prefetchFeed(options);
    // The server answers late: until then the client shows only its own state.
    server.script.push("hang");
    const userToken = (): string => tokenFor("bob");
    const client = setUp.open({ userId: undefined, userToken, initialFeeds: [fetched], timeoutMs: 500 });
    const feed = client.feed();
    feed.start();
    await until(() => client.person.getSnapshot().id === "bob");

    expect(itemsOf(feed)).toEqual([]);
    await until(() => feed.store.getSnapshot().isLive);
  });
});
