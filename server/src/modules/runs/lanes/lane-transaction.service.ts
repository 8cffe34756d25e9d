import type { Tx } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import { EFFECTS } from "../effects/effect-table.js";
import { EffectStore } from "../engine/effect-store.js";
import type { IsolatedSet } from "../isolation/batch-backoff.js";
import { LaneSet, type LaneDeps } from "../sets/lane-set.service.js";
import type { OwnedLane } from "../due/lane-locks.repository.js";
import { SetError } from "../isolation/set-error.js";
import { fanoutLimit } from "../sets/new-runs.service.js";
import { NOTHING_MADE, type SetOutcome } from "../sets/set-outcome.js";
import { SetPace } from "../sets/set-pace.service.js";

/** In a set of few lanes, the recipients of so many fan-outs of each lane are read with the locks. Larger sets save little by it. */
const SMALL_LANES = 4;
const SMALL_FANOUTS = 4;

/** The lanes of a set. */
interface SetRequest {
  environmentId: number;
  lanes: readonly number[];
  /** How many fan-outs to read in each lane, together with its lock; null to read none before they are needed. */
  limit: number | null;
}

/** Runs one set in one short transaction. */
export class LaneTransactionService {
  readonly #runtime: Runtime;
  readonly #deps: LaneDeps;

  constructor(runtime: Runtime, deps: LaneDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Runs a set in one lane. Throws a `SetError` with the runs that the set had taken when it failed. */
  work([environmentId, lane]: LaneUnit, budget: number, isolated?: IsolatedSet): Promise<SetOutcome> {
    const request = { environmentId, lanes: [lane], limit: isolated ? null : fanoutLimit(budget) };
    return this.#inSet(request, (set, [owned]) => (owned ? set.run(owned, budget, isolated) : NOTHING_OWNED));
  }

  /** Runs a set in several lanes of one environment that hold few runs. `budget`: the largest number of runs per lane. */
  workTogether(environmentId: number, lanes: readonly number[], budget: number): Promise<SetOutcome> {
    return this.#inSet({ environmentId, lanes, limit: fanoutLimit(budget) }, (set) => set.runTogether(budget));
  }

  async #inSet(
    { environmentId, lanes, limit }: SetRequest,
    work: (set: LaneSet, owned: readonly OwnedLane[]) => Promise<SetOutcome> | SetOutcome,
  ): Promise<SetOutcome> {
    let current: LaneSet | null = null;
    try {
      const begin = async (tx: Tx): Promise<SetOutcome> => {
        const now = this.#runtime.clock.now();
        const locked = this.#deps.locks.tryLocks(tx, environmentId, lanes, new Date(now));
        // Sent in the same packet. They find the lanes that the statement before them has locked.
        const fanouts = limit === null ? null : this.#deps.lanes.fanouts(tx, environmentId, limit);
        const isSmall = limit !== null && lanes.length <= SMALL_LANES;
        const people = isSmall ? this.#deps.contextLoader.next(tx, environmentId, SMALL_FANOUTS) : null;
        // Awaited where they are needed, if they are.
        for (const read of [fanouts, people]) read?.catch(() => undefined);
        const owned = await locked;
        const newUuid = (): string => this.#runtime.newUuid();
        const effects = new EffectStore(EFFECTS.map((kind) => kind.live({ tx, environmentId, newUuid })));
        const made = new LaneSet(
          { tx, environmentId, owned, fanouts, people, now, effects, pace: new SetPace(), newUuid },
          this.#deps,
        );
        current = made;
        return withBusy(await work(made, owned), lanes);
      };
      return await this.#runtime.database.transaction(begin, {
        beginsWithARead: true,
        findsByKey: true,
        plansOnce: true,
      });
    } catch (error) {
      throw error instanceof SetError ? error : new SetError(error, stateOf(current));
    }
  }
}

const NOTHING_OWNED: SetOutcome = {
  lanes: [],
  afterCommit: [],
  wake: [],
  made: NOTHING_MADE,
  takenKind: null,
  movedCount: 0,
  workedMs: 0,
  isCut: false,
};

function withBusy(outcome: SetOutcome, lanes: readonly number[]): SetOutcome {
  const owned = new Set(outcome.lanes.map(({ lane }) => lane));
  const busy = lanes.filter((lane) => !owned.has(lane));
  if (busy.length === 0) return outcome;
  const theirs = busy.map((lane) => ({ lane, status: "busy" as const, nextDueAt: null }));
  return { ...outcome, lanes: [...outcome.lanes, ...theirs] };
}

function stateOf(set: LaneSet | null): Pick<SetError, "taken" | "reading" | "isSharing"> {
  return { taken: set?.taken ?? [], reading: set?.reading ?? null, isSharing: set?.isSharing ?? false };
}
