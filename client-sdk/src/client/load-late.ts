import type * as late from "../late/index.js";

export type Late = typeof late;

let loading: Promise<Late> | null = null;
let loaded: Late | null = null;

/**
 * What a page does not need before its first items: the live connection, the sending of marks, and the methods. Bundlers make a chunk of
 * its own of it; a chunk that could not be fetched is asked for again by the next caller.
 */
export function loadLate(): Promise<Late> {
  loading ??= import("../late/index.js").then(
    (late) => (loaded = late),
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

/** Takes what came with the program. */
export function keepLate(late: Late): void {
  loaded = late;
  loading = Promise.resolve(late);
}

/** The same, if it is there already. */
export function lateNow(): Late | null {
  return loaded;
}
