import type { Connection } from "../late/live/connection.js";
import { type Late, untilLate } from "./load-late.js";
import { type Writable, createSubscribable } from "../subscribable.js";
import type { LiveRequest } from "../transport/transport.js";
import type { ConnectionHandle, ConnectionSnapshot } from "../types.js";

const IDLE: ConnectionSnapshot = { status: "idle", error: null, retryAtMs: null };

interface Use {
  readonly begin: (connection: Connection) => () => void;
  end: (() => void) | null;
}

/** The live connection of a client. Its code is loaded with the first use; until then uses wait. */
export class LiveConnection implements ConnectionHandle {
  readonly #open: (late: Late) => Promise<Connection>;
  readonly #snapshot: Writable<ConnectionSnapshot>;
  readonly #waiting = new Set<Use>();
  #works: Connection | null = null;
  #isLoading = false;

  constructor(open: (late: Late) => Promise<Connection>) {
    this.#open = open;
    this.#snapshot = createSubscribable(IDLE);
  }

  readonly getSnapshot = (): ConnectionSnapshot => this.#snapshot.getSnapshot();

  readonly subscribe = (listener: () => void): (() => void) => this.#snapshot.subscribe(listener);

  /** Keeps the connection up; returns a function that releases it. */
  hold(): () => void {
    return this.#use((connection) => connection.hold());
  }

  /** Keeps an operation running. Returns a function that ends it. */
  keep(request: LiveRequest): () => void {
    return this.#use((connection) => connection.keep(request));
  }

  reconnect(): void {
    this.#works?.reconnect();
  }

  /** Continues with the current credentials. */
  renew(): void {
    this.#works?.renew();
  }

  /** Reconnects with the current credentials. */
  restart(): void {
    this.#works?.restart();
  }

  close(): void {
    this.#waiting.clear();
    this.#works?.close();
    this.#snapshot.set({ ...IDLE, status: "closed" });
  }

  #use(begin: Use["begin"]): () => void {
    if (this.getSnapshot().status === "closed") return () => undefined;
    if (this.#works !== null) return begin(this.#works);
    const use: Use = { begin, end: null };
    this.#waiting.add(use);
    void this.#load();
    return () => {
      this.#waiting.delete(use);
      use.end?.();
    };
  }

  async #load(): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    this.#snapshot.set({ ...IDLE, status: "connecting" });
    const late = await untilLate(() => this.#waiting.size > 0);
    const works = late && (await this.#open(late));
    this.#isLoading = false;
    if (this.getSnapshot().status === "closed") return;
    if (works !== null) this.#begin(works);
    else if (this.#waiting.size > 0) void this.#load();
    else this.#snapshot.set(IDLE);
  }

  #begin(works: Connection): void {
    this.#works = works;
    works.subscribe(() => this.#snapshot.set(works.getSnapshot()));
    for (const use of this.#waiting) use.end = use.begin(works);
    this.#waiting.clear();
    this.#snapshot.set(works.getSnapshot());
  }
}
