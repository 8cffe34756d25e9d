import { badInput, checkSize, type InputIssue } from "../../platform/errors/index.js";
import { messageId, parseMessageId, userKey } from "../../platform/ids/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { actingUserId, isSecret, type Scope } from "../accounts/index.js";
import { addCounts, countsFor, type Counts } from "./feed-counts.js";
import { ALL_UNARCHIVED, type FeedFilter } from "./feed-filter.js";
import type { FeedHints } from "./feed-hints.js";
import { feedName, type FeedHint, type FeedKey, type OpenFeed } from "./feed-key.js";
import type { FeedMarksRepository, Mark, Marking } from "./feed-marks.repository.js";
import type { FeedRepository, MessageKey } from "./feed.repository.js";
import { checkFeedVersion, decodeFeedVersion } from "./feed-version.js";
import { FIRST_SLICE_SIZE, nextSliceSize } from "./slice-size.js";
import type { FeedRow, FeedWriter } from "./feed-writer.repository.js";
import type { ItemRow } from "./item-row.js";
import type { Sibling, SiblingRepository } from "./sibling.repository.js";
import { siblingWorks, type MarkWork } from "./sibling-works.js";

export interface FeedMarkDeps {
  feeds: FeedRepository;
  marks: FeedMarksRepository;
  siblings: SiblingRepository;
  writer: FeedWriter;
  hints: FeedHints;
}

/** Messages and the feeds they stand in, as a mark left them. */
export interface Marked {
  messages: ItemRow[];
  feeds: FeedRow[];
}

const IDS_MAX = 100;
const METADATA_MAX = 5;
const EVERYTHING: FeedFilter = { ...ALL_UNARCHIVED, archived: "INCLUDE" };

/** Marks messages; every changed one takes the next version of its feed. */
export class FeedMarkService {
  readonly #runtime: Runtime;
  readonly #deps: FeedMarkDeps;

  constructor(runtime: Runtime, deps: FeedMarkDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Marks messages by id. Ids that name none that this caller may mark are passed over. */
  async markMessages(
    scope: Scope,
    input: { ids: string[]; mark: Mark; metadata?: JsonObject | null },
  ): Promise<Marked> {
    const issues = [...checkIds(input.ids), ...checkMetadata(input)];
    if (issues.length > 0) throw badInput(issues);
    const ids = new Set(input.ids.map(canonicalMessageId).filter((id) => id !== null));
    const wanted = [...ids].map(parseMessageId).filter((key) => key !== null);
    const { environmentId } = scope;
    const own = isSecret(scope) ? null : userKey(actingUserId(scope) ?? "");
    const found = await this.#deps.feeds.byMessageKeys(this.#runtime.database, environmentId, wanted);
    const rows = found.filter((row) => own === null || row.recipient_key === own);
    if (rows.length === 0) return { messages: [], feeds: [] };

    const keys = rows.map((row) => ({ lane: row.lane, runId: row.run_id, ordinal: row.ordinal }));
    const metadata = input.mark === "INTERACTED" ? (input.metadata ?? null) : null;
    const marking: Marking = { mark: input.mark, filter: EVERYTHING, at: this.#at(), metadata };
    const siblings = await this.#deps.siblings.of(this.#runtime.database, environmentId, keys);
    const works = [{ keys, marking }, ...siblingWorks(siblings, keys, { ...marking, metadata: null })];
    const feedKeys = [...rows, ...siblings].filter((row) => row.position > 0).map((row) => keyOf(environmentId, row));
    const outcome = await this.#runtime.database.transaction(async (tx) => {
      // All feed rows first, in key order: two callers that mark the same feeds never wait for each other in a circle.
      const locked = await this.#deps.writer.lockExisting(tx, feedKeys);
      const { feeds, hints } = await this.#applyAll(tx, environmentId, { locked, works });
      for (const work of works) await this.#deps.marks.applyOutside(tx, environmentId, work.keys, work.marking);
      const messages = await this.#deps.feeds.byMessageKeys(tx, environmentId, keys);
      return { messages, feeds, hints };
    });
    this.#deps.hints.publish(outcome.hints);
    return outcome;
  }

  /**
   * Marks what matches, up to a place that is fixed when the call begins, so that what arrives later is untouched. What
   * is to be marked is looked for without the feed's lock, which is then held for a slice at a time.
   */
  async markFeed(
    open: OpenFeed,
    input: { mark: Mark; filter: FeedFilter; upToVersion: string | null },
  ): Promise<number> {
    const issues = checkFeedVersion(input.upToVersion, ["input", "upToVersion"]);
    if (issues.length > 0) throw badInput(issues);
    const { database } = this.#runtime;
    const { key, tenantId } = open;
    const row = await this.#deps.feeds.row(database, key);
    const shown = input.upToVersion === null ? null : decodeFeedVersion(input.upToVersion);
    if (!row || (shown && shown.epoch !== row.epoch)) return 0;
    if (isNothingLeft(input.mark, input.filter, countsFor(row, tenantId))) return 0;

    const upToPosition = Math.min(shown?.version ?? row.version, row.version);
    const marking: Marking = { mark: input.mark, filter: input.filter, at: this.#at(), metadata: null };
    const areSynced = await this.#deps.siblings.areSynced(database, key.environmentId);
    let changedCount = 0;
    const hints = new Map<string, FeedHint>();
    try {
      let limit = FIRST_SLICE_SIZE;
      for (let afterPosition = 0; ;) {
        const stretch = { tenantId, afterPosition, upToPosition, limit };
        const keys = await this.#deps.marks.candidates(database, key, marking, stretch);
        const startedAt = performance.now();
        const siblings = areSynced ? await this.#deps.siblings.of(database, key.environmentId, keys) : [];
        const slice = await this.#slice(key, { epoch: row.epoch, keys, marking, siblings });
        changedCount += slice.changedCount;
        for (const hint of slice.hints) hints.set(feedName(hint), hint);
        if (keys.length < limit) return changedCount;
        afterPosition = keys.at(-1)?.position ?? upToPosition;
        limit = nextSliceSize(limit, performance.now() - startedAt);
      }
    } finally {
      // Once at the end: watchers who were told of each slice would ask for their page again each time.
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
    const works = siblingWorks(siblings, keys, { ...marking, filter: EVERYTHING });
    const feedKeys = siblings.filter((row) => row.position > 0).map((row) => keyOf(environmentId, row));
    return this.#runtime.database.transaction(async (tx) => {
      const locked = await this.#deps.writer.lockExisting(tx, [key, ...feedKeys]);
      const own = locked.find((row) => feedName(keyOf(environmentId, row)) === feedName(key));
      // Deleted meanwhile, and perhaps made anew: positions of the one before say nothing about it.
      if (own?.epoch !== slice.epoch) return { changedCount: 0, hints: [] };
      const outcome = await this.#applyAll(tx, environmentId, { locked, works: [{ keys, marking }, ...works] });
      for (const work of works) await this.#deps.marks.applyOutside(tx, environmentId, work.keys, work.marking);
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
      const outcome = await this.#apply(tx, environmentId, { ...work, locked: feeds });
      feeds = outcome.feeds;
      hints.push(...outcome.hints);
      if (index === 0) changedCount = outcome.changedCount;
    }
    return { changedCount, feeds, hints };
  }

  /** Marks items of feeds that are locked, then brings their counts and versions up to date. */
  async #apply(
    tx: Tx,
    environmentId: number,
    work: { locked: readonly FeedRow[]; keys: readonly MessageKey[]; marking: Marking },
  ): Promise<{ changedCount: number; feeds: FeedRow[]; hints: FeedHint[] }> {
    if (work.locked.length === 0) return { changedCount: 0, feeds: [], hints: [] };
    const deltas = await this.#deps.marks.apply(tx, environmentId, work);
    const feeds = work.locked.map((row) => {
      const own = deltas.filter((each) => each.recipientKey === row.recipient_key && each.channelId === row.channel_id);
      const changedCount = own.reduce((sum, each) => sum + each.changedCount, 0);
      return { ...row, ...addCounts(row, own), version: row.version + changedCount };
    });
    const changed = feeds.filter((row, index) => row.version !== work.locked[index]?.version);
    const updates = changed.map((row) => ({ key: keyOf(environmentId, row), version: row.version, counts: row }));
    await this.#deps.writer.update(tx, updates);
    return {
      changedCount: deltas.reduce((sum, each) => sum + each.changedCount, 0),
      feeds,
      hints: updates.map(({ key, version }) => ({ ...key, version })),
    };
  }

  #at(): Date {
    return new Date(this.#runtime.clock.now());
  }
}

function keyOf(environmentId: number, row: { recipient_key: string; channel_id: number }): FeedKey {
  return { environmentId, recipientKey: row.recipient_key, channelId: row.channel_id };
}

/** Whether the feed's counts already say that no item is left for this mark. */
function isNothingLeft(mark: Mark, filter: FeedFilter, [total, unread, unseen]: Counts): boolean {
  if (filter.archived !== "EXCLUDE") return false;
  if (mark === "SEEN") return unseen === 0;
  if (mark === "READ") return unread === 0;
  return mark === "ARCHIVED" && total === 0;
}

function checkIds(ids: readonly string[]): InputIssue[] {
  if (ids.length >= 1 && ids.length <= IDS_MAX) return [];
  return [
    { path: ["input", "ids"], code: "out_of_range", message: `Give 1 to ${IDS_MAX} ids; these are ${ids.length}.` },
  ];
}

function checkMetadata(input: { mark: Mark; metadata?: JsonObject | null }): InputIssue[] {
  const path = ["input", "metadata"];
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

/** The id as it was given, in the canonical form by which it is found again. */
export function canonicalMessageId(id: string): string | null {
  const key = parseMessageId(id);
  return key && messageId(key);
}
