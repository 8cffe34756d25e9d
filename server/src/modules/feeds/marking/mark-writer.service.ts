import type { Tx } from "../../../platform/postgres/index.js";
import { addCounts } from "../model/feed-counts.js";
import type { FeedHint, FeedKey } from "../model/feed-key.js";
import type { AnyMark, FeedMarksRepository, Marking } from "./feed-marks.repository.js";
import type { MessageKey } from "../../messages/pure.js";
import type { FeedRow, FeedWriter } from "../feed-writer.repository.js";

/** Messages of feeds that are locked, and what happens to them. */
export interface LockedWork {
  locked: readonly FeedRow[];
  keys: readonly MessageKey[];
  marking: Marking<AnyMark>;
}

/** The result of a mark: the feeds after it, and a hint for each changed feed. */
export interface MarkOutcome {
  changedCount: number;
  feeds: FeedRow[];
  hints: FeedHint[];
}

/** Marks items of feeds that are locked, and brings the feeds' counts and versions up to date. */
export class MarkWriter {
  readonly #marks: FeedMarksRepository;
  readonly #writer: FeedWriter;

  constructor(marks: FeedMarksRepository, writer: FeedWriter) {
    this.#marks = marks;
    this.#writer = writer;
  }

  async apply(tx: Tx, environmentId: number, work: LockedWork): Promise<MarkOutcome> {
    if (work.locked.length === 0) return { changedCount: 0, feeds: [], hints: [] };
    const deltas = await this.#marks.apply(tx, environmentId, work);
    const feeds = work.locked.map((row) => {
      const own = deltas.filter((each) => each.recipientKey === row.recipient_key && each.channelId === row.channel_id);
      const changedCount = own.reduce((sum, each) => sum + each.changedCount, 0);
      return { ...row, ...addCounts(row, own), version: row.version + changedCount };
    });
    const changed = feeds.filter((row, index) => row.version !== work.locked[index]?.version);
    const updates = changed.map((row) => ({ key: keyOf(environmentId, row), version: row.version, counts: row }));
    await this.#writer.update(tx, updates);
    return {
      changedCount: deltas.reduce((sum, each) => sum + each.changedCount, 0),
      feeds,
      hints: updates.map(({ key, version }) => ({ ...key, version })),
    };
  }
}

/** The feed that a row belongs to. */
export function keyOf(environmentId: number, row: { recipient_key: string; channel_id: number }): FeedKey {
  return { environmentId, recipientKey: row.recipient_key, channelId: row.channel_id };
}
