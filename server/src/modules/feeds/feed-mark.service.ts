import { badInput, checkSize, type InputIssue } from "../../platform/errors/index.js";
import { messageId, parseMessageId, userKey } from "../../platform/ids/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { actingUserId, isSecret, type Scope } from "../accounts/index.js";
import { addCounts } from "./feed-counts.js";
import { ALL_UNARCHIVED, type FeedFilter } from "./feed-filter.js";
import type { FeedHints } from "./feed-hints.js";
import { feedName, type FeedHint, type FeedKey, type OpenFeed } from "./feed-key.js";
import type { FeedMarksRepository, Mark } from "./feed-marks.repository.js";
import type { FeedRepository } from "./feed.repository.js";
import { decodeFeedVersion } from "./feed-version.js";
import type { FeedWriter } from "./feed-writer.repository.js";

export interface FeedMarkDeps {
  feeds: FeedRepository;
  marks: FeedMarksRepository;
  writer: FeedWriter;
  hints: FeedHints;
}

/** Long enough to be worth a transaction, short enough that a new message hardly waits. */
const SLICE = 2000;
const IDS_MAX = 100;
const METADATA_MAX = 5;
const EVERYTHING: FeedFilter = { ...ALL_UNARCHIVED, archived: "INCLUDE" };

interface Marking {
  key: FeedKey;
  mark: Mark;
  filter: FeedFilter;
  tenantId: string | null;
  afterPosition: number;
  upToPosition: number | null;
  limit: number;
  only: { runId: string; ordinal: number }[] | null;
  metadata: JsonObject | null;
}

/** Marks messages; every changed one takes the next version of its feed. */
export class FeedMarkService {
  readonly #runtime: Runtime;
  readonly #deps: FeedMarkDeps;

  constructor(runtime: Runtime, deps: FeedMarkDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Marks messages by id; answers the feeds that changed. Ids that name none of this caller's are passed over. */
  async markMessages(scope: Scope, input: { ids: string[]; mark: Mark; metadata?: JsonObject | null }): Promise<void> {
    const issues = [...checkIds(input.ids), ...checkMetadata(input)];
    if (issues.length > 0) throw badInput(issues);
    const keys = input.ids.map(parseMessageId).filter((key) => key !== null);
    if (keys.length === 0) return;
    const own = isSecret(scope) ? null : userKey(actingUserId(scope) ?? "");
    const rows = await this.#deps.feeds.byMessageKeys(this.#runtime.database, scope.environmentId, keys);
    const byFeed = new Map<string, Marking>();
    for (const row of rows) {
      if ((own !== null && row.recipient_key !== own) || row.position === 0) continue;
      const key = { environmentId: scope.environmentId, recipientKey: row.recipient_key, channelId: row.channel_id };
      const fresh: Marking = {
        key,
        mark: input.mark,
        filter: EVERYTHING,
        tenantId: null,
        afterPosition: 0,
        upToPosition: null,
        limit: IDS_MAX,
        only: [],
        metadata: input.mark === "INTERACTED" ? (input.metadata ?? null) : null,
      };
      const marking = byFeed.get(feedName(key)) ?? fresh;
      marking.only?.push({ runId: row.run_id, ordinal: row.ordinal });
      byFeed.set(feedName(key), marking);
    }
    const markings = [...byFeed.values()];
    const hints = await this.#runtime.database.transaction(async (tx) => {
      // All feed rows first, in key order: two callers that mark the same feeds never wait for each other in a circle.
      await this.#deps.writer.lock(
        tx,
        markings.map((marking) => marking.key),
      );
      const changed: FeedHint[] = [];
      for (const marking of markings) changed.push((await this.#slice(tx, marking)).hint);
      return changed;
    });
    this.#deps.hints.publish(hints);
  }

  /**
   * Marks what matches, in slices that release the feed between them, up to a place that is fixed when the call begins:
   * what arrives later is untouched.
   */
  async markFeed(
    open: OpenFeed,
    input: { mark: Mark; filter: FeedFilter; upToVersion: string | null },
  ): Promise<number> {
    const row = await this.#deps.feeds.row(this.#runtime.database, open.key);
    if (!row) return 0;
    const limit = input.upToVersion === null ? null : decodeFeedVersion(input.upToVersion);
    if (limit && limit.epoch !== row.epoch) return 0;
    const upToPosition = Math.min(limit?.version ?? row.version, row.version);
    let changed = 0;
    for (let afterPosition = 0; ;) {
      const marking = {
        ...input,
        key: open.key,
        tenantId: open.tenantId,
        afterPosition,
        upToPosition,
        limit: SLICE,
        only: null,
        metadata: null,
      };
      const outcome = await this.#runtime.database.transaction((tx) => this.#slice(tx, marking));
      if (outcome.changed > 0) this.#deps.hints.publish([outcome.hint]);
      changed += outcome.changed;
      if (outcome.changed < SLICE) return changed;
      afterPosition = outcome.lastPosition;
    }
  }

  async #slice(tx: Tx, marking: Marking): Promise<{ changed: number; lastPosition: number; hint: FeedHint }> {
    const row = (await this.#deps.writer.lock(tx, [marking.key])).get(feedName(marking.key));
    if (!row) throw new Error("A feed row vanished under its lock.");
    const at = new Date(this.#runtime.clock.now());
    const upToPosition = marking.upToPosition ?? row.version;
    const outcome = await this.#deps.marks.slice(tx, marking.key, {
      ...marking,
      at,
      version: row.version,
      upToPosition,
    });
    const version = row.version + outcome.changed;
    if (outcome.changed > 0)
      await this.#deps.writer.update(tx, [{ key: marking.key, version, counts: addCounts(row, outcome.counts) }]);
    return { changed: outcome.changed, lastPosition: outcome.lastPosition, hint: { ...marking.key, version } };
  }
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
