import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { MemoryFeed } from "../../testing/memory-feed.js";
import type { EngagementMark } from "../../generated/operations.js";
import type { FeedFilter, FeedItem } from "../../types.js";
import { matchesFilter } from "./filter-match.js";
import { type FeedChange, type FeedEvent, type FeedModel, type PendingMark, emptyModel } from "../../feed/model.js";
import type { ItemMark } from "../../feed/item-mark.js";
import { reduceFeed } from "./changes.js";
import { viewOf } from "./overlay.js";

const MARKS = ["SEEN", "UNSEEN", "READ", "UNREAD", "INTERACTED", "ARCHIVED", "UNARCHIVED"] as const;
const UNTIL = "2026-11-24T08:00:00.000Z";
const FILTERS: readonly (FeedFilter | undefined)[] = [
  undefined,
  { isRead: false },
  { isSeen: false },
  { archived: "INCLUDE" },
  { archived: "ONLY" },
  { snoozed: "ONLY" },
  { pinned: "ONLY" },
  { pinned: "EXCLUDE", isRead: false },
  { snoozed: "INCLUDE", archived: "INCLUDE" },
  { workflowKeys: ["mention"] },
  { isRead: true, archived: "INCLUDE" },
];
const PAGE_SIZE = 3;

type Step =
  | { readonly do: "insert"; readonly isMention: boolean }
  | { readonly do: "remove" | "markElsewhere" | "mark"; readonly pick: number; readonly mark: EngagementMark }
  | {
      readonly do: "snooze" | "snoozeElsewhere" | "pin" | "pinElsewhere";
      readonly pick: number;
      readonly isBack: boolean;
    }
  | { readonly do: "markAll"; readonly mark: EngagementMark; readonly filterIndex: number }
  | { readonly do: "process"; readonly pick: number; readonly fate: "answered" | "refused" | "lost" }
  | { readonly do: "answer" | "deliverAgain"; readonly pick: number }
  | { readonly do: "count" | "returnAll" | "push" | "deliver" | "dropLine" | "refetch" | "nextPage" };

const pick = fc.nat({ max: 30 });
const mark = fc.constantFrom<EngagementMark>(...MARKS);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("insert" as const), isMention: fc.boolean() }),
  fc.record({ do: fc.constantFrom("remove" as const, "markElsewhere" as const, "mark" as const), pick, mark }),
  fc.record({ do: fc.constant("mark" as const), pick, mark }),
  fc.record({ do: fc.constant("markAll" as const), mark, filterIndex: fc.nat({ max: FILTERS.length - 1 }) }),
  fc.record({
    do: fc.constantFrom("snooze" as const, "snoozeElsewhere" as const, "pin" as const, "pinElsewhere" as const),
    pick,
    isBack: fc.boolean(),
  }),
  fc.record({
    do: fc.constant("process" as const),
    pick,
    fate: fc.constantFrom("answered" as const, "refused" as const, "lost" as const),
  }),
  fc.record({ do: fc.constantFrom("answer" as const, "deliverAgain" as const), pick }),
  fc.record({
    do: fc.constantFrom(
      "push" as const,
      "deliver" as const,
      "deliver" as const,
      "dropLine" as const,
      "refetch" as const,
      "nextPage" as const,
      "count" as const,
      "returnAll" as const,
    ),
  }),
);

/** A client, a server and all messages in flight between them. */
class World {
  readonly feed = new MemoryFeed("feed_1", 6);
  model: FeedModel;
  /** Marks that have not reached the server. */
  private unsent: PendingMark[] = [];
  /** Answers in flight; they arrive in any order. */
  private answers: FeedEvent[] = [];
  /** Changes in flight; a connection keeps their order. */
  private line: FeedChange[] = [];
  private delivered: FeedChange[] = [];
  private lineVersion = "";
  private count = 0;

  constructor(readonly filter: FeedFilter | undefined) {
    this.model = emptyModel(filter);
    this.refetch();
    this.answerAll();
    this.dropLine();
  }

  step(next: Step): void {
    switch (next.do) {
      case "insert":
        this.feed.insert(next.isMention ? { workflowKey: "mention" } : {});
        break;
      case "remove":
        this.feed.remove(this.someId(next.pick));
        break;
      case "markElsewhere":
        this.feed.mark([this.someId(next.pick)], next.mark);
        break;
      case "mark":
        this.startMark(next.mark, { kind: "ids", ids: [this.someId(next.pick), this.someId(next.pick + 3)] });
        break;
      case "snooze":
        this.startMark(next.isBack ? "UNSNOOZED" : "SNOOZED", { kind: "ids", ids: [this.someId(next.pick)] });
        break;
      case "snoozeElsewhere":
        this.feed.snooze([this.someId(next.pick)], next.isBack ? null : UNTIL);
        break;
      case "pin":
        this.startMark(next.isBack ? "UNPINNED" : "PINNED", { kind: "ids", ids: [this.someId(next.pick)] });
        break;
      case "pinElsewhere":
        this.feed.pin([this.someId(next.pick)], !next.isBack);
        break;
      case "returnAll":
        this.feed.returnAll();
        break;
      case "markAll":
        this.startMark(next.mark, {
          kind: "all",
          filter: FILTERS[next.filterIndex],
          upToVersion: this.model.version ?? "",
        });
        break;
      case "process":
        this.process(next.pick, next.fate);
        break;
      case "answer":
        for (const event of take(this.answers, next.pick)) this.dispatch(event);
        break;
      case "deliverAgain":
        for (const change of this.delivered.slice(next.pick, next.pick + 1)) this.receive(change);
        break;
      case "push":
        this.push();
        break;
      case "deliver":
        this.deliver();
        break;
      case "dropLine":
        this.dropLine();
        break;
      case "refetch":
        this.refetch();
        break;
      case "nextPage":
        this.askNextPage();
        break;
      case "count":
        this.askCounts();
        break;
    }
  }

  /** Delivers everything in flight, and reconnects. */
  settle(order: readonly number[]): void {
    while (this.unsent.length > 0) this.process(0, "answered");
    for (const index of order) for (const event of take(this.answers, index)) this.dispatch(event);
    this.answerAll();
    this.dropLine();
    while (this.line.length > 0) this.deliver();
    this.answerAll();
    // Like the feed: loads more pages only while the counts are uncertain.
    while (this.model.mustCount && this.model.hasNextPage) {
      this.askCounts();
      this.answerAll();
    }
  }

  loadAll(): void {
    while (this.model.hasNextPage) {
      this.askNextPage();
      this.answerAll();
    }
  }

  private dispatch(event: FeedEvent): void {
    this.model = reduceFeed(this.model, event);
    if (this.model.needsPage) this.refetch();
    const { items, counts } = viewOf(this.model);
    expect(Math.min(counts.total, counts.unread, counts.unseen)).toBeGreaterThanOrEqual(0);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(items.every((item) => matchesFilter(item, this.filter))).toBe(true);
    expect(items.every((item, index) => index === 0 || item.position < (items[index - 1]?.position ?? ""))).toBe(true);
  }

  private startMark(kind: ItemMark, target: PendingMark["target"]): void {
    this.count += 1;
    const pending = {
      id: `mark_${this.count}`,
      mark: kind,
      target,
      at: "2026-11-23T11:00:00.000Z",
      ...(kind === "SNOOZED" ? { until: UNTIL } : {}),
      settledVersion: null,
    };
    this.unsent.push(pending);
    this.dispatch({ type: "markStarted", mark: pending });
  }

  private process(index: number, fate: "answered" | "refused" | "lost"): void {
    for (const { id, mark: kind, target } of take(this.unsent, index)) {
      if (fate === "refused") {
        this.answers.push({ type: "markFailed", id });
        continue;
      }
      const items = target.kind === "ids" ? this.markIds(target.ids, kind) : [];
      if (target.kind === "all" && isEngagement(kind)) this.feed.markAll(kind, target.filter, target.upToVersion);
      const settled: FeedEvent = { type: "markSettled", id, items, heads: [this.feed.head()] };
      this.answers.push(fate === "lost" ? { type: "markFailed", id } : settled);
    }
  }

  private markIds(ids: readonly string[], kind: ItemMark): readonly FeedItem[] {
    if (kind === "PINNED" || kind === "UNPINNED") return this.feed.pin(ids, kind === "PINNED");
    return isEngagement(kind) ? this.feed.mark(ids, kind) : this.feed.snooze(ids, kind === "SNOOZED" ? UNTIL : null);
  }

  private push(): void {
    const change = this.feed.changeAfter(this.lineVersion, this.filter);
    this.lineVersion = change.feed.version;
    this.line.push(change);
  }

  private deliver(): void {
    for (const change of this.line.splice(0, 1)) {
      this.delivered.push(change);
      this.receive(change);
    }
  }

  private receive(change: FeedChange): void {
    this.dispatch({ type: "changeReceived", change });
  }

  private dropLine(): void {
    this.dispatch({ type: "lineLost" });
    this.line = [];
    this.lineVersion = this.model.version ?? "";
    this.push();
  }

  private refetch(): void {
    this.model = reduceFeed(this.model, { type: "loadStarted" });
    const page = this.feed.page(this.filter, PAGE_SIZE);
    this.answers.push({ type: "pageLoaded", generation: this.model.generation, page });
  }

  private askNextPage(): void {
    const { hasNextPage, endCursor, generation, isLoadingMore } = this.model;
    if (!hasNextPage || isLoadingMore) return;
    this.model = reduceFeed(this.model, { type: "nextPageStarted" });
    const page = this.feed.page(this.filter, PAGE_SIZE, endCursor);
    this.answers.push({ type: "nextPageLoaded", generation, page });
  }

  private askCounts(): void {
    const { version } = this.feed;
    this.answers.push({ type: "counted", counts: this.feed.counts(this.filter), isExact: true, version });
  }

  private answerAll(): void {
    while (this.answers.length > 0) for (const event of take(this.answers, 0)) this.dispatch(event);
  }

  private someId(index: number): string {
    const { ids } = this.feed;
    return ids[index % Math.max(1, ids.length)] ?? "msg_none";
  }
}

function isEngagement(kind: ItemMark): kind is EngagementMark {
  return MARKS.some((each) => each === kind);
}

function take<Value>(list: Value[], index: number): readonly Value[] {
  return list.length === 0 ? [] : list.splice(index % list.length, 1);
}

test("after any interleaving of marks, changes, pages, disconnections and refusals the list equals the server's", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...FILTERS),
      fc.array(step, { maxLength: 60 }),
      fc.array(pick, { maxLength: 10 }),
      (filter, steps, order) => {
        const world = new World(filter);
        for (const next of steps) world.step(next);
        world.settle(order);
        expect(viewOf(world.model)).toMatchObject({ counts: world.feed.counts(filter), areCountsExact: true });
        world.loadAll();

        const { items, counts } = viewOf(world.model);
        expect(items).toEqual(world.feed.matching(filter));
        expect(counts).toEqual(world.feed.counts(filter));
        expect(world.model.pending).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});
