import { laneName, type LaneUnit } from "../../lanes/index.js";

/**
 * The phases of a lane in one worker, beside its place in the queue:
 *
 *     free ── a set takes it ──> active ── the set ends ──> free
 *      ^                            |
 *      |                            | another worker owns it, or its set failed
 *      '──── the delay ends ──── resting
 */
type Phase = "free" | "active" | "resting";

interface LaneState {
  phase: Phase;
  /** How often in a row another worker owned the lane. */
  busyCount: number;
  /** Whether its next set must hold no other lane. */
  isExclusive: boolean;
}

const START: Readonly<LaneState> = { phase: "free", busyCount: 0, isExclusive: false };

/** What a worker knows of lanes. Lanes about which there is nothing to know take no memory. */
export class LaneStates {
  readonly #states = new Map<string, LaneState>();

  of(unit: LaneUnit): Readonly<LaneState> {
    return this.#states.get(laneName(unit)) ?? START;
  }

  change(unit: LaneUnit, change: Partial<LaneState>): void {
    const name = laneName(unit);
    const state = { ...(this.#states.get(name) ?? START), ...change };
    if (state.phase === "free" && state.busyCount === 0 && !state.isExclusive) this.#states.delete(name);
    else this.#states.set(name, state);
  }
}
