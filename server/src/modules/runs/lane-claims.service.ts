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

/**
 * Says in the database where this worker works, before it does. A claim is kept while its lane is busy, so that it costs
 * nothing per set; a dead worker's claims stay, and tell the next one to go carefully in those lanes.
 */
export class LaneClaims {
  readonly #runtime: Runtime;
  readonly #claims: LaneClaimRepository;
  /** Lanes claimed, and when they were last worked in. */
  readonly #held = new Map<string, { unit: LaneUnit; usedAt: number }>();
  #suspicions = new Map<string, Suspicion>();
  #session: { session: Session; worker: number } | null = null;
  /** Claims and releases follow each other, so that neither undoes the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(runtime: Runtime, claims: LaneClaimRepository) {
    this.#runtime = runtime;
    this.#claims = claims;
  }

  /** Claims lanes, and on the way those that will be wanted next. */
  take(units: readonly LaneUnit[], next: () => LaneUnit[]): Promise<void> {
    const now = this.#runtime.clock.now();
    let isHeld = this.#session !== null;
    for (const unit of units) {
      const known = this.#held.get(nameOf(unit));
      if (known) known.usedAt = now;
      else isHeld = false;
    }
    return isHeld ? Promise.resolve() : this.#inTurn(() => this.#claim([...units, ...next()]));
  }

  suspicion(unit: LaneUnit): Suspicion | null {
    return this.#suspicions.get(nameOf(unit)) ?? null;
  }

  /** Says what is worked on alone, or with null that it no longer is. */
  note(unit: LaneUnit, ref: RunRef | null): Promise<void> {
    return this.#inTurn(async () => {
      const { worker } = await this.#entered();
      await this.#claims.note(this.#runtime.database, worker, unit, ref);
    });
  }

  async forget(unit: LaneUnit): Promise<void> {
    this.#suspicions.delete(nameOf(unit));
    await this.#claims.forget(this.#runtime.database, unit);
  }

  /** Looks for lanes in which workers died, and gives back what is idle. */
  async refresh(): Promise<void> {
    const rows = await this.#claims.deaths(this.#runtime.database, DEATHS_TO_BLAME);
    this.#suspicions = new Map(
      rows.map((row) => {
        const diedOn = row.run_kind && row.run_id ? { kind: row.run_kind, id: row.run_id } : null;
        return [nameOf([row.environment_id, row.lane]), { deaths: row.deaths, diedOn }];
      }),
    );
    const longAgo = this.#runtime.clock.now() - IDLE_MS;
    await this.#inTurn(() => this.#release(({ usedAt }) => usedAt < longAgo));
  }

  /** Gives all back. */
  async close(): Promise<void> {
    await this.#inTurn(() => this.#release(() => true)).catch(() => undefined);
    this.#session?.session.release();
    this.#session = null;
  }

  async #claim(units: readonly LaneUnit[]): Promise<void> {
    const { worker } = await this.#entered();
    const fresh = units.filter((unit) => !this.#held.has(nameOf(unit)));
    if (fresh.length === 0) return;
    const now = this.#runtime.clock.now();
    await this.#claims.claim(this.#runtime.database, worker, fresh, new Date(now));
    for (const unit of fresh) this.#held.set(nameOf(unit), { unit, usedAt: now });
  }

  async #release(isIdle: (held: { usedAt: number }) => boolean): Promise<void> {
    const idle = [...this.#held.values()].filter(isIdle).map(({ unit }) => unit);
    if (idle.length === 0 || !this.#session) return;
    for (const unit of idle) this.#held.delete(nameOf(unit));
    await this.#claims.release(this.#runtime.database, this.#session.worker, idle);
  }

  /** A lost session is followed by a new one, under a new number: what the old one claimed is claimed again. */
  async #entered(): Promise<{ session: Session; worker: number }> {
    if (this.#session) return this.#session;
    const session = await this.#runtime.database.session(() => {
      this.#session = null;
      this.#held.clear();
    });
    this.#session = { session, worker: await this.#claims.enter(session) };
    return this.#session;
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
