import type { Runtime } from "../../../platform/runtime/index.js";
import type { FeedEpochRepository } from "./feed-epoch.repository.js";

/** Starts feeds again when the clients' history is no longer the database's. */
export class FeedEpochService {
  readonly #runtime: Runtime;
  readonly #epochs: FeedEpochRepository;

  constructor(runtime: Runtime, epochs: FeedEpochRepository) {
    this.#runtime = runtime;
    this.#epochs = epochs;
  }

  /** Makes every client reload its feed, from any version. Returns the number of feeds. */
  beginAnew(): Promise<number> {
    return this.#runtime.database.transaction((tx) => this.#epochs.moveAll(tx, this.#runtime.clock.now()));
  }
}
