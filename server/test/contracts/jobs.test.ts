import { beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";
import { createLogger } from "../../src/platform/logging/index.js";
import { AgendaJobs } from "../../src/platform/jobs/index.js";
import { MongoDouble } from "../support/mongo-double.js";
import { OwnPostgres } from "../support/own-postgres.js";
import { buildServer } from "../support/processes.js";
import { describeJobStore, type JobStore } from "./jobs.suite.js";

const log = createLogger("silent");

class PostgresStore implements JobStore {
  #server: OwnPostgres | null = null;

  get server(): OwnPostgres {
    if (!this.#server) throw new Error("The store was not started.");
    return this.#server;
  }

  async start(): Promise<void> {
    this.#server = await OwnPostgres.start();
  }

  url(): string {
    return this.server.url;
  }

  async dueCount(name: string): Promise<number> {
    const rows = await this.query<{ count: number }>(
      "select count(*)::int as count from agenda_jobs where name = $1 and type = 'normal' and last_run_at is null",
      [name],
    );
    return rows[0]?.count ?? 0;
  }

  async query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url() });
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  goAway(): Promise<void> {
    return this.server.stopHard();
  }

  comeBack(): Promise<void> {
    return this.server.startAgain();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

class MongoStore implements JobStore {
  readonly #double = new MongoDouble();

  async start(): Promise<void> {
    await this.#double.start();
  }

  url(): string {
    return this.#double.url;
  }

  async dueCount(name: string): Promise<number> {
    return this.#double.collection("agendaJobs").find({ name, type: "normal", lastRunAt: null }).length;
  }

  goAway(): Promise<void> {
    return this.#double.stop();
  }

  async comeBack(): Promise<void> {
    await this.#double.start();
  }

  stop(): Promise<void> {
    return this.#double.stop();
  }
}

beforeAll(() => buildServer());

describeJobStore("Postgres", new PostgresStore());
describeJobStore("MongoDB (its wire protocol, by a double)", new MongoStore());

describe("connecting", () => {
  test.each(["postgres://nobody@127.0.0.1:1/none", "mongodb://127.0.0.1:1/none"])(
    "to %s, where nothing listens, fails with a readable error",
    async (url) => {
      await expect(AgendaJobs.connect({ url, log })).rejects.toThrow(/^The store of the jobs cannot be reached: /);
    },
  );

  test("of six processes to an empty Postgres creates the table once, and a seventh does not change it", async () => {
    const store = new PostgresStore();
    await store.start();
    const connect = (): Promise<AgendaJobs> => AgendaJobs.connect({ url: store.url(), log });
    try {
      const all = await Promise.all(Array.from({ length: 6 }, connect));
      const version = "select xmin::text as version from pg_class where relname = 'agenda_jobs'";
      const [before] = await store.query<{ version: string }>(version);
      all.push(await connect());
      expect(await store.query<{ version: string }>(version)).toEqual([before]);
      await Promise.all(all.map((jobs) => jobs.stop()));
    } finally {
      await store.stop();
    }
  });
});
