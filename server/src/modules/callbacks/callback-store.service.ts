import { overloaded } from "../../platform/errors/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { CallbackRepository, NewCallback } from "./callback.repository.js";
import { CALLBACKS_TOPIC } from "./callbacks-topic.js";

interface Waiting {
  callback: NewCallback;
  bytes: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** Maximum number of callbacks per statement. */
const SET_MAX = 1000;
const SET_MAX_BYTES = 4 * 1024 * 1024;
/** Maximum number of waiting callbacks, and their maximum size. Further requests get a 503, and vendors repeat them. */
const WAITING_MAX = 10_000;
const WAITING_MAX_BYTES = 64 * 1024 * 1024;

/**
 * Stores callbacks on arrival. Callbacks that arrive while one statement runs share the next one, so that any number
 * of vendors uses one connection.
 */
export class CallbackStore {
  readonly #runtime: Runtime;
  readonly #rows: CallbackRepository;
  readonly #listeners: ((count: number) => void)[] = [];
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #isWriting = false;

  constructor(runtime: Runtime, rows: CallbackRepository) {
    this.#runtime = runtime;
    this.#rows = rows;
  }

  /** For metrics: calls `listener` with the number of stored callbacks. */
  onStored(listener: (count: number) => void): void {
    this.#listeners.push(listener);
  }

  /** Resolves when the callback is committed. */
  store(callback: NewCallback): Promise<void> {
    const bytes = callback.body.length;
    if (this.#waiting.length >= WAITING_MAX || this.#waitingBytes + bytes > WAITING_MAX_BYTES) throw overloaded();
    this.#waitingBytes += bytes;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ callback, bytes, resolve, reject });
      if (!this.#isWriting) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isWriting = true;
    // Callbacks that arrive in one iteration of the event loop share a statement.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const set = this.#take();
      await this.#insert(set);
      this.#waitingBytes -= set.reduce((sum, { bytes }) => sum + bytes, 0);
    }
    this.#isWriting = false;
  }

  #take(): Waiting[] {
    let bytes = 0;
    const end = this.#waiting.findIndex((each, index) => {
      bytes += each.bytes;
      return index >= SET_MAX || (index > 0 && bytes > SET_MAX_BYTES);
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  async #insert(set: readonly Waiting[]): Promise<void> {
    const { database, hints, log } = this.#runtime;
    try {
      await this.#rows.insert(
        database,
        set.map(({ callback }) => callback),
      );
    } catch (error) {
      const [first] = set;
      log.warn({ event: "callbacks.not_stored", count: set.length, err: error });
      if (set.length === 1) return first?.reject(error);
      // Postgres may have rejected a single callback: store each alone.
      for (const each of set) await this.#insert([each]);
      return;
    }
    for (const { resolve } of set) resolve();
    for (const listener of this.#listeners) listener(set.length);
    hints.publish(CALLBACKS_TOPIC, "");
  }
}
