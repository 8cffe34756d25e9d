/**
 * The advisory locks that Carillon takes, so that no two are the same. Locks by one number and locks by two numbers are of
 * different spaces. By one number:
 */
export const LOCKS = {
  /** Who brings the schema up to date. */
  migration: 7_264_501,
  /** Who makes the template database of tests. */
  testTemplate: 7_264_502,
  /** Who makes the table of jobs. */
  jobsSchema: 7_264_504,
} as const;

/**
 * By two numbers: an environment's id with a lane's number, or with that of its gate (`lanes/lane-gate.ts`); or this with
 * the number of a worker, which says for as long as its session lives that the worker does. Environments are numbered from
 * one, so none of them has this number in practice.
 */
export const WORKER_LOCK_SPACE = 7_264_503;
