/**
 * The advisory locks that Carillon takes, so that no two are the same. Locks by one number and locks by two numbers are of
 * different spaces. By one number:
 */
export const LOCKS = {
  /** Held while the schema is migrated. */
  migration: 7_264_501,
  /** Held while the template database of tests is created. */
  testTemplate: 7_264_502,
  /** Held while the table of jobs is created. */
  jobsSchema: 7_264_504,
} as const;

/**
 * Locks by two numbers: an environment's id with a lane's number or its gate's number (`lanes/lane-gate.ts`); or this
 * constant with a worker's number, which is held as long as the worker's session. Environment ids start at 1, so none
 * reaches this number in practice.
 */
export const WORKER_LOCK_SPACE = 7_264_503;
