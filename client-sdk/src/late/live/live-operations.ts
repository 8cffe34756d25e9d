import { backoffMs } from "../../backoff.js";
import { type CarillonError, isPassing } from "../../errors.js";
import type { LiveRequest } from "../../transport/transport.js";
import type { Socket } from "../../transport/socket.js";

const RESEND_BACKOFF = { baseMs: 1000, capMs: 30_000 };

interface Entry {
  readonly request: LiveRequest;
  /** Ends the operation on the current socket; null without a socket. */
  stop: (() => void) | null;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** Consecutive attempts without an answer. */
  failures: number;
}

/** The operations that continue on every new socket. */
export class LiveOperations {
  readonly #entries = new Set<Entry>();
  #socket: Socket | null = null;

  /** Returns a function that ends the operation. */
  add(request: LiveRequest): () => void {
    const entry: Entry = { request, stop: null, timer: undefined, failures: 0 };
    this.#entries.add(entry);
    this.#send(entry);
    return () => this.#remove(entry);
  }

  /** Sends everything over a new socket. */
  attach(socket: Socket): void {
    this.#socket = socket;
    for (const entry of [...this.#entries]) this.#send(entry);
  }

  /** Moves all operations to another open socket while the old one still works, without interruption. */
  move(socket: Socket): void {
    for (const entry of this.#entries) {
      entry.stop = null;
      clearTimeout(entry.timer);
    }
    this.attach(socket);
  }

  /** The socket has ended. */
  detach(): void {
    if (this.#socket === null) return;
    this.#socket = null;
    for (const entry of [...this.#entries]) {
      entry.stop = null;
      clearTimeout(entry.timer);
      entry.request.onLine?.(false);
    }
  }

  #send(entry: Entry): void {
    const socket = this.#socket;
    if (socket === null || !this.#entries.has(entry)) return;

    const { request } = entry;
    const isCurrent = () => this.#socket === socket && this.#entries.has(entry);
    entry.stop = socket.send(request.operation(), {
      onAnswer: (answer) => {
        if (!isCurrent()) return;
        entry.failures = 0;
        request.onAnswer(answer);
      },
      onError: (error) => {
        if (isCurrent()) this.#fail(entry, error);
      },
      onComplete: () => {
        if (isCurrent()) this.#sendLater(entry, null);
      },
    });
    request.onLine?.(true);
  }

  #fail(entry: Entry, error: CarillonError): void {
    if (isPassing(error)) {
      this.#sendLater(entry, error.retryAfterMs);
      return;
    }
    this.#entries.delete(entry);
    entry.request.onRefused(error);
  }

  #sendLater(entry: Entry, delayMs: number | null): void {
    entry.stop = null;
    entry.request.onLine?.(false);
    entry.timer = setTimeout(() => this.#send(entry), delayMs ?? backoffMs(RESEND_BACKOFF, entry.failures));
    entry.failures += 1;
  }

  #remove(entry: Entry): void {
    if (!this.#entries.delete(entry)) return;
    clearTimeout(entry.timer);
    entry.stop?.();
  }
}
