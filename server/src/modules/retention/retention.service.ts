import type { Runtime } from "../../platform/runtime/index.js";
import type { RecipientErasure } from "../users/index.js";
import { RetentionRepository } from "./retention.repository.js";

/** How long data is kept. Messages and feeds are kept until they are deleted. */
export interface RetentionPeriods {
  /** Finished triggers with their runs and traces, and batches without a message; in days. */
  runsDays: number;
  /** Tombstones of removed items; in days. A client that was offline for longer loads the feed again. */
  removalsDays: number;
}

export type Forgotten = Record<"triggers" | "runs" | "batches" | "throttles" | "superseding" | "removals", number>;

export const DEFAULT_RETENTION: RetentionPeriods = { runsDays: 90, removalsDays: 30 };

const DAY_MS = 86_400_000;
/** Longer than any work with a throttle window that has just ended. */
const THROTTLE_GRACE_MS = DAY_MS;
const TRIGGERS = 200;
const SLICE = 5000;
const ATTACHMENTS_SLICE = 50;
/** Closed batches per check, and checks per pass. */
const BATCHES = 1000;
const BATCH_SLICES = 200;

/** Deletes expired data. After an interruption the next pass continues. */
export class RetentionService {
  readonly #runtime: Runtime;
  readonly #erasure: RecipientErasure;
  readonly #periods: RetentionPeriods;
  readonly #rows = new RetentionRepository();

  constructor(runtime: Runtime, erasure: RecipientErasure, periods: RetentionPeriods) {
    this.#erasure = erasure;
    this.#runtime = runtime;
    this.#periods = periods;
  }

  /** One pass over everything; `touch` is called after each slice. */
  async forget(touch: () => Promise<void>): Promise<Forgotten> {
    const { database, clock } = this.#runtime;
    const now = clock.now();
    const daysAgo = (days: number): Date => new Date(now - days * DAY_MS);
    const { runsDays, removalsDays } = this.#periods;

    const endedBefore = new Date(now - THROTTLE_GRACE_MS);
    const forgotten: Forgotten = { triggers: 0, runs: 0, batches: 0, throttles: 0, superseding: 0, removals: 0 };
    const parts: (() => Promise<Partial<Forgotten>>)[] = [
      async () => this.#forgetTriggers(daysAgo(runsDays), touch),
      async () => ({ batches: await this.#forgetBatches(daysAgo(runsDays), touch) }),
      async () => ({
        throttles: await inSlices((limit) => this.#rows.deleteThrottles(database, endedBefore, limit), touch),
        superseding: await inSlices((limit) => this.#rows.deleteSuperseding(database, endedBefore, limit), touch),
      }),
      async () => ({ removals: await inSlices((limit) => this.#forgetRemovals(daysAgo(removalsDays), limit), touch) }),
      async () => {
        for (const environmentId of await this.#rows.environments(database)) {
          await this.#erasure.sweepContents(environmentId, touch);
        }
        return {};
      },
    ];
    // A part that fails does not keep the other parts from running.
    const failures: unknown[] = [];
    for (const part of parts) {
      try {
        Object.assign(forgotten, await part());
      } catch (error) {
        failures.push(error);
      }
    }
    this.#runtime.log.info({ event: "retention.passed", ...forgotten });
    if (failures.length > 0) throw failures[0];
    return forgotten;
  }

  /** Continues where the last pass ended, and starts over after the end: so it reaches all batches, however many stay. */
  async #forgetBatches(before: Date, touch: () => Promise<void>): Promise<number> {
    const { database } = this.#runtime;
    let cursor = await this.#rows.batchCursor(database);
    let sum = 0;
    for (let slice = 0; slice < BATCH_SLICES; slice += 1) {
      const { gone, next } = await this.#rows.deleteBatches(database, cursor, before, BATCHES);
      await this.#rows.keepBatchCursor(database, next);
      sum += gone;
      cursor = next;
      if (!next) break;
      await touch();
    }
    return sum;
  }

  async #forgetTriggers(before: Date, touch: () => Promise<void>): Promise<{ triggers: number; runs: number }> {
    const sum = { triggers: 0, runs: 0 };
    for (const environmentId of await this.#rows.environments(this.#runtime.database)) {
      for (let afterSeq = 0, isOver = false; !isOver;) {
        const page = await this.#rows.triggers(this.#runtime.database, environmentId, afterSeq, TRIGGERS);
        const old = page.filter((trigger) => trigger.accepted_at < before);
        if (old.length > 0) {
          const gone = await this.#forgetAmong(environmentId, old, touch);
          sum.triggers += gone.triggers;
          sum.runs += gone.runs;
        }
        // They come in the order of their acceptance: behind one that is young, all are.
        isOver = old.length < TRIGGERS;
        afterSeq = page.at(-1)?.seq ?? afterSeq;
      }
    }
    return sum;
  }

  /** The trigger is deleted last: after an interruption, the rest is found by it. */
  async #forgetAmong(
    environmentId: number,
    old: Parameters<RetentionRepository["finished"]>[2],
    touch: () => Promise<void>,
  ): Promise<{ triggers: number; runs: number }> {
    const { database } = this.#runtime;
    const finished = await this.#rows.finished(database, environmentId, old);
    if (finished.length === 0) return { triggers: 0, runs: 0 };
    const seqs = finished.map((trigger) => trigger.seq);
    const ids = finished.map((trigger) => trigger.id);
    await inSlices((limit) => this.#rows.keepShownData(database, environmentId, seqs, limit), touch);
    const runs = await inSlices((limit) => this.#rows.deleteRuns(database, environmentId, seqs, limit), touch);
    await inSlices((limit) => this.#rows.deleteFanouts(database, environmentId, ids, limit), touch);
    const deleteAttachments = (limit: number): Promise<number> =>
      this.#rows.deleteAttachments(database, environmentId, ids, limit);
    await inSlices(deleteAttachments, touch, ATTACHMENTS_SLICE);
    const triggers = await this.#rows.deleteTriggers(database, environmentId, ids);
    return { triggers, runs };
  }

  #forgetRemovals(before: Date, limit: number): Promise<number> {
    return this.#runtime.database.transaction(async (tx) => {
      await this.#rows.lockFeedsOfRemovals(tx, before, limit);
      return this.#rows.deleteRemovals(tx, before, limit);
    });
  }
}

/** Repeats until a slice is not full. Returns the total number. */
async function inSlices(
  deleteSlice: (limit: number) => Promise<number>,
  touch: () => Promise<void>,
  slice = SLICE,
): Promise<number> {
  for (let sum = 0; ;) {
    const count = await deleteSlice(slice);
    sum += count;
    if (count < slice) return sum;
    await touch();
  }
}
