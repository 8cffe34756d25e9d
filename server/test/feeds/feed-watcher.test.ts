import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { FeedHints } from "../../src/modules/feeds/model/feed-hints.js";
import { FeedRepository } from "../../src/modules/feeds/feed.repository.js";
import { FeedWatcher } from "../../src/modules/feeds/live/feed-watcher.service.js";
import { ALL_UNARCHIVED } from "../../src/modules/feeds/model/feed-filter.js";
import type { WatchOptions } from "../../src/modules/feeds/live/feed-subscriber.service.js";
import { LocalHints } from "../../src/platform/hints/index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { createTestRuntime } from "../support/runtime.js";
import { waitUntil } from "../support/wait-until.js";

type Versions = ReturnType<FeedRepository["versions"]>;

/** Hints with gaps that a test creates. */
class GappyHints extends FeedHints {
  #onGap: () => void = () => undefined;

  override onGap(handler: () => void): () => void {
    this.#onGap = handler;
    return () => undefined;
  }

  gap(): void {
    this.#onGap();
  }
}

/** A repository that reads versions only when a test lets it. */
class HeldRepository extends FeedRepository {
  readonly looks: { count: number; go: () => void }[] = [];

  override versions(...[, keys]: Parameters<FeedRepository["versions"]>): Versions {
    return new Promise((resolve) => this.looks.push({ count: keys.length, go: () => resolve([]) }));
  }
}

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

function watching(userId: string, more: Partial<WatchOptions> = {}): WatchOptions {
  const key = { environmentId: 1, recipientKey: `u/${userId}`, channelId: 1 };
  return {
    open: { key, channelKey: "in-app", tenantId: null },
    filter: ALL_UNARCHIVED,
    after: null,
    drained: () => Promise.resolve(),
    mayRead: () => Promise.resolve(true),
    ...more,
  };
}

test("S8: a subscriber whose read fails is removed", async () => {
  const watcher = new FeedWatcher(
    createTestRuntime(db.database),
    new FeedRepository(),
    new FeedHints(new LocalHints()),
  );
  const mayRead = jest.fn(() => Promise.reject(new Error("A fault of ours.")));
  const subscriber = watcher.watch(watching("ada", { mayRead }));
  expect(watcher.subscriberCount).toBe(1);
  await expect(subscriber.next()).rejects.toThrow("A fault of ours.");
  expect(watcher.subscriberCount).toBe(0);
  expect((await subscriber.next()).done).toBe(true);
  watcher.close();
});

test("S13: version polls run one at a time, in slices, and a gap meanwhile causes another poll", async () => {
  const hints = new GappyHints(new LocalHints());
  const feeds = new HeldRepository();
  const watcher = new FeedWatcher(createTestRuntime(db.database), feeds, hints);
  for (let n = 0; n < 700; n++) watcher.watch(watching(`user-${n}`));

  hints.gap();
  hints.gap();
  hints.gap();
  const next = async (): Promise<number> => {
    await waitUntil(() => feeds.looks.length > 0);
    expect(feeds.looks).toHaveLength(1);
    const look = feeds.looks.shift();
    look?.go();
    return look?.count ?? 0;
  };
  expect([await next(), await next(), await next(), await next()]).toEqual([500, 200, 500, 200]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(feeds.looks).toHaveLength(0);
  watcher.close();
});

test("X-04: subscribers with equal subscriptions share one event object", async () => {
  const watcher = new FeedWatcher(
    createTestRuntime(db.database),
    new FeedRepository(),
    new FeedHints(new LocalHints()),
  );
  const [one, two] = [watcher.watch(watching("ada")), watcher.watch(watching("ada"))];
  const other = watcher.watch(watching("ada", { filter: { ...ALL_UNARCHIVED, isRead: true } }));
  const [first, second, third] = await Promise.all([one.next(), two.next(), other.next()]);
  expect(first.value).toBe(second.value);
  expect(third.value).not.toBe(first.value);
  watcher.close();
});
