import type { Pace } from "../engine/pace.js";

/** The event loop is blocked no longer than this, or than one run takes. */
const SLICE_MS = 20;
/**
 * Maximum working time of a set, which also bounds how long it holds its lanes and its transaction. At least one run is
 * processed.
 */
const SET_MS = 100;
/**
 * The interval at which the CPU time of the process is read, for all sets together: the system call takes as long as
 * several simple runs.
 */
const READ_EVERY_MS = 4;
/** The number of runs that start before the duration of one is known, and the factor of its growth. */
const FIRST_CHUNK = 16;
const CHUNK_GROWTH = 4;

/**
 * Measures the working time of one set, in CPU time of this process: without waiting for the database, and without the time
 * of other sets or processes. A slow machine makes sets smaller; no run fails because of it.
 */
export class SetPace implements Pace {
  #since = cpuMs();
  #usedMs = 0;
  #chunk = 0;

  get workedMs(): number {
    return this.#usedMs + cpuMs() - this.#since;
  }

  get isSpent(): boolean {
    return this.workedMs >= SET_MS;
  }

  /** Grows step by step: the runs of a chunk that ask for something are all worked on to their end. */
  chunkSize(): number {
    this.#chunk = this.#chunk === 0 ? FIRST_CHUNK : this.#chunk * CHUNK_GROWTH;
    return this.#chunk;
  }

  rest(): Promise<void> | null {
    if (cpuMs() - this.#since < SLICE_MS) return null;
    return this.during(new Promise((resolve) => void setImmediate(resolve)));
  }

  async during<T>(answer: Promise<T>): Promise<T> {
    this.#usedMs = this.workedMs;
    try {
      return await answer;
    } finally {
      this.#since = cpuMs();
    }
  }
}

let readAt = -Infinity;
let readMs = 0;

function cpuMs(): number {
  const wallMs = performance.now();
  if (wallMs - readAt >= READ_EVERY_MS) {
    const { user, system } = process.cpuUsage();
    readAt = wallMs;
    readMs = (user + system) / 1000;
  }
  return readMs;
}
