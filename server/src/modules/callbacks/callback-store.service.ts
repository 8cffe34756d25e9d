import { BatchedWriter } from "../../platform/batched-writer.js";
import { overloaded } from "../../platform/errors/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { CallbackRepository, NewCallback } from "./callback.repository.js";
import { CALLBACKS_TOPIC } from "./callbacks-topic.js";

/** Maximum number of callbacks per statement. */
const SET_MAX = 1000;
const SET_MAX_BYTES = 4 * 1024 * 1024;
/** Maximum number of waiting callbacks, and their maximum size. Further requests get a 503, and vendors repeat them. */
const WAITING_MAX = 10_000;
const WAITING_MAX_BYTES = 64 * 1024 * 1024;

/**
 * Stores callbacks on arrival. Callbacks that arrive in one iteration of the event loop, or while one statement runs, share a
 * statement, so that any number of vendors uses one connection.
 */
export class CallbackStore {
  readonly #listeners: ((count: number) => void)[] = [];
  readonly #writer: BatchedWriter<NewCallback>;
  #bytes = 0;

  constructor(runtime: Runtime, rows: CallbackRepository) {
    const { hints, log } = runtime;
    this.#writer = new BatchedWriter({
      countOf: countOfSet,
      gather: () => new Promise((resolve) => setImmediate(resolve)),
      write: async (set) => {
        try {
          await rows.insert(runtime.database, set);
        } catch (error) {
          log.warn({ event: "callbacks.not_stored", count: set.length, err: error });
          throw error;
        }
        for (const listener of this.#listeners) listener(set.length);
        hints.publish(CALLBACKS_TOPIC, "");
        return () => undefined;
      },
    });
  }

  /** For metrics: calls `listener` with the number of stored callbacks. */
  onStored(listener: (count: number) => void): void {
    this.#listeners.push(listener);
  }

  /** Settles once the callback is committed. */
  async store(callback: NewCallback): Promise<void> {
    const bytes = callback.body.length;
    if (this.#writer.waitingCount >= WAITING_MAX || this.#bytes + bytes > WAITING_MAX_BYTES) throw overloaded();
    this.#bytes += bytes;
    try {
      await this.#writer.add(callback);
    } finally {
      this.#bytes -= bytes;
    }
  }
}

function countOfSet(waiting: readonly NewCallback[]): number {
  let bytes = 0;
  const end = waiting.findIndex(({ body }, index) => {
    bytes += body.length;
    return index >= SET_MAX || (index > 0 && bytes > SET_MAX_BYTES);
  });
  return end === -1 ? waiting.length : end;
}
