import type { RawData, WebSocket } from "ws";
import type { Outlet } from "../../platform/graphql/index.js";
import type { Logger } from "../../platform/logging/index.js";

/** Above this, the reader is slow and nothing more is made for it. */
const DRAINED_BYTES = 256 * 1024;
/** Cannot be reached by waiting writers alone: something writes without asking. */
const BUFFERED_MAX_BYTES = 8 * 1024 * 1024;
const PING_EVERY_MS = 12_000;
/** Messages from the client: a burst, and how fast it is refilled. */
const BURST_MAX = 200;
const MESSAGES_PER_SECOND = 50;
/** Bytes that each message counts in addition to its size. */
const BYTES_PER_MESSAGE = 8 * 1024;
const CLOSE_REASON_MAX_BYTES = 120;
/** A client that does not answer the closing frame is disconnected after this time, which frees the descriptor. */
const CLOSE_GRACE_MS = 2000;

/**
 * One client's socket, and its backpressure. Closes sockets of clients that do not answer pings, that send too fast,
 * or that have too much unread data.
 */
export class SocketChannel implements Outlet {
  readonly #socket: WebSocket;
  readonly #log: Logger;
  readonly #waiting = new Set<() => void>();
  #allowance = BURST_MAX;
  #refilledAt = performance.now();
  #cut: NodeJS.Timeout | null = null;

  constructor(socket: WebSocket, log: Logger) {
    this.#socket = socket;
    this.#log = log;

    const stopPinging = this.#startPinging();
    // For invalid and oversized frames, ws closes the socket with the right code by itself.
    socket.on("error", (error) => log.debug({ err: error }, "socket.error"));
    // Protocol frames, which ws answers itself.
    socket.on("ping", () => this.#pay(0));
    socket.once("close", () => {
      stopPinging();
      if (this.#cut) clearTimeout(this.#cut);
      this.#wake();
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  send(data: string): Promise<void> {
    if (!this.isOpen) return Promise.resolve();
    if (this.#socket.bufferedAmount > BUFFERED_MAX_BYTES) {
      this.#socket.terminate();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      // An error means that the socket is closing; the close event reports that.
      this.#socket.send(data, () => {
        if (this.isDrained()) this.#wake();
        resolve();
      });
    });
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, shortReason(reason));
    this.#cut ??= setTimeout(() => this.#socket.terminate(), CLOSE_GRACE_MS).unref();
  }

  onMessage(handle: (data: string) => Promise<void>): void {
    this.#socket.on("message", (data) => {
      // Messages that arrived in the same packet as the one that closed the socket.
      if (!this.isOpen || !this.#pay(sizeOf(data))) return;
      handle(textOf(data)).catch((error: unknown) => {
        this.#log.error({ err: error }, "socket.message-failed");
        this.close(4500, "Internal server error");
      });
    });
  }

  isDrained(): boolean {
    return !this.isOpen || this.#socket.bufferedAmount <= DRAINED_BYTES;
  }

  drained(): Promise<void> {
    if (this.isDrained()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }

  /** Closes the socket where it sends faster than it may. */
  #pay(bytes: number): boolean {
    const now = performance.now();
    const refill = ((now - this.#refilledAt) / 1000) * MESSAGES_PER_SECOND;
    this.#allowance = Math.min(BURST_MAX, this.#allowance + refill) - 1 - bytes / BYTES_PER_MESSAGE;
    this.#refilledAt = now;
    if (this.#allowance < 0) this.close(1008, "Too many messages");
    return this.#allowance >= 0;
  }

  /** A reader that has stopped reading does not answer pings either, so it is closed after two rounds. */
  #startPinging(): () => void {
    let hasAnswered = true;
    const onPong = (): void => {
      hasAnswered = true;
    };
    this.#socket.on("pong", onPong);
    const timer = setInterval(() => {
      if (!hasAnswered) {
        this.#socket.terminate();
        return;
      }
      hasAnswered = false;
      this.#socket.ping();
    }, PING_EVERY_MS);
    return () => clearInterval(timer);
  }
}

/** ws delivers a message as one buffer by default. */
function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return Buffer.isBuffer(data) ? data.toString("utf8") : Buffer.from(data).toString("utf8");
}

function sizeOf(data: RawData): number {
  if (Array.isArray(data)) return data.reduce((sum, part) => sum + part.length, 0);
  return data.byteLength;
}

/** The reason in a close frame has at most 123 bytes. */
function shortReason(reason: string): string {
  if (Buffer.byteLength(reason) <= CLOSE_REASON_MAX_BYTES) return reason;
  return (
    Buffer.from(reason)
      .subarray(0, CLOSE_REASON_MAX_BYTES - 3)
      .toString("utf8")
      .replace(/\uFFFD+$/, "") + "…"
  );
}
