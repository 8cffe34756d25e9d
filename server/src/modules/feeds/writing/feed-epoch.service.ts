import type { Runtime } from "../../../platform/runtime/index.js";
import type { FeedEpochRepository } from "./feed-epoch.repository.js";

/** What is to be done with feeds when the history that clients saw is not the database's any more. */
export class FeedEpochService {
  readonly #runtime: Runtime;
  readonly #epochs: FeedEpochRepository;

  constructor(runtime: Runtime, epochs: FeedEpochRepository) {
    this.#runtime = runtime;
    this.#epochs = epochs;
  }

  /** Makes every client load its feed anew, whatever version it holds; answers how many feeds there are. */
  beginAnew(): Promise<number> {
    return this.#runtime.database.transaction((tx) => this.#epochs.moveAll(tx, this.#runtime.clock.now()));
  }
}
