import type { DataSource, EntityManager, QueryRunner } from "typeorm";
import pg from "pg";

// bigint columns (sequence numbers, feed versions) stay far below 2^53; as strings they would sort and add wrongly.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** What a repository needs to run statements: an open transaction or the pool itself. */
export interface Queryable {
  /** One statement; its text is a constant, so it is prepared once per connection. */
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** An open transaction. `manager` is TypeORM's, on the same connection, for plain CRUD. */
export interface Tx extends Queryable {
  readonly manager: EntityManager;
}

/** A connection held for long. */
export interface Session extends Queryable {
  release(): void;
}

export interface TransactionOptions {
  /** One snapshot for all reads, and no writes. */
  isReadOnlySnapshot?: boolean;
  /** How often to try again after a deadlock or serialization failure; 3 unless said otherwise. */
  retries?: number;
}

/** Told of each statement; tests count with it. */
export type StatementListener = (sql: string) => void;

const RETRYABLE = new Set(["40P01", "40001"]);
/** About half a second's work of a small machine. */
const WAITING_MAX = 1000;
const PREPARED_MAX = 1000;
/** What pg says without a code. Not any "connection": GraphQL connections are named in other errors' words. */
const LOST_WORDS = /connection terminated|connection error|connection timeout|timeout exceeded|after calling end/i;

export function postgresCode(error: unknown): string | null {
  const code: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "code") : null;
  return typeof code === "string" ? code : null;
}

/** Connection lost, server starting or stopping, too many connections: the statement itself is not to blame. */
export function isConnectionTrouble(error: unknown): boolean {
  const code = postgresCode(error);
  if (code === null) return error instanceof Error && LOST_WORDS.test(error.message);
  return code.startsWith("08") || code.startsWith("57P") || code.startsWith("53") || /^E[A-Z]+$/.test(code);
}

/** Trouble with the connection, or a statement that took longer than any may: a repeat may succeed. */
export function isUnavailable(error: unknown): boolean {
  return isConnectionTrouble(error) || postgresCode(error) === "57014";
}

export class Database {
  readonly #dataSource: DataSource;
  readonly #pool: pg.Pool;
  readonly #names = new Map<string, string>();
  readonly #listeners = new Set<StatementListener>();

  constructor(dataSource: DataSource, pool: pg.Pool) {
    this.#dataSource = dataSource;
    this.#pool = pool;
  }

  /** TypeORM's manager outside any transaction, for plain CRUD on configuration tables. */
  get manager(): EntityManager {
    return this.#dataSource.manager;
  }

  /** Whether so much waits for a connection that more would only wait to be given up. */
  get isOverloaded(): boolean {
    return this.#pool.waitingCount >= WAITING_MAX;
  }

  get pool(): pg.Pool {
    return this.#pool;
  }

  onStatement(listener: StatementListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async query<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#run<Row>(this.#pool, sql, values);
  }

  /** A connection of one's own until released, for what lives as long as a session does. `onLost` is told when it breaks. */
  async session(onLost: () => void): Promise<Session> {
    const client = await this.#pool.connect();
    let isOpen = true;
    const release = (): void => {
      // Ended, not given back: what the session holds goes with it.
      if (isOpen) client.release(true);
      isOpen = false;
    };
    client.on("error", () => {
      if (isOpen) onLost();
      release();
    });
    return { query: (sql, values = []) => this.#run(client, sql, values), release };
  }

  /**
   * Runs `work` in one transaction and commits. A deadlock or serialization failure rolls back and runs `work` again
   * from the start: `work` must have no effect but through its `Tx`.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#attempt(work, options);
      } catch (error) {
        if (attempt >= (options.retries ?? 3) || !RETRYABLE.has(postgresCode(error) ?? "")) throw error;
        await new Promise((resolve) => setTimeout(resolve, 5 * 2 ** attempt * (0.5 + Math.random())));
      }
    }
  }

  async #attempt<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions): Promise<T> {
    const runner = this.#dataSource.createQueryRunner();
    try {
      const client: unknown = await runner.connect();
      if (!(client instanceof pg.Client)) throw new Error("TypeORM's runner no longer exposes its connection.");
      await runner.startTransaction(options.isReadOnlySnapshot ? "REPEATABLE READ" : undefined);
      if (options.isReadOnlySnapshot) await client.query("set transaction read only");
      const tx: Tx = {
        manager: runner.manager,
        query: <Row>(sql: string, values: readonly unknown[] = []) => this.#run<Row>(client, sql, values),
      };
      const result = await work(tx);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      await rollbackQuietly(runner);
      throw error;
    } finally {
      await runner.release();
    }
  }

  async #run<Row>(on: pg.Pool | pg.Client, text: string, values: readonly unknown[]): Promise<Row[]> {
    for (const listener of this.#listeners) listener(text);
    const result = await on.query<Row & pg.QueryResultRow>({ name: this.#nameOf(text), text, values: [...values] });
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

async function rollbackQuietly(runner: QueryRunner): Promise<void> {
  try {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
  } catch {
    // The connection is gone, and the transaction with it; the first error says why.
  }
}
