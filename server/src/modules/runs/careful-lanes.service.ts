import type { Runtime } from "../../platform/runtime/index.js";
import type { LaneUnit } from "../triggers/index.js";
import { LaneCare } from "./lane-care.js";
import type { LaneClaims, TakeOptions } from "./lane-claims.service.js";
import type { LaneFailureService } from "./lane-failure.service.js";
import type { SetOutcome } from "./lane-set.service.js";
import type { LaneService } from "./lane.service.js";
import { isPassing, SetError, type RunRef } from "./set-error.js";
import { SetGate } from "./set-gate.js";

export interface CarefulDeps {
  service: LaneService;
  claims: LaneClaims;
  failures: LaneFailureService;
}

/** What came of a lane's turn. */
export type Turn =
  | { kind: "worked"; outcome: SetOutcome }
  /** Something stood in the way and is out of it now, or will be in a smaller set. */
  | { kind: "again" }
  /** Nothing can be done here for a while. */
  | { kind: "rest"; ms: number };

const DIED = "The worker's process ended while it worked on this run.";

/** Works in lanes so that a run which cannot be worked on ends alone, whether its set fails or takes the process with it. */
export class CarefulLanes {
  readonly #runtime: Runtime;
  readonly #deps: CarefulDeps;
  readonly #cares = new Map<string, LaneCare>();
  readonly #gate = new SetGate();

  constructor(runtime: Runtime, deps: CarefulDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** One set in a lane. `waiting`: the lanes whose turn comes after it. Where workers died nothing else is worked on meanwhile. */
  async work(unit: LaneUnit, waiting: () => LaneUnit[]): Promise<Turn> {
    const isAlone = this.#deps.claims.suspicion(unit) !== null;
    const work = (): Promise<Turn> => this.#work(unit, { waiting, isAlone });
    return isAlone ? this.#gate.alone(work) : this.#gate.together(work);
  }

  /** Whether nothing has gone wrong in the lane, so that it may share a set with others. */
  mayShare(unit: LaneUnit): boolean {
    return !this.#cares.has(unit.join("/")) && this.#deps.claims.suspicion(unit) === null;
  }

  /** One set in several lanes that may share it. When it fails each lane goes on by itself: then it is seen whose fault it is. */
  workTogether(units: readonly LaneUnit[], budget: number, waiting: () => LaneUnit[]): Promise<Turn> {
    return this.#gate.together(() => this.#workTogether(units, budget, waiting));
  }

  async #work(unit: LaneUnit, options: TakeOptions): Promise<Turn> {
    const { claims, service } = this.#deps;
    try {
      await claims.take([unit], options);
      const suspicion = claims.suspicion(unit);
      if (suspicion && !options.isAlone) return { kind: "again" };
      if (suspicion?.diedOn && (await this.#bury(unit, suspicion.diedOn))) return { kind: "again" };
      const care = this.#careOf(unit);
      const onTaken = (taken: readonly RunRef[]): Promise<void> => this.#noteAlone(unit, taken);
      const careful = care.isCalledFor ? { turn: care.turn, onTaken: suspicion ? onTaken : null } : undefined;
      const outcome = await service.work(unit, care.budget, careful);
      const status = outcome.lanes[0]?.status;
      if (status !== "busy" && care.relax(status === "idle")) await this.#trust(unit, care);
      return { kind: "worked", outcome };
    } catch (error) {
      return this.#afterFailure(error, unit);
    } finally {
      claims.leave([unit]);
    }
  }

  async #workTogether(units: readonly LaneUnit[], budget: number, waiting: () => LaneUnit[]): Promise<Turn> {
    const { claims, service } = this.#deps;
    const [environmentId] = units[0] ?? [0];
    const lanes = units.map(([, lane]) => lane);
    try {
      await claims.take(units, { waiting, isAlone: false });
      if (!units.every((unit) => this.mayShare(unit))) return { kind: "again" };
      return { kind: "worked", outcome: await service.workTogether(environmentId, lanes, budget) };
    } catch (error) {
      this.#runtime.log.warn({ event: "lane.set_split", environmentId, lanes, err: error });
      for (const unit of units) this.#careOf(unit, true);
      return { kind: "again" };
    } finally {
      claims.leave(units);
    }
  }

  /** Begins to go carefully in a lane where workers died, or when told to. */
  #careOf(unit: LaneUnit, isCalledFor = false): LaneCare {
    const name = unit.join("/");
    const known = this.#cares.get(name);
    const deaths = this.#deps.claims.suspicion(unit)?.deaths ?? 0;
    if (known && known.deaths >= deaths) return known;
    const care = new LaneCare(deaths);
    if (deaths > 0 || isCalledFor) this.#cares.set(name, care);
    return care;
  }

  async #trust(unit: LaneUnit, care: LaneCare): Promise<void> {
    this.#cares.delete(unit.join("/"));
    if (care.deaths === 0) return;
    await this.#deps.claims.note(unit, null);
    await this.#deps.claims.forget(unit);
  }

  /** A run that is worked on with no other is written down before anything of it is looked at. */
  #noteAlone(unit: LaneUnit, taken: readonly RunRef[]): Promise<void> {
    const [only, ...others] = taken;
    return this.#deps.claims.note(unit, only && others.length === 0 ? only : null);
  }

  /** False while others stand before the run. What waits behind it may be of the same kind, so it is gone on carefully. */
  async #bury(unit: LaneUnit, died: RunRef): Promise<boolean> {
    const isBuried = await this.#deps.failures.fail(unit, died, DIED);
    if (isBuried) await this.#deps.claims.bury(unit);
    return isBuried;
  }

  async #afterFailure(error: unknown, unit: LaneUnit): Promise<Turn> {
    const name = unit.join("/");
    const care = this.#cares.get(name) ?? new LaneCare();
    this.#cares.set(name, care);
    const taken = error instanceof SetError ? error.taken : [];
    const isNobodys = isPassing(error) || taken.length === 0;
    this.#runtime.log[isPassing(error) ? "warn" : "error"]({
      event: "lane.failed",
      unit,
      taken: taken.length,
      err: error,
    });
    if (isNobodys) return { kind: "rest", ms: care.rest() };
    const [only, ...others] = taken;
    if (only && others.length === 0) return this.#failAlone(unit, only, error);
    care.shrink();
    return { kind: "again" };
  }

  async #failAlone(unit: LaneUnit, ref: RunRef, error: unknown): Promise<Turn> {
    try {
      const reason = error instanceof Error ? error.message : String(error);
      if (await this.#deps.failures.fail(unit, ref, reason)) return { kind: "again" };
    } catch (second) {
      this.#runtime.log.error({ event: "lane.failure_not_stored", unit, ref, err: second });
    }
    return { kind: "rest", ms: this.#careOf(unit).rest() };
  }
}
