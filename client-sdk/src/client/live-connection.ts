import type { Connection, ConnectionOptions } from "../late/live/connection.js";
import { loadLate } from "./load-late.js";
import { type Writable, createSubscribable } from "../subscribable.js";
import type { LiveRequest } from "../transport/transport.js";
import type { ConnectionHandle, ConnectionSnapshot } from "../types.js";

const RETRY_MS = 5_000;

interface Use {
  readonly begin: (connection: Connection) => () => void;
  end: (() => void) | null;
}

/** The live connection of a client. Its works are fetched with the first use; until then uses wait. */
export class LiveConnection implements ConnectionHandle {
  private readonly snapshot: Writable<ConnectionSnapshot>;
  private readonly waiting = new Set<Use>();
  private works: Connection | null = null;
  private isLoading = false;

  constructor(private readonly options: () => Promise<ConnectionOptions>) {
    this.snapshot = createSubscribable<ConnectionSnapshot>({ status: "idle", error: null, retryAtMs: null });
  }

  readonly getSnapshot = (): ConnectionSnapshot => this.snapshot.getSnapshot();

  readonly subscribe = (listener: () => void): (() => void) => this.snapshot.subscribe(listener);

  /** Keeps the connection up; returns how to let go. */
  hold(): () => void {
    return this.use((connection) => connection.hold());
  }

  /** Keeps an operation up; returns how to end it. */
  keep(request: LiveRequest): () => void {
    return this.use((connection) => connection.keep(request));
  }

  reconnect(): void {
    this.works?.reconnect();
  }

  /** Goes on with the credentials as they are now. */
  renew(): void {
    this.works?.renew();
  }

  /** Begins anew with the credentials as they are now. */
  restart(): void {
    this.works?.restart();
  }

  close(): void {
    this.waiting.clear();
    this.works?.close();
    this.snapshot.set({ status: "closed", error: null, retryAtMs: null });
  }

  private use(begin: Use["begin"]): () => void {
    if (this.getSnapshot().status === "closed") return () => undefined;
    if (this.works !== null) return begin(this.works);
    const use: Use = { begin, end: null };
    this.waiting.add(use);
    void this.load();
    return () => {
      this.waiting.delete(use);
      use.end?.();
    };
  }

  private async load(): Promise<void> {
    if (this.isLoading) return;
    this.isLoading = true;
    this.snapshot.set({ status: "connecting", error: null, retryAtMs: null });
    try {
      const [{ Connection: Works }, options] = await Promise.all([loadLate(), this.options()]);
      if (this.getSnapshot().status === "closed") return;
      this.begin(new Works(options));
    } catch {
      this.isLoading = false;
      if (this.waiting.size > 0) setTimeout(() => void this.load(), RETRY_MS);
    }
  }

  private begin(works: Connection): void {
    this.works = works;
    works.subscribe(() => this.snapshot.set(works.getSnapshot()));
    for (const use of this.waiting) use.end = use.begin(works);
    this.waiting.clear();
    this.snapshot.set(works.getSnapshot());
  }
}
