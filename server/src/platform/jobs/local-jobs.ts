import { JobCatalogue } from "./job-catalogue.js";
import type { JobDefinition, JobKind, Jobs } from "./jobs.js";

/** Jobs without a store: a wake-up reaches the handlers of this process alone. For tools. */
export class LocalJobs implements Jobs {
  readonly #catalogue = new JobCatalogue();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  #isStarted = false;

  define<Payload>(definition: JobDefinition<Payload>): void {
    this.#catalogue.add(definition);
  }

  wake<Payload>(job: JobKind<Payload>, payload: Payload): void {
    this.#run(job.name, payload);
  }

  /** There is no store. */
  async rowCount(): Promise<number> {
    return 0;
  }

  async start(): Promise<void> {
    this.#isStarted = true;
    for (const { name, everyMs } of this.#catalogue) {
      if (everyMs !== null) this.#timers.add(setInterval(() => this.#run(name, null), everyMs));
    }
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#running);
  }

  #run(name: string, payload: unknown): void {
    const job = this.#catalogue.get(name);
    if (!this.#isStarted || !job) return;
    const run = job
      .handle(payload, async () => undefined)
      .catch(() => undefined)
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
  }
}
