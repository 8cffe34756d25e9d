import { toCarillonError } from "../errors.js";
import type * as late from "../late/index.js";

export type Late = typeof late;

/** A needed chunk that failed to load is requested again after this time. */
const RETRY_MS = 5_000;

let loading: Promise<Late> | null = null;
let loaded: Late | null = null;
let pause: Promise<void> | null = null;

/**
 * Code that a page does not need before its first items: the live connection, the sending of marks, and the methods.
 * Bundlers make a separate chunk of it; after a failed load the next caller requests the chunk again.
 */
export function loadLate(): Promise<Late> {
  loading ??= import("../late/index.js").then(
    (late) => (loaded = late),
    (error: unknown) => {
      loading = null;
      throw toCarillonError(error, "CHUNK_FAILED");
    },
  );
  return loading;
}

/** Like `loadLate`, repeated while it is needed. Null when it is no longer needed. */
export async function untilLate(isWanted: () => boolean): Promise<Late | null> {
  while (isWanted()) {
    try {
      const late = await loadLate();
      return isWanted() ? late : null;
    } catch {
      pause ??= new Promise<void>((resolve) => setTimeout(resolve, RETRY_MS)).finally(() => (pause = null));
      await pause;
    }
  }
  return null;
}

/** Uses code that is part of the bundle. */
export function keepLate(late: Late): void {
  loaded = late;
  loading = Promise.resolve(late);
}

/** The code, if it is already loaded. */
export function lateNow(): Late | null {
  return loaded;
}
