import { BatchedWriter } from "../../../platform/batched-writer.js";
import { groupBy } from "../../../platform/group-by.js";
import { isUnavailable } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { tellMessages } from "../../messages/index.js";
import type { AttemptRepository } from "../queue/attempt.repository.js";
import type { Settlement } from "../queue/delivery-row.js";

/** Outcomes that come within this time share a statement. */
const GATHER_MS = 20;
const WAITING_MAX = 1024;
/** While Postgres is away, outcomes are written again for most of their attempts' lease. */
const AWAY_TRIES_MAX = 40;
/** For an outcome that is refused alone, as in a deadlock with an erasure. */
const TRIES_MAX = 5;
const RETRY_MS = 1000;

/**
 * Writes outcomes in sets. An outcome that cannot be written is given up: the lease of its attempt ends then, and the delivery is
 * uncertain, which is the truth.
 */
export class OutcomeWriter {
  readonly #writer: BatchedWriter<Settlement>;

  constructor(runtime: Runtime, attempts: AttemptRepository) {
    const { clock, log } = runtime;
    this.#writer = new BatchedWriter({
      gather: () => new Promise((resolve) => setTimeout(resolve, GATHER_MS)),
      retryMs: ({ length }, { error, tries }) => {
        log.warn({ event: "delivery.outcome_not_written", count: length, tries, err: error });
        if (isUnavailable(error)) return tries < AWAY_TRIES_MAX ? RETRY_MS : null;
        return length === 1 && tries < TRIES_MAX ? RETRY_MS : null;
      },
      write: async (set) => {
        await attempts.settle(runtime.database, set, clock.now());
        const keys = set.map(({ delivery }) => delivery);
        for (const [environmentId, changed] of groupBy(keys, (key) => key.environmentId)) {
          tellMessages(runtime, environmentId, { changed });
        }
        return () => undefined;
      },
    });
  }

  /** Whether so many outcomes wait that no more requests should be made for now. */
  get isFull(): boolean {
    return this.#writer.waitingCount > WAITING_MAX;
  }

  /** Resolves when the outcome is stored, or was dropped. */
  write(settlement: Settlement): Promise<void> {
    return this.#writer.add(settlement).catch(() => undefined);
  }
}
