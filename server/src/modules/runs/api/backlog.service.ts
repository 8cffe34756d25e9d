import type { Runtime } from "../../../platform/runtime/index.js";
import type { BacklogRepository } from "../due/backlog.repository.js";

/** Due work of all environments that is not done yet. */
export interface Backlog {
  /** By the names of the sources (`DueSource.backlog`), such as `fanouts`. */
  counts: Readonly<Record<string, number>>;
  /** Age of the oldest due work in seconds; 0 if there is none. */
  oldestSeconds: number;
}

/** Several metrics read the backlog in one scrape, and the database is queried at most this often. */
const KEPT_MS = 5000;

export class BacklogService {
  readonly #runtime: Runtime;
  readonly #rows: BacklogRepository;
  /** `readAt` by the monotonic clock. */
  #last: { readAt: number; backlog: Promise<Backlog> } | null = null;

  constructor(runtime: Runtime, rows: BacklogRepository) {
    this.#runtime = runtime;
    this.#rows = rows;
  }

  /** The backlog as of at most five seconds ago. */
  read(): Promise<Backlog> {
    const now = this.#runtime.clock.monotonic();
    if (this.#last && now - this.#last.readAt < KEPT_MS) return this.#last.backlog;
    this.#last = { readAt: now, backlog: this.#look(this.#runtime.clock.now()) };
    return this.#last.backlog;
  }

  async #look(now: number): Promise<Backlog> {
    const { oldestAt, counts } = await this.#rows.read(this.#runtime.database, new Date(now));
    return { counts, oldestSeconds: oldestAt ? Math.max(0, now - oldestAt.getTime()) / 1000 : 0 };
  }
}
