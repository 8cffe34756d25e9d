import pg from "pg";

/** Statement timeout on the server. Migrations have none. */
export const STATEMENT_TIMEOUT_MS = 10_000;
/** A little above the statement timeout: the server's own answer comes first wherever the connection works. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 2000;
/** A goodbye that the other side does not answer. */
const END_TIMEOUT_MS = 2000;

/**
 * pg's client with a timeout for each wait. A connection that answers nothing for `ANSWER_TIMEOUT_MS` is destroyed: its
 * caller gets an error, and the pool a free slot. States: idle → (query) waiting → (answer) idle, or destroyed.
 */
export class BoundedClient extends pg.Client {
  #timer: NodeJS.Timeout | null = null;
  #isCorked = false;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const { query, end } = this;
    // pg declares nine forms of `query`; all of them pass here unchanged.
    Object.defineProperty(this, "query", {
      value: (...given: unknown[]): unknown => {
        this.#wait();
        this.#cork();
        return Reflect.apply(query, this, given);
      },
    });
    Object.defineProperty(this, "end", {
      value: (...given: unknown[]): unknown => {
        setTimeout(() => this.connection.stream.destroy(), END_TIMEOUT_MS).unref();
        return Reflect.apply(end, this, given);
      },
    });
    this.connection.on("readyForQuery", () => this.#timer?.refresh());
    this.on("drain", () => this.#stopWaiting());
    this.on("end", () => this.#stopWaiting());
  }

  /** Null: statements may take any time. */
  protected get answerTimeoutMs(): number | null {
    return ANSWER_TIMEOUT_MS;
  }

  /** Ends the connection at once; pending queries fail with `why`. */
  giveUp(why: string): void {
    this.#stopWaiting();
    this.connection.stream.destroy(new Error(`Connection terminated: ${why}`));
  }

  /** Statements of one iteration of the event loop are sent in one packet. */
  #cork(): void {
    if (this.#isCorked) return;
    const { stream } = this.connection;
    this.#isCorked = true;
    stream.cork();
    process.nextTick(() => {
      this.#isCorked = false;
      stream.uncork();
    });
  }

  #wait(): void {
    const timeoutMs = this.answerTimeoutMs;
    // Only an answer restarts the timer, not a statement that queues behind an unanswered one.
    if (timeoutMs === null || this.#timer) return;
    this.#timer = setTimeout(() => this.#lookOnce(timeoutMs), timeoutMs).unref();
  }

  /** After a process was frozen, its timers fire before it reads the answers that arrived meanwhile: read them first. */
  #lookOnce(timeoutMs: number): void {
    const timer = this.#timer;
    setImmediate(() => {
      if (timer !== null && this.#timer === timer) this.giveUp(`the database did not answer for ${timeoutMs} ms`);
    });
  }

  #stopWaiting(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** For migrations, whose statements may take any time; another connection watches them. */
export class UnboundedClient extends BoundedClient {
  protected override get answerTimeoutMs(): number | null {
    return null;
  }
}
