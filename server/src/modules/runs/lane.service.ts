import type { Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { LaneUnit } from "../triggers/index.js";
import { laneBookSource } from "./book-source.repository.js";
import { Books } from "./engine/books.js";
import type { CarefulSet } from "./lane-care.js";
import { LaneSet, NOTHING_MADE, type LaneDeps, type SetOutcome } from "./lane-set.service.js";
import type { OwnedLane } from "./lane.repository.js";
import { SetError } from "./set-error.js";

/** Does one set of work in one short transaction. */
export class LaneService {
  readonly #runtime: Runtime;
  readonly #deps: LaneDeps;

  constructor(runtime: Runtime, deps: LaneDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** In one lane. Throws a `SetError` that says which runs the set had taken when it failed. */
  work([environmentId, lane]: LaneUnit, budget: number, careful?: CarefulSet): Promise<SetOutcome> {
    return this.#inSet(environmentId, [lane], (set, [owned]) =>
      owned ? set.run(owned, budget, careful) : NOTHING_OWNED,
    );
  }

  /** In several thinly filled lanes of one environment; `budget` is for each. */
  workTogether(environmentId: number, lanes: readonly number[], budget: number): Promise<SetOutcome> {
    return this.#inSet(environmentId, lanes, (set) => set.runTogether(budget));
  }

  async #inSet(
    environmentId: number,
    lanes: readonly number[],
    work: (set: LaneSet, owned: readonly OwnedLane[]) => Promise<SetOutcome> | SetOutcome,
  ): Promise<SetOutcome> {
    let set: LaneSet | null = null;
    try {
      return await this.#runtime.database.transaction(async (tx) => {
        const now = this.#runtime.clock.now();
        const owned = await this.#deps.lanes.tryLocks(tx, environmentId, lanes, new Date(now));
        set = new LaneSet({ tx, environmentId, owned, now }, this.#deps, this.#books(tx, environmentId));
        return withBusy(await work(set, owned), lanes);
      });
    } catch (error) {
      throw error instanceof SetError ? error : new SetError(error, takenBy(set));
    }
  }

  #books(tx: Tx, environmentId: number): Books {
    return new Books(laneBookSource(tx, environmentId, () => this.#runtime.newUuid()));
  }
}

const NOTHING_OWNED: SetOutcome = { lanes: [], hints: [], ring: [], made: NOTHING_MADE };

function withBusy(outcome: SetOutcome, lanes: readonly number[]): SetOutcome {
  const owned = new Set(outcome.lanes.map(({ lane }) => lane));
  const busy = lanes.filter((lane) => !owned.has(lane));
  if (busy.length === 0) return outcome;
  const theirs = busy.map((lane) => ({ lane, status: "busy" as const, nextDueAt: null }));
  return { ...outcome, lanes: [...outcome.lanes, ...theirs] };
}

function takenBy(set: LaneSet | null): SetError["taken"] {
  return set?.taken ?? [];
}
