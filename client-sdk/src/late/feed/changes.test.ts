import { describe, expect, test } from "@jest/globals";
import { MemoryFeed, buildFeedItem } from "../../testing/memory-feed.js";
import type { EngagementMark } from "../../generated/operations.js";
import type { FeedFilter } from "../../types.js";
import { type FeedEvent, type FeedModel, type PendingMark, emptyModel } from "../../feed/model.js";
import { reduceFeed } from "./changes.js";
import { viewOf } from "./overlay.js";

const AT = "2026-11-23T11:00:00.000Z";

function loaded(feed: MemoryFeed, filter?: FeedFilter, first = 20): FeedModel {
  const asked = reduceFeed(emptyModel(filter), { type: "loadStarted" });
  return reduceFeed(asked, { type: "pageLoaded", generation: asked.generation, page: feed.page(filter, first) });
}

function run(model: FeedModel, ...events: readonly FeedEvent[]): FeedModel {
  return events.reduce(reduceFeed, model);
}

function pendingIds(id: string, mark: EngagementMark, ids: readonly string[]): PendingMark {
  return { id, mark, target: { kind: "ids", ids }, at: AT, settledVersion: null };
}

function pendingAll(id: string, mark: EngagementMark, upToVersion: string, filter?: FeedFilter): PendingMark {
  return { id, mark, target: { kind: "all", filter, upToVersion }, at: AT, settledVersion: null };
}

function idsOf(model: FeedModel): readonly string[] {
  return viewOf(model).items.map(({ id }) => id);
}

function filled(count: number): MemoryFeed {
  const feed = new MemoryFeed();
  for (let i = 0; i < count; i += 1) feed.insert();
  return feed;
}

describe("pages", () => {
  test("the first page fills an empty list, newest first", () => {
    const model = loaded(filled(3));

    expect(viewOf(model)).toMatchObject({
      status: "ready",
      hasNextPage: false,
      counts: { total: 3, unread: 3, unseen: 3 },
    });
    expect(idsOf(model)).toEqual(["msg_3", "msg_2", "msg_1"]);
  });

  test("the next page is appended, without duplicates", () => {
    const feed = filled(5);
    const model = loaded(feed, undefined, 2);
    const page = feed.page(undefined, 2, model.endCursor);
    const next: FeedEvent = { type: "nextPageLoaded", generation: model.generation, page };

    expect(idsOf(run(model, next, next))).toEqual(["msg_5", "msg_4", "msg_3", "msg_2"]);
  });

  test("an answer to a request of an earlier generation is ignored", () => {
    const feed = filled(3);
    const model = run(loaded(feed), { type: "loadStarted" });
    feed.insert();
    const late = run(model, { type: "pageLoaded", generation: model.generation - 1, page: feed.page() });

    expect(late).toBe(model);
    expect(run(model, { type: "nextPageLoaded", generation: model.generation - 1, page: feed.page() })).toBe(model);
  });

  test("a failed first load is an error, a failed refetch keeps the items", () => {
    const error = {
      name: "CarillonError",
      code: "NETWORK_ERROR",
      message: "gone",
      issues: [],
      retryAfterMs: null,
    } as const;
    const asked = run(emptyModel(), { type: "loadStarted" });
    const first = run(asked, { type: "loadFailed", generation: 1, error });
    expect(viewOf(first)).toMatchObject({ status: "error", error: { code: "NETWORK_ERROR" } });

    const again = run(loaded(filled(2)), { type: "loadStarted" });
    const second = run(again, { type: "loadFailed", generation: again.generation, error });
    expect(viewOf(second)).toMatchObject({ status: "ready", isRefetching: false, error: { code: "NETWORK_ERROR" } });
    expect(idsOf(second)).toEqual(["msg_2", "msg_1"]);
  });

  test("a page read before a live change does not undo it", () => {
    const feed = filled(3);
    const model = run(loaded(feed), { type: "loadStarted" });
    const old = feed.page();
    feed.insert();
    feed.remove("msg_2");
    const change: FeedEvent = { type: "changeReceived", change: feed.changeAfter(old.head.version) };

    const after = run(model, change, { type: "pageLoaded", generation: model.generation, page: old });

    expect(idsOf(after)).toEqual(["msg_4", "msg_3", "msg_1"]);
    expect(viewOf(after).counts.total).toBe(3);
    expect(after.version).toBe(feed.version);
  });

  test("a next page does not raise the resume version", () => {
    const feed = filled(3);
    const model = loaded(feed, undefined, 2);
    feed.mark(["msg_3"], "READ");
    const after = run(model, {
      type: "nextPageLoaded",
      generation: model.generation,
      page: feed.page(undefined, 2, model.endCursor),
    });

    expect(after.version).toBe(model.version);
    expect(viewOf(after).counts.unread).toBe(2);
  });
});

describe("live changes", () => {
  test("a new item is added at the top with its counts", () => {
    const feed = filled(2);
    const model = loaded(feed);
    feed.insert();
    const after = run(model, { type: "changeReceived", change: feed.changeAfter(model.version ?? "") });

    expect(idsOf(after)).toEqual(["msg_3", "msg_2", "msg_1"]);
    expect(viewOf(after)).toMatchObject({ isLive: true, counts: { total: 3 } });
  });

  test("a repeated or late change changes nothing", () => {
    const feed = filled(2);
    const model = loaded(feed);
    feed.mark(["msg_1"], "READ");
    const first = feed.changeAfter(model.version ?? "");
    feed.mark(["msg_1"], "UNREAD");
    const second = feed.changeAfter(first.feed.version);
    const after = run(model, { type: "changeReceived", change: first }, { type: "changeReceived", change: second });

    const again = run(after, { type: "changeReceived", change: first }, { type: "changeReceived", change: second });
    expect(viewOf(again)).toEqual(viewOf(after));
    expect(viewOf(again).counts.unread).toBe(2);
  });

  test("an item that was changed below the last page appears with its page", () => {
    const feed = filled(5);
    const model = loaded(feed, undefined, 2);
    const page = feed.page(undefined, 2, model.endCursor);
    feed.mark(["msg_3"], "READ");
    const changed = run(model, { type: "changeReceived", change: feed.changeAfter(model.version ?? "") });
    expect(idsOf(changed)).toEqual(["msg_5", "msg_4"]);

    const after = run(changed, { type: "nextPageLoaded", generation: model.generation, page });
    expect(idsOf(after)).toEqual(["msg_5", "msg_4", "msg_3", "msg_2"]);
    expect(viewOf(after).items[2]?.readAt).not.toBeNull();
  });

  test("a removal that is older than the loaded item is ignored", () => {
    const feed = filled(2);
    const model = loaded(feed);
    feed.mark(["msg_1"], "ARCHIVED");
    const removal = feed.changeAfter(model.version ?? "");
    feed.mark(["msg_1"], "UNARCHIVED");
    const back = feed.changeAfter(removal.feed.version);

    const after = run(model, { type: "changeReceived", change: back }, { type: "changeReceived", change: removal });
    expect(idsOf(after)).toEqual(["msg_2", "msg_1"]);
  });

  test("removed ids that were never loaded have no effect", () => {
    const model = loaded(filled(1));
    const change = { ...filled(1).changeAfter("7-000001"), removedIds: ["msg_99"] };

    expect(idsOf(run(model, { type: "changeReceived", change }))).toEqual(["msg_1"]);
  });

  test.each([
    ["was deleted with its recipient", "0-000000"],
    ["was restored from a backup and has a lower version", "7-000001"],
  ])("a reset of a feed that %s leaves nothing newer than that", (_what, version) => {
    const feed = filled(3);
    const marked = run(
      loaded(feed),
      { type: "markStarted", mark: pendingAll("m1", "READ", feed.version) },
      { type: "markSettled", id: "m1", items: [], heads: [{ ...feed.head(), version: "7-000006" }] },
      { type: "changeReceived", change: { ...feed.changeAfter(feed.version), removedIds: ["msg_2"] } },
    );
    const counts = { total: 0, unread: 0, unseen: 0 };
    const head = { ...feed.head(), version, counts };
    const change = { feed: head, items: [], removedIds: [], isReset: true };
    const asked = run(marked, { type: "changeReceived", change }, { type: "loadStarted" });
    const page = { head, items: [], hasNextPage: false, endCursor: null };
    const model = run(asked, { type: "pageLoaded", generation: asked.generation, page });

    expect(idsOf(model)).toEqual([]);
    expect(viewOf(model)).toMatchObject({ version, counts });
    expect([model.goneAt.size, model.pending]).toEqual([0, []]);
  });

  test("a reset keeps showing the old items, takes the new counts and requests a page", () => {
    const feed = new MemoryFeed("feed_1", 2);
    feed.insert();
    const model = loaded(feed);
    for (let i = 0; i < 5; i += 1) feed.insert();
    feed.remove("msg_1");
    const after = run(model, { type: "changeReceived", change: feed.changeAfter(model.version ?? "") });
    expect(after).toMatchObject({ needsPage: true, generation: model.generation + 1, version: feed.version });
    expect(viewOf(after).counts.total).toBe(5);

    const asked = run(after, { type: "loadStarted" });
    const done = run(asked, { type: "pageLoaded", generation: asked.generation, page: feed.page() });
    expect(idsOf(done)).toEqual(["msg_6", "msg_5", "msg_4", "msg_3", "msg_2"]);
    expect(done.needsPage).toBe(false);
  });

  test("a filtered list removes items that no longer match and adds items that now match", () => {
    const feed = filled(2);
    feed.mark(["msg_1"], "READ");
    const model = loaded(feed, { isRead: false });
    expect(idsOf(model)).toEqual(["msg_2"]);

    feed.mark(["msg_2"], "READ");
    feed.mark(["msg_1"], "UNREAD");
    const after = run(model, {
      type: "changeReceived",
      change: feed.changeAfter(model.version ?? "", { isRead: false }),
    });
    expect(idsOf(after)).toEqual(["msg_1"]);
    expect(viewOf(after).counts).toEqual({ total: 1, unread: 1, unseen: 0 });
  });
});

describe("marks", () => {
  test.each<[EngagementMark, Partial<Record<"seenAt" | "readAt" | "interactedAt", string | null>>, object]>([
    ["SEEN", { seenAt: AT, readAt: null }, { total: 1, unread: 1, unseen: 0 }],
    ["READ", { seenAt: AT, readAt: AT }, { total: 1, unread: 0, unseen: 0 }],
    ["INTERACTED", { seenAt: AT, readAt: AT, interactedAt: AT }, { total: 1, unread: 0, unseen: 0 }],
  ])("%s shows at once, with what it implies", (mark, expected, counts) => {
    const model = run(loaded(filled(1)), { type: "markStarted", mark: pendingIds("a", mark, ["msg_1"]) });

    expect(viewOf(model).items[0]).toMatchObject(expected);
    expect(viewOf(model).counts).toEqual(counts);
  });

  test("archiving removes the item and its counts at once, unarchiving restores both", () => {
    const archived = run(loaded(filled(2)), { type: "markStarted", mark: pendingIds("a", "ARCHIVED", ["msg_1"]) });
    expect(idsOf(archived)).toEqual(["msg_2"]);
    expect(viewOf(archived).counts).toEqual({ total: 1, unread: 1, unseen: 1 });

    const back = run(archived, { type: "markStarted", mark: pendingIds("b", "UNARCHIVED", ["msg_1"]) });
    expect(idsOf(back)).toEqual(["msg_2", "msg_1"]);
    expect(viewOf(back).counts.total).toBe(2);
  });

  test("a refused mark is reverted: item, counts and position", () => {
    const model = loaded(filled(2), { isRead: false });
    const marked = run(model, { type: "markStarted", mark: pendingIds("a", "READ", ["msg_2"]) });
    expect(idsOf(marked)).toEqual(["msg_1"]);

    const undone = run(marked, { type: "markFailed", id: "a" });
    expect(viewOf(undone)).toEqual(viewOf(model));
  });

  test("the answer to a mark replaces the prediction, and the live change that follows adds nothing", () => {
    const feed = filled(2);
    const model = run(loaded(feed), { type: "markStarted", mark: pendingIds("a", "READ", ["msg_1"]) });
    const items = feed.mark(["msg_1"], "READ");
    const settled = run(model, { type: "markSettled", id: "a", items, heads: [feed.head()] });
    expect(settled.pending).toEqual([]);
    expect(viewOf(settled).counts).toEqual({ total: 2, unread: 1, unseen: 1 });

    const after = run(settled, { type: "changeReceived", change: feed.changeAfter(model.version ?? "") });
    expect(viewOf(after)).toEqual({ ...viewOf(settled), isLive: true, version: feed.version });
  });

  test("the counts are right even if the answer does not name this feed", () => {
    const feed = filled(2);
    const model = run(loaded(feed), { type: "markStarted", mark: pendingIds("a", "READ", ["msg_1"]) });
    const items = feed.mark(["msg_1"], "READ");
    const settled = run(model, { type: "markSettled", id: "a", items, heads: [] });
    expect(viewOf(settled).counts.unread).toBe(1);

    const after = run(settled, { type: "changeReceived", change: feed.changeAfter(model.version ?? "") });
    expect(viewOf(after).counts.unread).toBe(1);
  });

  test("an answer that is older than a live change is ignored", () => {
    const feed = filled(1);
    const model = run(loaded(feed), { type: "markStarted", mark: pendingIds("a", "READ", ["msg_1"]) });
    const items = feed.mark(["msg_1"], "READ");
    const heads = [feed.head()];
    feed.mark(["msg_1"], "UNREAD");
    const live = run(model, { type: "changeReceived", change: feed.changeAfter(model.version ?? "") });
    const after = run(live, { type: "markSettled", id: "a", items, heads });

    expect(viewOf(after).items[0]?.readAt).toBeNull();
    expect(viewOf(after).counts.unread).toBe(1);
  });

  test("outdated counts never show below zero", () => {
    const feed = filled(1);
    const model = loaded(feed);
    feed.mark(["msg_1"], "READ");
    const counted = run(model, { type: "markSettled", id: "x", items: [], heads: [feed.head()] });
    const marked = run(counted, { type: "markStarted", mark: pendingIds("a", "READ", ["msg_1"]) });

    expect(viewOf(marked).counts).toEqual({ total: 1, unread: 0, unseen: 0 });
  });

  test("marking an item that is not loaded changes nothing here", () => {
    const model = loaded(filled(1));
    const marked = run(model, { type: "markStarted", mark: pendingIds("a", "READ", ["msg_77"]) });

    expect(viewOf(marked).counts).toEqual(viewOf(model).counts);
  });
});

describe("marks of all", () => {
  test("every item that had arrived is marked, also on pages that are not loaded; later arrivals are not", () => {
    const feed = filled(5);
    const model = loaded(feed, undefined, 2);
    const marked = run(model, { type: "markStarted", mark: pendingAll("a", "READ", feed.version) });
    expect(viewOf(marked).counts).toEqual({ total: 5, unread: 0, unseen: 0 });

    feed.insert();
    const after = run(marked, { type: "changeReceived", change: feed.changeAfter(model.version ?? "") });
    expect(viewOf(after).counts).toEqual({ total: 6, unread: 1, unseen: 1 });
    expect(viewOf(after).items.map(({ readAt }) => readAt !== null)).toEqual([false, true, true]);
  });

  test("the items stay marked between the answer and its changes", () => {
    const feed = filled(3);
    const model = loaded(feed);
    const upTo = feed.version;
    feed.markAll("READ", undefined, upTo);
    const settled = run(
      model,
      { type: "markStarted", mark: pendingAll("a", "READ", upTo) },
      { type: "markSettled", id: "a", items: [], heads: [feed.head()] },
    );
    expect(viewOf(settled).items.every(({ readAt }) => readAt === AT)).toBe(true);
    expect(viewOf(settled).counts.unread).toBe(0);

    const after = run(settled, { type: "changeReceived", change: feed.changeAfter(model.version ?? "") });
    expect(after.pending).toEqual([]);
    expect(viewOf(after).items.every(({ readAt }) => readAt !== null && readAt !== AT)).toBe(true);
  });

  test("an item that changed after the settled mark is not changed", () => {
    const feed = filled(2);
    const model = loaded(feed);
    feed.markAll("READ", undefined, feed.version);
    const settled = run(
      model,
      { type: "markStarted", mark: pendingAll("a", "READ", model.version ?? "") },
      { type: "markSettled", id: "a", items: [], heads: [feed.head()] },
    );
    const items = feed.mark(["msg_1"], "UNREAD");
    const after = run(settled, { type: "markSettled", id: "b", items, heads: [feed.head()] });

    expect(viewOf(after).items.map(({ readAt }) => readAt !== null)).toEqual([true, false]);
  });

  test("with a filter only matching items are predicted", () => {
    const feed = new MemoryFeed();
    feed.insert({ workflowKey: "mention" });
    feed.insert();
    const filter = { workflowKeys: ["mention"] };
    const model = run(loaded(feed), { type: "markStarted", mark: pendingAll("a", "READ", feed.version, filter) });

    expect(viewOf(model).counts.unread).toBe(1);
    expect(viewOf(model).items.map(({ readAt }) => readAt !== null)).toEqual([false, true]);
  });

  test("archiving all empties the list and the counts", () => {
    const feed = filled(3);
    const model = run(loaded(feed), { type: "markStarted", mark: pendingAll("a", "ARCHIVED", feed.version) });

    expect(viewOf(model)).toMatchObject({ items: [], counts: { total: 0, unread: 0, unseen: 0 } });
  });
});

test("unchanged items keep their identity", () => {
  const feed = filled(3);
  const model = loaded(feed);
  const before = viewOf(model).items;
  const after = viewOf(run(model, { type: "markStarted", mark: pendingIds("a", "READ", ["msg_3"]) })).items;

  expect(after[1]).toBe(before[1]);
  expect(after[0]).not.toBe(before[0]);
});

test("a copy of an item with an unknown earlier mark is taken as the server sends it", () => {
  const feed = filled(1);
  const model = loaded(feed);
  const item = buildFeedItem({ ...feed.page().items[0], id: "msg_1", version: "7-000009", linkClickedAt: AT });
  const after = run(model, {
    type: "changeReceived",
    change: { feed: { ...feed.head(), version: "7-000009" }, items: [item], removedIds: [], isReset: false },
  });

  expect(viewOf(after).items).toEqual([item]);
});
