import { postgresCode, type Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { publishLanes, type LaneUnit } from "../lanes/index.js";
import { tellUnknownRuns } from "./tails/tell-triggers.js";
import { CancelRepository, type LaneToClear } from "./cancel.repository.js";

/** Changes unfinished runs in lanes that the transaction owns. Returns how many. */
export type ChangeInLanes = (tx: Tx, lanes: readonly number[]) => Promise<number>;

interface Cleared {
  count: number;
  /** Lanes that others work in. */
  busy: LaneToClear[];
}

/** A lane is blocked at most for the time that this takes. */
const RUNS_PER_SLICE = 2000;
const LOCK_NOT_AVAILABLE = "55P03";

/** Changes unfinished runs from outside their lane's worker: free lanes at once, then those in use. */
export class LaneClearing {
  readonly #runtime: Runtime;
  readonly #locks = new CancelRepository();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  async clear(environmentId: number, lanes: readonly LaneToClear[], change: ChangeInLanes): Promise<number> {
    const busy: LaneToClear[] = [];
    let count = 0;
    for (const slice of slicesOf(lanes)) {
      const cleared = await this.#clearFree(environmentId, slice, change);
      count += cleared.count;
      busy.push(...cleared.busy);
    }
    for (const slice of slicesOf(busy)) count += await this.#clearBusy(environmentId, slice, change);
    if (count > 0) tellUnknownRuns(this.#runtime, environmentId);
    // Workers that were kept out of the lanes in the meantime need not wait for the sweep.
    publishLanes(
      this.#runtime,
      busy.map(({ lane }): LaneUnit => [environmentId, lane]),
    );
    return count;
  }

  #clearFree(environmentId: number, slice: readonly LaneToClear[], change: ChangeInLanes): Promise<Cleared> {
    return this.#runtime.database.transaction(async (tx) => {
      const lanes = slice.map(({ lane }) => lane);
      const owned = await this.#locks.ownFree(tx, environmentId, lanes);
      const count = owned.size > 0 ? await change(tx, [...owned]) : 0;
      return { count, busy: slice.filter(({ lane }) => !owned.has(lane)) };
    });
  }

  /** Waits for the workers in all lanes at once; if one of them takes very long, for each lane by itself. */
  async #clearBusy(environmentId: number, slice: readonly LaneToClear[], change: ChangeInLanes): Promise<number> {
    const { database } = this.#runtime;
    const lanes = slice.map(({ lane }) => lane);
    try {
      if (lanes.length > 1) {
        return await database.transaction(async (tx) => {
          await this.#locks.ownAll(tx, environmentId, lanes);
          return change(tx, lanes);
        });
      }
    } catch (error) {
      if (postgresCode(error) !== LOCK_NOT_AVAILABLE) throw error;
    }
    let count = 0;
    for (const lane of lanes) {
      count += await database.transaction(async (tx) => {
        await this.#locks.own(tx, environmentId, lane);
        return change(tx, [lane]);
      });
    }
    return count;
  }
}

/** Lanes in order, in slices whose runs end in one short transaction. */
function slicesOf(lanes: readonly LaneToClear[]): LaneToClear[][] {
  const slices: LaneToClear[][] = [];
  let runs = Infinity;
  for (const lane of lanes) {
    runs += lane.unfinished;
    if (runs > RUNS_PER_SLICE) {
      slices.push([]);
      runs = lane.unfinished;
    }
    slices.at(-1)?.push(lane);
  }
  return slices;
}
