import { PostgresBackend } from "@agendajs/postgres-backend";
import { MongoBackend } from "@agendajs/mongo-backend";
import { Agenda, type AgendaBackend } from "agenda";
import pg from "pg";
import type { Logger } from "../logging/index.js";
import type { JobDefinition, Jobs } from "./jobs.js";

export interface AgendaOptions {
  /** mongodb://… or postgres://… */
  url: string;
  log: Logger;
}

/** How long a worker that died keeps its job: short, for the rows know what is due. */
const LOCK_LIFETIME_MS = 20_000;
const TOUCH_MS = 5_000;
const PROCESS_EVERY_MS = 1_000;
/** Rings within this time are one. */
const COALESCE_MS = 5;
/** Any fixed number: who makes Agenda's tables holds this advisory lock, for its own DDL races (stack.md §4). */
const SCHEMA_LOCK = 7_264_502;

/** Wake-ups by Agenda. */
export class AgendaJobs implements Jobs {
  readonly #definitions = new Map<string, JobDefinition<unknown>>();
  readonly #pending = new Map<string, unknown>();
  readonly #agenda: Agenda;
  readonly #log: Logger;
  readonly #close: () => Promise<void>;
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;

  private constructor(agenda: Agenda, log: Logger, close: () => Promise<void>) {
    this.#agenda = agenda;
    this.#log = log;
    this.#close = close;
  }

  /** Connects first: a failed connect inside Agenda would end the process (stack.md §4, trap 6). */
  static async connect(options: AgendaOptions): Promise<AgendaJobs> {
    const { backend, close } = options.url.startsWith("mongodb")
      ? mongoBackend(options.url)
      : await postgresBackend(options.url);
    const agenda = new Agenda({
      backend,
      processEvery: PROCESS_EVERY_MS,
      defaultLockLifetime: LOCK_LIFETIME_MS,
      defaultConcurrency: 1,
      maxConcurrency: 10,
      removeOnComplete: true,
    });
    agenda.on("error", (error: unknown) => options.log.warn({ event: "jobs.error", err: error }));
    await agenda.ready;
    return new AgendaJobs(agenda, options.log, close);
  }

  define<Payload>(definition: JobDefinition<Payload>): void {
    this.#definitions.set(definition.name, {
      ...definition,
      handle: (payload, touch) => definition.handle(definition.parse(payload), touch),
    });
  }

  ring(name: string, payload: unknown = null): void {
    if (this.#isStopped) return;
    this.#pending.set(name, payload);
    this.#timer ??= setTimeout(() => void this.#flush(), COALESCE_MS);
  }

  async start(): Promise<void> {
    for (const definition of this.#definitions.values()) {
      this.#agenda.define(definition.name, (job) => this.#run(definition, job), {
        concurrency: definition.concurrency ?? 1,
        lockLifetime: LOCK_LIFETIME_MS,
      });
    }
    await this.#agenda.start();
    for (const { name, everyMs } of this.#definitions.values()) {
      if (everyMs !== undefined) await this.#agenda.every(everyMs, name, { payload: null });
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#agenda.stop();
    await this.#close();
  }

  async #flush(): Promise<void> {
    this.#timer = null;
    const pending = [...this.#pending];
    this.#pending.clear();
    for (const [name, payload] of pending) {
      try {
        await this.#agenda.now(name, { payload });
      } catch (error) {
        // The row says what is due, and the sweep finds it.
        this.#log.warn({ event: "jobs.ring_failed", job: name, err: error });
      }
    }
  }

  async #run(
    definition: JobDefinition<unknown>,
    job: { attrs: { data?: unknown }; touch(): Promise<void> },
  ): Promise<void> {
    const data = job.attrs.data;
    const payload: unknown = typeof data === "object" && data !== null ? Reflect.get(data, "payload") : null;
    const touching = setInterval(() => void job.touch().catch(() => undefined), TOUCH_MS);
    try {
      await definition.handle(payload, () => job.touch());
    } catch (error) {
      this.#log.error({ event: "jobs.failed", job: definition.name, err: error });
    } finally {
      clearInterval(touching);
    }
  }
}

interface Opened {
  backend: AgendaBackend;
  close(): Promise<void>;
}

async function postgresBackend(url: string): Promise<Opened> {
  const pool = new pg.Pool({ connectionString: url, max: 4, application_name: "carillon-jobs" });
  pool.on("error", () => undefined);
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [SCHEMA_LOCK]);
    const schema = new PostgresBackend({ pool, ensureSchema: true });
    await schema.connect();
  } finally {
    await client.query("select pg_advisory_unlock($1)", [SCHEMA_LOCK]);
    client.release();
  }
  return { backend: new PostgresBackend({ pool, ensureSchema: false }), close: () => pool.end() };
}

function mongoBackend(url: string): Opened {
  return { backend: new MongoBackend({ address: url }), close: async () => undefined };
}
