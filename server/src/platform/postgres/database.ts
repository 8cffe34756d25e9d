import type { DataSource, Repository } from "typeorm";
import pg from "pg";
import { configureSession, ENDS_WHEN_SILENT, SIGN_OF_LIFE_MS } from "./connection/session-settings.js";
import type { StatementLogger } from "./connection/statement-logger.js";
import { DeferredStatements } from "./connection/deferred-statements.js";
import { PoolGuard } from "./pool-guard.js";

// bigint columns (sequence numbers, feed versions) stay far below 2^53; as strings they would sort and add wrongly.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Runs statements: an open transaction or the pool. */
export interface Queryable {
  /** One statement; its text is a constant, so it is prepared once per connection. */
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** Gives repositories of entities: an open transaction or the pool. */
export interface EntityStore extends Queryable {
  /** The statements of this repository run in the transaction, or on a connection of the pool. */
  repository<Row extends object>(entity: new () => Row): Repository<Row>;
}

/** An open transaction. */
export interface Tx extends EntityStore {
  /** Distinguishes it from the pool in the type system: a method that takes a `Tx` must not get the pool. */
  readonly isTransaction: true;
  /**
   * For statements whose results are not needed: the commit is sent directly after them, without waiting for their
   * answers. The transaction fails if one of them fails. Pass the promise of a sent statement.
   */
  defer(statement: Promise<unknown>): void;
}

/** A connection that is held for long. */
export interface Session extends Queryable {
  release(): void;
}

export interface TransactionOptions {
  /** One snapshot for all reads, and no writes. */
  isReadOnlySnapshot?: boolean;
  /** Number of retries after a deadlock or serialization failure; default 3. */
  retries?: number;
  /**
   * The first statements write nothing, and the answer of the first is waited for before any that does: they are sent together
   * with the one that starts the transaction. Should that one fail, they ran outside of any transaction, and did no harm.
   */
  beginsWithARead?: boolean;
  /**
   * All statements look rows up by their keys: plans that read or sort whole tables are switched off, because Postgres would keep
   * one that it made while a table was small.
   */
  findsByKey?: boolean;
  /**
   * Postgres plans each statement once per connection, without regard to its values, until `PLAN_AS_USUAL`: to plan a look-up by
   * key again takes several times as long as to run it.
   */
  plansOnce?: boolean;
}

/** Called with each statement; tests count with it. */
export type StatementListener = (sql: string) => void;

const START = "START TRANSACTION";
const START_SNAPSHOT = "START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
const BY_KEY = [
  ...["seqscan", "hashjoin", "mergejoin", "sort"].map((kind) => `SET LOCAL enable_${kind} = off`),
  // Where a sort cannot be avoided, its cost counts as so high that Postgres would compile the statement, or use more workers.
  ...["SET LOCAL jit = off", "SET LOCAL max_parallel_workers_per_gather = 0"],
].join("; ");
const PLAN_ONCE = "SET LOCAL plan_cache_mode = force_generic_plan";
/** A statement that ends `plansOnce` in its transaction. */
export const PLAN_AS_USUAL = "SET LOCAL plan_cache_mode = auto";
const RETRYABLE = new Set(["40P01", "40001"]);
/** About half a second's work of a small machine. */
const WAITING_MAX = 1000;
const PREPARED_MAX = 1000;
/** pg's messages without a code. Not any "connection", because other errors name GraphQL connections. */
const LOST_WORDS = /connection terminated|connection error|connection timeout|timeout exceeded|after calling end/i;

/**
 * Connection lost, resources exhausted, server stopping; and transactions that the server ended because they were idle for
 * too long.
 */
const TROUBLE_STATES = /^(08|53|57P|25P0[34])/;

export function postgresCode(error: unknown): string | null {
  const code: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "code") : null;
  return typeof code === "string" ? code : null;
}

/** Connection lost, server starting or stopping, too many connections: not caused by the statement itself. */
export function isConnectionTrouble(error: unknown): boolean {
  const code = postgresCode(error);
  if (code === null) return error instanceof Error && LOST_WORDS.test(error.message);
  return TROUBLE_STATES.test(code) || /^E(?!RR_)[A-Z0-9_]+$/.test(code);
}

/** Trouble with the connection, or a statement that took longer than any may: a repeat may succeed. */
export function isUnavailable(error: unknown): boolean {
  return isConnectionTrouble(error) || postgresCode(error) === "57014";
}

export interface DatabaseParts {
  dataSource: DataSource;
  pool: pg.Pool;
  guard?: PoolGuard;
  /** Reports the statements that TypeORM makes. */
  logger?: StatementLogger;
}

function startOf({ isReadOnlySnapshot, findsByKey, plansOnce }: TransactionOptions): string {
  const start = isReadOnlySnapshot ? START_SNAPSHOT : START;
  return [start, ...(findsByKey ? [BY_KEY] : []), ...(plansOnce ? [PLAN_ONCE] : [])].join("; ");
}

export class Database implements EntityStore {
  /**
   * For single statements that read, with `findsByKey` and `plansOnce`. Each is sent in one packet with the statements
   * that begin and end its transaction, so it takes one round trip.
   */
  readonly lookUps: Queryable = { query: (sql, values) => this.#lookUp(sql, values) };
  readonly #dataSource: DataSource;
  readonly #pool: pg.Pool;
  readonly #names = new Map<string, string>();
  readonly #listeners = new Set<StatementListener>();
  readonly #guard: PoolGuard;
  #answeredAt = Number.NEGATIVE_INFINITY;

  constructor({ dataSource, pool, guard = new PoolGuard(false), logger }: DatabaseParts) {
    this.#dataSource = dataSource;
    this.#pool = pool;
    this.#guard = guard;
    logger?.onStatement((sql, isOfPool) => {
      if (isOfPool) guard.check(sql);
      for (const listener of this.#listeners) listener(sql);
    });
  }

  /** The maximum number of connections. */
  get poolSize(): number {
    return this.#pool.options.max;
  }

  /** Whether the queue for a connection is so long that further requests would only time out. */
  get isOverloaded(): boolean {
    return this.#pool.waitingCount >= WAITING_MAX;
  }

  /** The time since the database last answered any statement, in milliseconds. */
  get answeredAgoMs(): number {
    return performance.now() - this.#answeredAt;
  }

  get pool(): pg.Pool {
    return this.#pool;
  }

  onStatement(listener: StatementListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async query<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    this.#guard.check(sql);
    return this.#run<Row>(this.#pool, sql, values);
  }

  /** For configuration only: TypeORM builds the statements, and Postgres plans each of them again. */
  repository<Row extends object>(entity: new () => Row): Repository<Row> {
    this.#guard.check(`a repository of ${entity.name}`);
    return this.#dataSource.getRepository(entity);
  }

  /**
   * A dedicated connection until it is released, for locks that live as long as the session. `onLost` is called when it
   * breaks. The session sends a heartbeat every few seconds, and the server ends a session without one, so it also ends when
   * this process freezes.
   */
  async session(onLost: () => void): Promise<Session> {
    this.#guard.check("a session");
    const client = await this.#pool.connect();
    let isOpen = true;
    const alive = setInterval(() => void client.query("select 1").catch(() => undefined), SIGN_OF_LIFE_MS).unref();
    const release = (): void => {
      clearInterval(alive);
      // Closed, not returned to the pool: the session's locks end with it.
      if (isOpen) client.release(true);
      isOpen = false;
    };
    client.on("error", () => {
      if (isOpen) onLost();
      release();
    });
    try {
      await configureSession(client, ENDS_WHEN_SILENT);
    } catch (error) {
      release();
      throw error;
    }
    return { query: (sql, values = []) => this.#run(client, sql, values), release };
  }

  /**
   * Runs `work` in one transaction and commits. A deadlock or serialization failure rolls back and runs `work` again
   * from the start, so `work` must have no effects outside its `Tx`. `work` must not ask the pool for another
   * connection.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    this.#guard.check("a transaction");
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#attempt(work, options);
      } catch (error) {
        if (attempt >= (options.retries ?? 3) || !RETRYABLE.has(postgresCode(error) ?? "")) throw error;
        await new Promise((resolve) => setTimeout(resolve, 5 * 2 ** attempt * (0.5 + Math.random())));
      }
    }
  }

  async #lookUp<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    this.#guard.check(sql);
    const client = await this.#pool.connect();
    try {
      const begun = client.query(`${START} READ ONLY; ${BY_KEY}; ${PLAN_ONCE}`);
      const rows = this.#run<Row>(client, sql, values);
      // All three are awaited, so that the connection goes back to the pool with nothing under way.
      const answers = await Promise.allSettled([begun, rows, client.query("COMMIT")]);
      for (const answer of answers) if (answer.status === "rejected") throw answer.reason;
      return await rows;
    } finally {
      client.release();
    }
  }

  async #attempt<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions): Promise<T> {
    const runner = this.#dataSource.createQueryRunner();
    try {
      const client: unknown = await runner.connect();
      if (!(client instanceof pg.Client)) throw new Error("TypeORM's runner no longer exposes its connection.");
      const statements = new DeferredStatements();
      // Tells TypeORM about the transaction, so that its repositories do not start one of their own.
      Object.assign(runner, { isTransactionActive: true });
      try {
        let begun: Promise<unknown> | null = client.query(startOf(options));
        if (!options.beginsWithARead) begun = await begun.then(() => null);
        const tx: Tx = {
          isTransaction: true,
          query: <Row>(sql: string, values: readonly unknown[] = []) => {
            const rows = this.#run<Row>(client, sql, values);
            if (begun === null) return rows;
            const both = Promise.all([rows, begun]).then(([found]) => found);
            begun = null;
            return both;
          },
          repository: (entity) => runner.manager.getRepository(entity),
          defer: (statement) => statements.add(statement),
        };
        const result = await this.#guard.during(() => work(tx));
        const committed = client.query("COMMIT");
        await statements.all(committed);
        // If a statement of the transaction failed, Postgres answers the commit by rolling back, without an error.
        if ((await committed).command !== "COMMIT") throw new Error("A statement failed, so nothing was committed.");
        return result;
      } catch (error) {
        await client.query("ROLLBACK").catch(() => undefined);
        throw (await statements.firstError()) ?? error;
      }
    } finally {
      Object.assign(runner, { isTransactionActive: false });
      await runner.release();
    }
  }

  async #run<Row>(on: pg.Pool | pg.Client, text: string, values: readonly unknown[]): Promise<Row[]> {
    for (const listener of this.#listeners) listener(text);
    const result = await on.query<Row & pg.QueryResultRow>({ name: this.#nameOf(text), text, values: [...values] });
    this.#answeredAt = performance.now();
    return result.rows;
  }

  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known || this.#names.size >= PREPARED_MAX) return known;
    const name = `c${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }
}
