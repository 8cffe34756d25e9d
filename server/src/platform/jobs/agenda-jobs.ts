import { isDeepStrictEqual } from "node:util";
import { Agenda, type Job } from "agenda";
import type { Logger } from "../logging/index.js";
import { openBackend, type OpenedBackend } from "./agenda-backends.js";
import { JobCatalogue, type CataloguedJob } from "./job-catalogue.js";
import type { JobDefinition, JobKind, Jobs } from "./jobs.js";
import { WakeQueue, type PendingWake } from "./wake-queue.js";

export interface AgendaOptions {
  /** mongodb://… or postgres://… */
  url: string;
  /** The name of the setting with the URL, for error messages; `JOBS_URL` by default. */
  setting?: string;
  log: Logger;
}

/** Longest delay of a wake-up without a hint. Numbers only: Agenda reads "500 milliseconds" as 500 seconds. */
const PROCESS_EVERY_MS = 500;
/** Three times within the shortest lifetime of a lock. */
const TOUCH_MS = 5000;
const GATHER_MS = 5;
const PAUSE_MS = 100;
/** Jobs are few and coarse: this many rows mean that no worker takes them. */
const BACKLOG_ROWS = 500;
const DRAIN_MS = 10_000;

/**
 * Wake-ups by Agenda. States: connected (sends wake-ups only) → (start) working → (stop) draining → stopped. While the store
 * is unavailable, wake-ups are dropped with a warning; work continues when the store is back.
 */
export class AgendaJobs implements Jobs {
  readonly #catalogue = new JobCatalogue();
  readonly #agenda: Agenda;
  readonly #opened: OpenedBackend;
  readonly #log: Logger;
  readonly #wakes = new WakeQueue({
    flush: (wakeUps) => this.#store(wakeUps),
    gatherMs: GATHER_MS,
    pauseMs: PAUSE_MS,
  });
  readonly #running = new Set<Job>();
  #isStopped = false;
  #isClosed = false;

  private constructor(agenda: Agenda, opened: OpenedBackend, log: Logger) {
    this.#agenda = agenda;
    this.#opened = opened;
    this.#log = log;
    // Agenda may still ask its store for work after the store was closed for good.
    agenda.on("error", (error: unknown) => {
      if (!this.#isClosed) log.warn({ event: "jobs.trouble", err: error });
    });
    agenda.on("start", (job: Job) => this.#running.add(job));
    agenda.on("complete", (job: Job) => this.#running.delete(job));
  }

  /** Throws when the store cannot be reached. */
  static async connect(options: AgendaOptions): Promise<AgendaJobs> {
    const opened = await openBackend(options.url, options.setting ?? "JOBS_URL");
    const agenda = new Agenda({
      backend: opened.backend,
      processEvery: PROCESS_EVERY_MS,
      defaultConcurrency: 1,
      maxConcurrency: 20,
      removeOnComplete: true,
    });
    await agenda.ready;
    return new AgendaJobs(agenda, opened, options.log);
  }

  define<Payload>(definition: JobDefinition<Payload>): void {
    this.#catalogue.add(definition);
  }

  wake<Payload>(job: JobKind<Payload>, payload: Payload): void {
    if (!this.#isStopped) this.#wakes.add({ name: job.name, payload });
  }

  async rowCount(): Promise<number> {
    return (await this.#agenda.queryJobs({ limit: 1 })).total;
  }

  async start(): Promise<void> {
    for (const job of this.#catalogue) {
      const { concurrency, lockLifetimeMs: lockLifetime } = job;
      this.#agenda.define(job.name, (run) => this.#run(job, run), { concurrency, lockLifetime });
    }
    await this.#agenda.start();
    for (const { name, everyMs } of this.#catalogue) {
      if (everyMs !== null) await this.#agenda.every(everyMs, name, { payload: null });
    }
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    await this.#wakes.close();
    // Jobs that are locked but not started are unlocked at once; running jobs are awaited and unlock themselves.
    await this.#agenda.stop(false).catch((error: unknown) => this.#log.warn({ event: "jobs.trouble", err: error }));
    for (const deadline = performance.now() + DRAIN_MS; this.#running.size > 0 && performance.now() < deadline;) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    this.#isClosed = true;
    await this.#opened.close();
  }

  /** Stores at most one unstarted row per name and payload, so that the rows stay few while no worker runs. */
  async #store(wakeUps: PendingWake[]): Promise<void> {
    for (const { name, payload } of wakeUps) {
      try {
        const { jobs } = await this.#agenda.queryJobs({ name });
        if (jobs.length > BACKLOG_ROWS) this.#log.warn({ event: "jobs.backlog", job: name, rows: jobs.length });
        const isWaiting = jobs.some(
          (row) => row.type === "normal" && !row.lastRunAt && isDeepStrictEqual(payloadOf(row.data), payload),
        );
        if (!isWaiting) await this.#agenda.now(name, { payload });
      } catch (error) {
        // The due rows remain, and the sweep finds them.
        this.#log.warn({ event: "jobs.ring_lost", job: name, err: error });
      }
    }
  }

  async #run(job: CataloguedJob, run: Job): Promise<void> {
    // Agenda may start jobs that it locked before it was stopped; by then the database may be closed. The sweep of another
    // worker, or of the next start, finds the due rows.
    if (this.#isStopped) return;
    const touching = setInterval(() => void run.touch().catch(() => undefined), TOUCH_MS);
    try {
      await job.handle(payloadOf(run.attrs.data), () => run.touch());
    } catch (error) {
      // Does not throw, because Agenda would keep the row as failed for ever.
      this.#log.error({ event: "jobs.failed", job: job.name, err: error });
    } finally {
      clearInterval(touching);
    }
  }
}

function payloadOf(data: unknown): unknown {
  return typeof data === "object" && data !== null ? (Reflect.get(data, "payload") ?? null) : null;
}
