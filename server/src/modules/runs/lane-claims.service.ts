import type { Session } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { LaneUnit } from "../triggers/index.js";
import type { LaneClaimRepository } from "./lane-claim.repository.js";
import type { RunRef } from "./set-error.js";

/** What is known of a lane in which workers died. */
export interface Suspicion {
  deaths: number;
  /** The run that several of them had taken alone, one after the other. */
  diedOn: RunRef | null;
}

/**
 * So many workers must have died on one run alone before it is to blame. Processes are killed for other reasons too, and a
 * run that merely stood there then is still owed; that it stands there again and again is no chance.
 */
const DEATHS_TO_BLAME = 3;
/** A lane not worked in for so long is given back. */
const IDLE_MS = 5000;
/** How many sets' lanes are claimed along with those of the set that is begun, and how many lanes at most. */
const SETS_AHEAD = 3;
const LANES_AHEAD_MAX = 48;

interface Held {
  unit: LaneUnit;
  usedAt: number;
  isInHand: boolean;
  hasNote: boolean;
}

/** For whom lanes are taken, and what comes after. */
export interface TakeOptions {
  /** The lanes that wait for their turn, the next ones first. */
  waiting: () => LaneUnit[];
  /** Nothing else is worked on meanwhile, so nothing else may be claimed. */
  isAlone: boolean;
}

/**
 * Says in the database where this worker works, before it does. A worker that dies leaves its claims, and they tell the next
 * one to go carefully in those lanes. So few lanes may be claimed that have something to do and are not in hand: those of the
 * next sets, so that a claim serves several, and some that went to the end of the row again. A lane with nothing to do stays
 * claimed for a while, at no cost: a set that was in hand at a death is still to be done, so such a lane is beyond suspicion.
 */
export class LaneClaims {
  readonly #runtime: Runtime;
  readonly #claims: LaneClaimRepository;
  readonly #held = new Map<string, Held>();
  #suspicions = new Map<string, Suspicion>();
  #session: { session: Session; worker: number } | null = null;
  /** The number under which this worker claimed before it lost its session. */
  #formerly: number | null = null;
  /** Claims and releases follow each other, so that neither undoes the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(runtime: Runtime, claims: LaneClaimRepository) {
    this.#runtime = runtime;
    this.#claims = claims;
  }

  /** Claims lanes that are worked in from now on, until they are left. */
  async take(units: readonly LaneUnit[], options: TakeOptions): Promise<void> {
    const ahead = options.isAlone ? 0 : Math.min(LANES_AHEAD_MAX, SETS_AHEAD * units.length);
    if (this.#hold(units) && this.#farAhead(options.waiting(), ahead).length <= ahead) return;
    await this.#inTurn(() => this.#claim(units, options.waiting, ahead));
  }

  leave(units: readonly LaneUnit[]): void {
    const usedAt = this.#runtime.clock.now();
    for (const unit of units) {
      const held = this.#held.get(nameOf(unit));
      if (held) Object.assign(held, { usedAt, isInHand: false });
    }
  }

  suspicion(unit: LaneUnit): Suspicion | null {
    return this.#suspicions.get(nameOf(unit)) ?? null;
  }

  /** Says what is worked on alone, or with null that nothing is. */
  async note(unit: LaneUnit, ref: RunRef | null): Promise<void> {
    const held = this.#held.get(nameOf(unit));
    if (!held || (ref === null && !held.hasNote)) return;
    await this.#inTurn(async () => {
      const { worker } = await this.#entered();
      await this.#claims.note(this.#runtime.database, worker, unit, ref);
      held.hasNote = ref !== null;
    });
  }

  /** Forgets on what workers died here; that they did is still known. */
  async bury(unit: LaneUnit): Promise<void> {
    const suspicion = this.suspicion(unit);
    if (suspicion) this.#suspicions.set(nameOf(unit), { ...suspicion, diedOn: null });
    await this.#claims.bury(this.#runtime.database, unit);
  }

  async forget(unit: LaneUnit): Promise<void> {
    this.#suspicions.delete(nameOf(unit));
    await this.#claims.forget(this.#runtime.database, unit);
  }

  /** Looks for lanes in which workers died, and gives back what is idle. */
  async refresh(): Promise<void> {
    const { clock, database } = this.#runtime;
    await this.#claims.forgive(database, new Date(clock.now()));
    const rows = await this.#claims.deaths(database, DEATHS_TO_BLAME);
    this.#suspicions = new Map(
      rows.map((row) => {
        const diedOn = row.run_kind && row.run_id ? { kind: row.run_kind, id: row.run_id } : null;
        return [nameOf([row.environment_id, row.lane]), { deaths: row.deaths, diedOn }];
      }),
    );
    const longAgo = clock.now() - IDLE_MS;
    await this.#inTurn(() => this.#release(({ isInHand, usedAt }) => !isInHand && usedAt < longAgo));
  }

  /** Gives all back. */
  async close(): Promise<void> {
    await this.#inTurn(() => this.#release(() => true)).catch(() => undefined);
    this.#session?.session.release();
    this.#session = null;
  }

  /** Notes that lanes are worked in. False when one of them must be claimed first. */
  #hold(units: readonly LaneUnit[]): boolean {
    let isHeld = this.#session !== null;
    for (const unit of units) {
      const held = this.#held.get(nameOf(unit));
      if (held) held.isInHand = true;
      else isHeld = false;
    }
    return isHeld;
  }

  /** Those claimed of the lanes that wait, but for the next ones. */
  #farAhead(waiting: readonly LaneUnit[], ahead: number): LaneUnit[] {
    return waiting.slice(ahead).filter((unit) => this.#held.get(nameOf(unit))?.isInHand === false);
  }

  async #claim(units: readonly LaneUnit[], waiting: () => LaneUnit[], ahead: number): Promise<void> {
    const { worker } = await this.#entered();
    const row = waiting();
    const fresh = [...units, ...row.slice(0, ahead)].filter((unit) => !this.#held.has(nameOf(unit)));
    const gone = this.#farAhead(row, ahead);
    if (fresh.length === 0 && gone.length === 0) return;
    // Whoever takes one of them now must claim it anew, and does so after this.
    for (const unit of gone) this.#held.delete(nameOf(unit));
    const now = this.#runtime.clock.now();
    await this.#claims.claim(this.#runtime.database, worker, { fresh, gone, at: new Date(now) });
    if (this.#session?.worker !== worker) return this.#claim(units, waiting, ahead);
    for (const unit of fresh) this.#held.set(nameOf(unit), { unit, usedAt: now, isInHand: false, hasNote: false });
    this.#hold(units);
  }

  async #release(isIdle: (held: Held) => boolean): Promise<void> {
    const idle = [...this.#held.values()].filter(isIdle).map(({ unit }) => unit);
    if (idle.length === 0 || !this.#session) return;
    for (const unit of idle) this.#held.delete(nameOf(unit));
    await this.#claims.release(this.#runtime.database, this.#session.worker, idle);
  }

  /** A lost session is followed by a new one, under a new number: what the old one claimed is claimed again. */
  async #entered(): Promise<{ session: Session; worker: number }> {
    if (this.#session) return this.#session;
    const session = await this.#runtime.database.session(() => {
      this.#formerly = this.#session?.worker ?? this.#formerly;
      this.#session = null;
      this.#held.clear();
    });
    try {
      const worker = await this.#claims.enter(session);
      // Nobody died: this very worker lives.
      if (this.#formerly !== null) await this.#claims.leave(this.#runtime.database, this.#formerly);
      this.#formerly = null;
      this.#session = { session, worker };
      return this.#session;
    } catch (error) {
      session.release();
      throw error;
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

function nameOf([environmentId, lane]: LaneUnit): string {
  return `${environmentId}/${lane}`;
}
