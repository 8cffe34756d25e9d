import { isConnectionTrouble, postgresCode } from "../../platform/postgres/index.js";

/** What a set works on: a run that begins, one that goes on, a batch that closes; or a trigger none of whose runs can begin. */
export interface RunRef {
  kind: "new" | "waiting" | "batch" | "trigger";
  id: string;
}

/** A set that failed, and what it had taken. Nothing of it was stored. */
export class SetError extends Error {
  readonly taken: readonly RunRef[];

  constructor(cause: unknown, taken: readonly RunRef[]) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.taken = taken;
  }
}

/**
 * SQL states that a run's own values cause (Postgres, appendix A): cardinality, data exceptions, broken constraints, program
 * limits. All others, a missing table as well as a lost connection, are nothing that any run can be blamed for.
 */
const BLAMED_CLASSES = new Set(["21", "22", "23", "44", "54"]);

/** Whether trying again later may help, and no run is to blame. */
export function isPassing(error: unknown): boolean {
  const cause = error instanceof SetError ? error.cause : error;
  const code = postgresCode(cause);
  if (isConnectionTrouble(cause)) return true;
  return code !== null && /^[0-9A-Z]{5}$/.test(code) && !BLAMED_CLASSES.has(code.slice(0, 2));
}
