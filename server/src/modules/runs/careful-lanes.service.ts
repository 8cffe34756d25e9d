import type { Runtime } from "../../platform/runtime/index.js";
import type { LaneUnit } from "../triggers/index.js";
import { LaneCare } from "./lane-care.js";
import type { LaneClaims } from "./lane-claims.service.js";
import type { LaneFailureService } from "./lane-failure.service.js";
import type { SetOutcome } from "./lane-set.service.js";
import type { LaneService } from "./lane.service.js";
import { isPassing, SetError, type RunRef } from "./set-error.js";

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

  constructor(runtime: Runtime, deps: CarefulDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** One set. `next`: the lanes that will be worked in after this one. */
  async work(unit: LaneUnit, next: () => LaneUnit[]): Promise<Turn> {
    const { claims, service } = this.#deps;
    try {
      await claims.take([unit], next);
      const died = claims.suspicion(unit)?.diedOn;
      if (died) return await this.#buryAlone(unit, died);
      const care = this.#careOf(unit);
      if (care.isAlone && care.isDeadly) await claims.note(unit, await this.#deps.failures.head(unit));
      const outcome = await service.work(unit, care.budget);
      const status = outcome.lanes[0]?.status;
      if (status !== "busy" && care.relax(status === "idle")) await this.#trust(unit, care);
      return { kind: "worked", outcome };
    } catch (error) {
      return this.#afterFailure(error, unit);
    }
  }

  /** Whether nothing has gone wrong in the lane, so that it may share a set with others. */
  mayShare(unit: LaneUnit): boolean {
    return !this.#cares.has(unit.join("/")) && this.#deps.claims.suspicion(unit) === null;
  }

  /** One set in several lanes that may share it. When it fails each lane goes on by itself: then it is seen whose fault it is. */
  async workTogether(units: readonly LaneUnit[], budget: number, next: () => LaneUnit[]): Promise<Turn> {
    const [environmentId] = units[0] ?? [0];
    const lanes = units.map(([, lane]) => lane);
    try {
      await this.#deps.claims.take(units, next);
      if (!units.every((unit) => this.mayShare(unit))) return { kind: "again" };
      return { kind: "worked", outcome: await this.#deps.service.workTogether(environmentId, lanes, budget) };
    } catch (error) {
      this.#runtime.log.warn({ event: "lane.set_split", environmentId, lanes, err: error });
      for (const unit of units) this.#careOf(unit, true);
      return { kind: "again" };
    }
  }

  /** Begins to go carefully in a lane where workers died, or when told to. */
  #careOf(unit: LaneUnit, isCalledFor = false): LaneCare {
    const name = unit.join("/");
    const known = this.#cares.get(name);
    const deaths = this.#deps.claims.suspicion(unit)?.deaths ?? 0;
    if (known && (known.isDeadly || deaths === 0)) return known;
    const care = new LaneCare(deaths);
    if (deaths > 0 || isCalledFor) this.#cares.set(name, care);
    return care;
  }

  async #trust(unit: LaneUnit, care: LaneCare): Promise<void> {
    this.#cares.delete(unit.join("/"));
    if (!care.isDeadly) return;
    await this.#deps.claims.note(unit, null);
    await this.#deps.claims.forget(unit);
  }

  async #buryAlone(unit: LaneUnit, died: RunRef): Promise<Turn> {
    this.#careOf(unit);
    await this.#deps.failures.fail(unit, died, DIED);
    await this.#deps.claims.forget(unit);
    return { kind: "again" };
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
