import type { JobDefinition, Jobs } from "./jobs.js";

/** Jobs without a backend: rings are told to whoever defined them in this very process. For tests and tools. */
export class LocalJobs implements Jobs {
  readonly #definitions = new Map<string, JobDefinition<unknown>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  #isStarted = false;

  define<Payload>(definition: JobDefinition<Payload>): void {
    this.#definitions.set(definition.name, {
      ...definition,
      handle: (payload, touch) => definition.handle(definition.parse(payload), touch),
    });
  }

  ring(name: string, payload: unknown = null): void {
    const definition = this.#definitions.get(name);
    if (!this.#isStarted || !definition) return;
    const run = definition
      .handle(payload, async () => undefined)
      .catch(() => undefined)
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async start(): Promise<void> {
    this.#isStarted = true;
    for (const { name, everyMs } of this.#definitions.values()) {
      if (everyMs !== undefined) this.#timers.add(setInterval(() => this.ring(name), everyMs));
    }
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#running);
  }
}
