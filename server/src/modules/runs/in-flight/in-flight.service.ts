import { LRUCache } from "lru-cache";
import { expiresAfter, lookUp } from "../../../platform/cache/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import { InFlightRepository, type InFlightRow, type QueueCounts } from "./in-flight.repository.js";

/** What is under way in an environment. */
export interface InFlight {
  runs: InFlightRow;
  queues: QueueCounts;
  /** How long the run that is due for longest has waited since, in seconds. */
  lagSeconds: number;
}

/** Everybody who looks within this time gets the same counts. */
const KEPT_MS = 1000;
const ENVIRONMENTS_MAX = 1000;

export class InFlightService {
  readonly #runtime: Runtime;
  readonly #rows = new InFlightRepository();
  readonly #known: LRUCache<number, Promise<InFlight>>;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#known = new LRUCache({ max: ENVIRONMENTS_MAX, ...expiresAfter(runtime.clock, KEPT_MS) });
  }

  /** As of a second ago at most. */
  read({ environmentId }: Scope): Promise<InFlight> {
    return lookUp(this.#known, environmentId, () => this.#read(environmentId));
  }

  async #read(environmentId: number): Promise<InFlight> {
    const { database, clock } = this.#runtime;
    const now = clock.now();
    const runs = await this.#rows.read(database, environmentId, new Date(now));
    const queues = await this.#rows.queues(database, environmentId);
    const lagSeconds = runs.oldest_due_at ? Math.max(0, now - runs.oldest_due_at.getTime()) / 1000 : 0;
    return { runs, queues, lagSeconds };
  }
}
