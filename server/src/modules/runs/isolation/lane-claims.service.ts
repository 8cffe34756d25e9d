import type { Session } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { laneName, type LaneUnit } from "../../lanes/index.js";
import type { LaneClaimRepository } from "../lane-claim.repository.js";
import type { RunRef } from "./set-error.js";

/** The crashes of workers in a lane. */
export interface CrashRecord {
  deaths: number;
  /** The run that several crashed workers were processing alone; null if there is none. */
  suspect: RunRef | null;
}

/**
 * The number of workers that must have crashed on one run, processed alone, before the run is failed. Processes are
 * also killed for other reasons; three crashes on the same run are not a coincidence.
 */
const DEATHS_TO_BLAME = 3;
/** The claim of a lane that was idle for this long is released. */
const IDLE_MS = 5000;
/** The number of following sets whose lanes are claimed in the same statement, and the maximum number of such lanes. */
const SETS_AHEAD = 3;
const LANES_AHEAD_MAX = 48;

interface Held {
  unit: LaneUnit;
  /** By the monotonic clock. */
  usedAt: number;
  isInHand: boolean;
  isRecorded: boolean;
}

/** Options of taking lanes. */
export interface TakeOptions {
  /** The lanes that wait in the queue, the next ones first. */
  waiting: () => LaneUnit[];
  /** The set runs alone, so no other lane is claimed. */
  isExclusive: boolean;
}

/**
 * Records in the database in which lanes this worker works, before it works there. When a worker crashes, its claims remain,
 * and the next worker isolates runs in those lanes. Claim only the lanes of the next few sets: every claimed lane with due
 * work is suspected after a crash. A claimed lane with no due work is never suspected: had the crash interrupted it, its
 * work would still be due. Such a claim is kept for a while, since it costs nothing.
 */
export class LaneClaims {
  readonly #runtime: Runtime;
  readonly #claims: LaneClaimRepository;
  readonly #held = new Map<string, Held>();
  #crashRecords = new Map<string, CrashRecord>();
  #session: { session: Session; worker: number } | null = null;
  /** The number of this worker before it lost its database session. */
  #formerWorker: number | null = null;
  /** The last claim or release. They run one after the other, so that neither undoes the other. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(runtime: Runtime, claims: LaneClaimRepository) {
    this.#runtime = runtime;
    this.#claims = claims;
  }

  /** Claims lanes, if they are not claimed yet, and marks them as in use until `leave`. */
  async take(units: readonly LaneUnit[], options: TakeOptions): Promise<void> {
    const ahead = options.isExclusive ? 0 : Math.min(LANES_AHEAD_MAX, SETS_AHEAD * units.length);
    if (this.#hold(units) && this.#tooFarAhead(options.waiting(), ahead).length <= ahead) return;
    await this.#serialize(() => this.#claim(units, options.waiting, ahead));
  }

  leave(units: readonly LaneUnit[]): void {
    const usedAt = this.#runtime.clock.monotonic();
    for (const unit of units) {
      const held = this.#held.get(laneName(unit));
      if (held) Object.assign(held, { usedAt, isInHand: false });
    }
  }

  crashRecordOf(unit: LaneUnit): CrashRecord | null {
    return this.#crashRecords.get(laneName(unit)) ?? null;
  }

  /**
   * Records the run that is processed alone; null clears the record. Uses the session of the worker, because a set
   * holds another connection.
   */
  async recordInProgress(unit: LaneUnit, ref: RunRef | null): Promise<void> {
    const held = this.#held.get(laneName(unit));
    if (!held || (ref === null && !held.isRecorded)) return;
    await this.#serialize(async () => {
      if (!this.#session) throw new Error("connection terminated: the worker lost its session");
      await this.#claims.recordInProgress(this.#session.session, this.#session.worker, unit, ref);
      held.isRecorded = ref !== null;
    });
  }

  /** Clears the suspect run of a lane. The number of crashes stays. */
  async clearSuspect(unit: LaneUnit): Promise<void> {
    const record = this.crashRecordOf(unit);
    if (record) this.#crashRecords.set(laneName(unit), { ...record, suspect: null });
    await this.#claims.clearSuspect(this.#runtime.database, unit);
  }

  async deleteCrashRecord(unit: LaneUnit): Promise<void> {
    this.#crashRecords.delete(laneName(unit));
    await this.#claims.deleteDead(this.#runtime.database, unit);
  }

  /** Loads the lanes in which workers crashed, and releases idle claims. */
  async refresh(): Promise<void> {
    const { clock, database } = this.#runtime;
    await this.#claims.deleteSettled(database, new Date(clock.now()));
    const rows = await this.#claims.deaths(database, DEATHS_TO_BLAME);
    this.#crashRecords = new Map(
      rows.map((row) => {
        const suspect = row.run_kind && row.run_id ? { kind: row.run_kind, id: row.run_id } : null;
        return [laneName([row.environment_id, row.lane]), { deaths: row.deaths, suspect }];
      }),
    );
    const longAgo = clock.monotonic() - IDLE_MS;
    await this.#serialize(() => this.#release(({ isInHand, usedAt }) => !isInHand && usedAt < longAgo));
  }

  /** Releases all claims. */
  async close(): Promise<void> {
    await this.#serialize(() => this.#release(() => true)).catch(() => undefined);
    this.#session?.session.release();
    this.#session = null;
  }

  /** Marks lanes as in use. Returns false when one of them must be claimed first. */
  #hold(units: readonly LaneUnit[]): boolean {
    let isHeld = this.#session !== null;
    for (const unit of units) {
      const held = this.#held.get(laneName(unit));
      if (held) held.isInHand = true;
      else isHeld = false;
    }
    return isHeld;
  }

  /** Claimed lanes further back in the queue than the next `ahead` ones. */
  #tooFarAhead(waiting: readonly LaneUnit[], ahead: number): LaneUnit[] {
    return waiting.slice(ahead).filter((unit) => this.#held.get(laneName(unit))?.isInHand === false);
  }

  async #claim(units: readonly LaneUnit[], waiting: () => LaneUnit[], ahead: number): Promise<void> {
    const { worker } = await this.#entered();
    const row = waiting();
    const fresh = [...units, ...row.slice(0, ahead)].filter((unit) => !this.#held.has(laneName(unit)));
    const gone = this.#tooFarAhead(row, ahead);
    if (fresh.length === 0 && gone.length === 0) return;
    // A lane that is taken from now on must be claimed again, and that claim runs after this release.
    for (const unit of gone) this.#held.delete(laneName(unit));
    const { clock, database } = this.#runtime;
    await this.#claims.claim(database, worker, { fresh, gone, at: new Date(clock.now()) });
    if (this.#session?.worker !== worker) return this.#claim(units, waiting, ahead);
    for (const unit of fresh)
      this.#held.set(laneName(unit), { unit, usedAt: clock.monotonic(), isInHand: false, isRecorded: false });
    this.#hold(units);
  }

  async #release(isIdle: (held: Held) => boolean): Promise<void> {
    const idle = [...this.#held.values()].filter(isIdle).map(({ unit }) => unit);
    if (idle.length === 0 || !this.#session) return;
    for (const unit of idle) this.#held.delete(laneName(unit));
    await this.#claims.release(this.#runtime.database, this.#session.worker, idle);
  }

  /** The session of this worker. After a lost session it opens another one with a new number; lanes are then claimed again. */
  async #entered(): Promise<{ session: Session; worker: number }> {
    if (this.#session) return this.#session;
    // The session may break before it is stored below; a broken session must not be stored.
    let isLost = false;
    const session = await this.#runtime.database.session(() => {
      isLost = true;
      this.#formerWorker = this.#session?.worker ?? this.#formerWorker;
      this.#session = null;
      this.#held.clear();
    });
    try {
      const worker = await this.#claims.enter(session);
      const formerly = this.#formerWorker;
      // The claims under the former number are not those of a crashed worker: delete them.
      if (formerly !== null) await this.#claims.leave(this.#runtime.database, formerly);
      if (isLost) throw new Error("connection terminated: the worker's session broke while it entered");
      this.#formerWorker = null;
      this.#session = { session, worker };
      return this.#session;
    } catch (error) {
      session.release();
      throw error;
    }
  }

  #serialize(work: () => Promise<void>): Promise<void> {
    const turn = this.#lastChange.then(work);
    this.#lastChange = turn.catch(() => undefined);
    return turn;
  }
}
