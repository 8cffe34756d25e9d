import { isConnectionTrouble, postgresCode } from "../../../platform/postgres/index.js";

/**
 * The subject of a failure: a due row, whose kind is the name of its source (`DueSource.name`), or a trigger whose runs
 * cannot start. For `new`, the id is the run's.
 */
export interface RunRef {
  kind: string;
  id: string;
}

/** A failed set. Its transaction was rolled back. */
export class SetError extends Error {
  /** The runs that the set had taken. */
  readonly taken: readonly RunRef[];
  /** The source that the set was reading when it failed; null before or after reading. */
  readonly reading: string | null;

  /** Whether the set held more runs than `taken`, which shared one decision. */
  readonly isSharing: boolean;

  constructor(
    cause: unknown,
    {
      taken,
      reading = null,
      isSharing = false,
    }: { taken: readonly RunRef[]; reading?: string | null; isSharing?: boolean },
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.taken = taken;
    this.reading = reading;
    this.isSharing = isSharing;
  }
}

/**
 * The class of a failure. `outage`: the database is unreachable or read-only; retry for as long as it lasts. `contention`:
 * other transactions are in the way; retry. `own`: values of a run in the set cause it, so a retry fails too. `strange`: any
 * other refusal by Postgres, such as a statement timeout or a missing column; it may or may not pass.
 */
export type Trouble = "outage" | "contention" | "own" | "strange";

/** SQL states that a run's own values cause (Postgres, appendix A): cardinality, data, constraints, program limits. */
const OWN_CLASSES = new Set(["21", "22", "23", "44", "54"]);
/** Deadlocks, failed serialization, rolled back; objects in use, locks that are not granted in time. */
const CONTENTION_CLASSES = new Set(["40", "55"]);
/** A standby rejects writes; Postgres ended an idle transaction because this process was suspended. */
const OUTAGES = new Set(["25006", "25P03", "25P04"]);
/** Named like lost connections and full disks, but a statement or its values may cause them: limits of memory and of settings. */
const NO_OUTAGES = new Set(["53200", "53400"]);

export function troubleOf(error: unknown): Trouble {
  const cause = error instanceof SetError ? error.cause : error;
  const code = postgresCode(cause) ?? "";
  if (NO_OUTAGES.has(code)) return "strange";
  if (OUTAGES.has(code) || isConnectionTrouble(cause)) return "outage";
  if (!/^[0-9A-Z]{5}$/.test(code) || OWN_CLASSES.has(code.slice(0, 2))) return "own";
  return CONTENTION_CLASSES.has(code.slice(0, 2)) ? "contention" : "strange";
}

/** Equal for two failures of the same cause. */
export function signatureOf(error: unknown): string {
  const cause = error instanceof SetError ? error.cause : error;
  return postgresCode(cause) ?? (cause instanceof Error ? cause.name : "");
}
