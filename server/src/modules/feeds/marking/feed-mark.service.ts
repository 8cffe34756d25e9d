import { badInput, checkSize, type InputIssue } from "../../../platform/errors/index.js";
import { messageId, parseMessageId, userKey } from "../../identifiers/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { Tx } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { actingUserId, may, type Scope } from "../../requests/index.js";
import { countsFor, type Counts } from "../model/feed-counts.js";
import { EVERYTHING, type FeedFilter } from "../model/feed-filter.js";
import type { FeedHints } from "../model/feed-hints.js";
import { feedName, type FeedHint, type FeedKey, type OpenFeed } from "../model/feed-key.js";
import type { FeedMarksRepository, Marking } from "./feed-marks.repository.js";
import {
  tellMessages,
  type EngagementMark,
  type MessageMarksRepository,
  type MessageRepository,
} from "../../messages/index.js";
import { keyOfMessage, type ItemMark, type MessageKey, type MessageRow } from "../../messages/pure.js";
import type { FeedRepository } from "../feed.repository.js";
import { keyOf, type MarkWriter } from "./mark-writer.service.js";
import { checkFeedVersion, decodeFeedVersion } from "../model/feed-version.js";
import { FIRST_SLICE_SIZE, nextSliceSize } from "./slice-size.js";
import type { FeedRow, FeedWriter } from "../feed-writer.repository.js";
import type { Sibling, SiblingRepository } from "./sibling.repository.js";
import { readSyncWorks, type MarkWork } from "./read-sync.js";

export interface FeedMarkDeps {
  messages: MessageRepository;
  feeds: FeedRepository;
  marks: FeedMarksRepository;
  messageMarks: MessageMarksRepository;
  siblings: SiblingRepository;
  writer: FeedWriter;
  markWriter: MarkWriter;
  hints: FeedHints;
}

/** The messages and feeds after a mark. */
export interface Marked {
  messages: MessageRow[];
  feeds: FeedRow[];
}

/** The result of a mark on a whole feed. */
export interface FeedMarked {
  changedCount: number;
  /** The instant that the mark set on the changed items. */
  markedAt: Date;
}

/** A change of feed items. `check` may still refuse it, after the write, while the feeds are locked. */
export interface ItemWork {
  marking: Marking<ItemMark>;
  check?: (tx: Tx, feeds: readonly FeedRow[]) => Promise<void>;
}

const IDS_MAX = 100;
const METADATA_MAX = 5;

/** Marks messages; every changed one takes the next version of its feed. */
export class FeedMarkService {
  readonly #runtime: Runtime;
  readonly #deps: FeedMarkDeps;

  constructor(runtime: Runtime, deps: FeedMarkDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Marks messages by id. Ids of messages that the caller may not mark are ignored. */
  async markMessages(
    scope: Scope,
    input: { ids: string[]; mark: EngagementMark; metadata?: JsonObject | null; isLinkClick?: boolean },
  ): Promise<Marked> {
    const { environmentId } = scope;
    const rows = await this.markable(scope, input.ids, [...checkMetadata(input), ...checkLinkClick(input)]);
    if (rows.length === 0) return { messages: [], feeds: [] };

    const keys = rows.map(keyOfMessage);
    const metadata = input.mark === "INTERACTED" ? (input.metadata ?? null) : null;
    const marking: Marking = { mark: input.mark, filter: EVERYTHING, at: this.#at(), metadata };
    const siblings = await this.#deps.siblings.of(this.#runtime.database, environmentId, keys);
    // The click is this message's own; of the others it is an interaction.
    const own = input.isLinkClick ? { ...marking, mark: "LINK_CLICKED" as const } : marking;
    const works = [{ keys, marking: own }, ...readSyncWorks(siblings, keys, { ...marking, metadata: null })];
    const feedKeys = [...rows, ...siblings].filter((row) => row.position > 0).map((row) => keyOf(environmentId, row));
    const outcome = await this.#runtime.database.transaction(async (tx) => {
      // All feed rows first, in key order: two callers that mark the same feeds never wait for each other in a circle.
      const locked = await this.#deps.writer.lockExisting(tx, feedKeys);
      const { feeds, hints } = await this.#applyAll(tx, environmentId, { locked, works });
      for (const work of works) await this.#deps.messageMarks.applyOutside(tx, environmentId, work.keys, work.marking);
      const messages = await this.#deps.messages.byKeys(tx, environmentId, keys);
      return { messages, feeds, hints };
    });
    this.#deps.hints.publish(outcome.hints);
    tellMessages(this.#runtime, environmentId, { changed: works.flatMap((work) => work.keys) });
    return outcome;
  }

  /** Marks items by id. Ids of items that the caller may not mark, and of messages without a feed, are ignored. */
  async markItems(scope: Scope, ids: readonly string[], { marking, check }: ItemWork): Promise<Marked> {
    const { environmentId } = scope;
    const rows = (await this.markable(scope, ids)).filter((row) => row.position > 0);
    if (rows.length === 0) return { messages: [], feeds: [] };
    const keys = rows.map(keyOfMessage);
    const feedKeys = rows.map((row) => keyOf(environmentId, row));
    const outcome = await this.#runtime.database.transaction(async (tx) => {
      const locked = await this.#deps.writer.lockExisting(tx, feedKeys);
      const { feeds, hints } = await this.#deps.markWriter.apply(tx, environmentId, { locked, keys, marking });
      await check?.(tx, feeds);
      return { feeds, hints, messages: await this.#deps.messages.byKeys(tx, environmentId, keys) };
    });
    this.#deps.hints.publish(outcome.hints);
    tellMessages(this.#runtime, environmentId, { changed: keys });
    return outcome;
  }

  /** The messages that the caller may mark; other ids are ignored. `issues` are reported together with those of the ids. */
  async markable(scope: Scope, given: readonly string[], issues: InputIssue[] = []): Promise<MessageRow[]> {
    const all = [...checkIds(given), ...issues];
    if (all.length > 0) throw badInput(all);
    const ids = new Set(given.map(canonicalMessageId).filter((id) => id !== null));
    const wanted = [...ids].map(parseMessageId).filter((key) => key !== null);
    const own = may(scope, "feeds.change") ? null : userKey(actingUserId(scope) ?? "");
    const found = await this.#deps.messages.byKeys(this.#runtime.database, scope.environmentId, wanted);
    return found.filter((row) => own === null || row.recipient_key === own);
  }

  /**
   * Marks the matching items up to the feed's last position when the call begins, so that later arrivals are not marked.
   * Candidates are read without the feed's lock, which is then held for one slice at a time.
   */
  async markFeed(
    open: OpenFeed,
    input: { mark: EngagementMark; filter: FeedFilter; upToVersion: string | null },
  ): Promise<FeedMarked> {
    const issues = checkFeedVersion(input.upToVersion, ["upToVersion"]);
    if (issues.length > 0) throw badInput(issues);
    const markedAt = this.#at();
    const row = await this.#deps.feeds.row(this.#runtime.database, open.key);
    const shown = input.upToVersion === null ? null : decodeFeedVersion(input.upToVersion);
    const isUnknown = !row || (shown !== null && shown.epoch !== row.epoch);
    if (isUnknown || isNothingLeft(input.mark, input.filter, countsFor(row, open.tenantId))) {
      return { changedCount: 0, markedAt };
    }
    const upToPosition = Math.min(shown?.version ?? row.version, row.version);
    const marking: Marking = { mark: input.mark, filter: input.filter, at: markedAt, metadata: null };
    return { changedCount: await this.#markUpTo(open, { epoch: row.epoch, upToPosition, marking }), markedAt };
  }

  /** Undoes a `markFeed` by its instant, for items that were not changed since; returns the number of changed items. */
  async undoMarkFeed(open: OpenFeed, markedAt: Date): Promise<number> {
    const row = await this.#deps.feeds.row(this.#runtime.database, open.key);
    if (!row) return 0;
    const marking: Marking = { mark: "UNDONE", filter: EVERYTHING, at: this.#at(), metadata: null, markedAt };
    return this.#markUpTo(open, { epoch: row.epoch, upToPosition: row.version, marking });
  }

  async #markUpTo(
    { key, tenantId }: OpenFeed,
    { epoch, upToPosition, marking }: { epoch: number; upToPosition: number; marking: Marking },
  ): Promise<number> {
    const { database } = this.#runtime;
    const areSynced = await this.#deps.siblings.areSynced(database, key.environmentId);
    let changedCount = 0;
    const hints = new Map<string, FeedHint>();
    try {
      let limit = FIRST_SLICE_SIZE;
      for (let afterPosition = 0; ;) {
        const stretch = { tenantId, afterPosition, upToPosition, limit };
        const { found: keys, lookedTo } = await this.#deps.marks.candidates(database, key, marking, stretch);
        const startedAt = performance.now();
        const siblings =
          areSynced && keys.length > 0 ? await this.#deps.siblings.of(database, key.environmentId, keys) : [];
        const slice = await this.#slice(key, { epoch, keys, marking, siblings });
        changedCount += slice.changedCount;
        tellMessages(this.#runtime, key.environmentId, { changed: keys });
        for (const hint of slice.hints) hints.set(feedName(hint), hint);
        if (lookedTo === null) return changedCount;
        afterPosition = lookedTo;
        if (keys.length === limit) limit = nextSliceSize(limit, performance.now() - startedAt);
      }
    } finally {
      // Once at the end: with a hint for each slice, watchers would read their page again each time.
      this.#deps.hints.publish([...hints.values()]);
    }
  }

  #slice(
    key: FeedKey,
    slice: { epoch: number; keys: readonly MessageKey[]; marking: Marking; siblings: readonly Sibling[] },
  ): Promise<{ changedCount: number; hints: FeedHint[] }> {
    if (slice.keys.length === 0) return Promise.resolve({ changedCount: 0, hints: [] });
    const { environmentId } = key;
    const { keys, marking, siblings } = slice;
    const works = readSyncWorks(siblings, keys, { ...marking, filter: EVERYTHING });
    const feedKeys = siblings.filter((row) => row.position > 0).map((row) => keyOf(environmentId, row));
    return this.#runtime.database.transaction(async (tx) => {
      const locked = await this.#deps.writer.lockExisting(tx, [key, ...feedKeys]);
      const own = locked.find((row) => feedName(keyOf(environmentId, row)) === feedName(key));
      // The feed was deleted in the meantime, and perhaps created again: the old positions mean nothing in it.
      if (own?.epoch !== slice.epoch) return { changedCount: 0, hints: [] };
      const outcome = await this.#applyAll(tx, environmentId, { locked, works: [{ keys, marking }, ...works] });
      for (const work of works) await this.#deps.messageMarks.applyOutside(tx, environmentId, work.keys, work.marking);
      return outcome;
    });
  }

  /** One marking after the other; the count is of the first, the feeds and hints are of all. */
  async #applyAll(
    tx: Tx,
    environmentId: number,
    { locked, works }: { locked: readonly FeedRow[]; works: readonly MarkWork[] },
  ): Promise<{ changedCount: number; feeds: FeedRow[]; hints: FeedHint[] }> {
    let feeds = [...locked];
    let changedCount = 0;
    const hints: FeedHint[] = [];
    for (const [index, work] of works.entries()) {
      const outcome = await this.#deps.markWriter.apply(tx, environmentId, { ...work, locked: feeds });
      feeds = outcome.feeds;
      hints.push(...outcome.hints);
      if (index === 0) changedCount = outcome.changedCount;
    }
    return { changedCount, feeds, hints };
  }

  #at(): Date {
    return new Date(this.#runtime.clock.now());
  }
}

/** Whether the feed's counts already say that no item is left for this mark. */
function isNothingLeft(mark: EngagementMark, filter: FeedFilter, [total, unread, unseen]: Counts): boolean {
  if (filter.archived !== "EXCLUDE" || filter.snoozed !== "EXCLUDE") return false;
  if (mark === "SEEN") return unseen === 0;
  if (mark === "READ") return unread === 0;
  return mark === "ARCHIVED" && total === 0;
}

function checkIds(ids: readonly string[]): InputIssue[] {
  if (ids.length >= 1 && ids.length <= IDS_MAX) return [];
  return [{ path: ["ids"], code: "out_of_range", message: `Give 1 to ${IDS_MAX} ids; these are ${ids.length}.` }];
}

function checkMetadata(input: { mark: EngagementMark; metadata?: JsonObject | null }): InputIssue[] {
  const path = ["metadata"];
  if (input.metadata == null) return [];
  if (input.mark !== "INTERACTED")
    return [{ path, code: "not_allowed", message: "Metadata is kept with INTERACTED only." }];
  const values = Object.values(input.metadata);
  const isFlat = values.every((value) => typeof value !== "object" || value === null);
  if (values.length > METADATA_MAX || !isFlat) {
    return [
      { path, code: "too_complex", message: `At most ${METADATA_MAX} pairs, each a text, number, boolean or null.` },
    ];
  }
  return checkSize(input.metadata, path, 4096);
}

function checkLinkClick(input: { mark: EngagementMark; isLinkClick?: boolean }): InputIssue[] {
  if (!input.isLinkClick || input.mark === "INTERACTED") return [];
  return [{ path: ["isLinkClick"], code: "not_allowed", message: "A link click is told with INTERACTED only." }];
}

/** The id as it was given, in the canonical form by which it is found again. */
export function canonicalMessageId(id: string): string | null {
  const key = parseMessageId(id);
  return key && messageId(key);
}
