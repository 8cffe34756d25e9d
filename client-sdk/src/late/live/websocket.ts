import { CarillonError, fromGraphQLErrors, toCarillonError } from "../../errors.js";
import { isRecord } from "../../json.js";
import { tokenOf } from "../../person/credentials.js";
import type { Operation } from "../../transport/operation.js";
import type { OpenSocket, OperationSink, Socket, SocketListener } from "../../transport/socket.js";

const OPEN_TIMEOUT_MS = 15_000;
const KEEP_ALIVE_MS = 20_000;
const PONG_TIMEOUT_MS = 8_000;
// Browsers fire timers with longer delays at once.
const MAX_TIMER_MS = 2 ** 31;

const BAD_RESPONSE = 4004;
const HOPELESS = 4406;
const TERMINATED = 4499;

/** What sockets need. */
export interface SocketOptions {
  url(): string;
  /** Payload of `connection_init`. */
  params(): Promise<Record<string, string>>;
  /** Milliseconds from opening until another socket should take over; null for never. */
  renewInMs(): number | null;
  /** A WebSocket class for platforms without one. */
  readonly webSocket: unknown;
}

/** The used part of a WebSocket. */
interface RawSocket {
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  onerror: (() => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

type RawSocketClass = new (url: string, protocol: string) => RawSocket;

/**
 * Sockets for `graphql-transport-ws` (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). The connection
 * decides about retries, so that graphql-ws's own client would add little but its size (3.4 KB of the 12 KB budget).
 */
export function createSocketOpener(options: SocketOptions): OpenSocket {
  return (listener) => {
    try {
      return new WireSocket(options, listener);
    } catch (error) {
      const end = { code: HOPELESS, error: toCarillonError(error, "INVALID_OPTIONS") };
      const timer = setTimeout(() => listener.onEnd(end), 0);
      return { send: () => () => undefined, close: () => clearTimeout(timer) };
    }
  };
}

/** One socket's life: connecting, open once acknowledged, ended once. */
class WireSocket implements Socket {
  readonly #options: SocketOptions;
  readonly #listener: SocketListener;
  #raw: RawSocket | null = null;
  readonly #sinks = new Map<string, OperationSink>();
  #hasEnded = false;
  #count = 0;
  /** One timer after the other: for the acknowledgement, the next ping, its pong. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  #renewalTimer: ReturnType<typeof setTimeout> | undefined;
  #token: string | undefined;

  constructor(options: SocketOptions, listener: SocketListener) {
    this.#options = options;
    this.#listener = listener;
    const Platform: unknown = options.webSocket ?? globalThis.WebSocket;
    if (!isSocketClass(Platform)) {
      throw new CarillonError(
        "INVALID_OPTIONS",
        "No WebSocket here: give the `webSocket` option, such as that of `ws`.",
      );
    }
    const url = options.url();
    this.#endAfter(OPEN_TIMEOUT_MS);
    // First the token: without one there is no use in a socket.
    options.params().then(
      (params) => this.#open(Platform, url, params),
      (error: unknown) => this.#end(TERMINATED, toCarillonError(error, "UNAUTHENTICATED")),
    );
  }

  #open(Platform: RawSocketClass, url: string, params: Record<string, string>): void {
    if (this.#hasEnded) return;
    this.#token = tokenOf(params);
    try {
      const raw = new Platform(url, "graphql-transport-ws");
      // Handlers stay to the end: a socket that is closed while it connects still emits an error, which Node would throw.
      raw.onopen = () => {
        if (!this.#hasEnded) this.#say({ type: "connection_init", payload: params });
      };
      raw.onmessage = ({ data }) => this.#hear(parseMessage(data));
      raw.onclose = ({ code, reason }) => this.#end(code, endError(code, reason));
      raw.onerror = () => undefined;
      this.#raw = raw;
    } catch (error) {
      this.#end(HOPELESS, toCarillonError(error, "INVALID_OPTIONS"));
    }
  }

  send({ query, variables, operationName }: Operation, sink: OperationSink): () => void {
    this.#count += 1;
    const id = String(this.#count);
    this.#sinks.set(id, sink);
    this.#say({ id, type: "subscribe", payload: { query, variables, operationName } });
    return () => {
      if (this.#sinks.delete(id) && !this.#hasEnded) this.#say({ id, type: "complete" });
    };
  }

  close(): void {
    this.#stop(1000);
  }

  #say(message: object): void {
    this.#raw?.send(JSON.stringify(message));
  }

  #hear(message: Record<string, unknown> | null): void {
    if (this.#hasEnded) return;
    if (message === null) return this.#end(BAD_RESPONSE, endError(BAD_RESPONSE, "not a message of the protocol"));
    if (message.type === "ping") return this.#say({ type: "pong" });
    if (message.type === "pong") return this.#pingLater();
    if (message.type !== "connection_ack") return tell(this.#sinks, message);

    this.#pingLater();
    const renewInMs = this.#options.renewInMs();
    if (renewInMs !== null && renewInMs < MAX_TIMER_MS) {
      this.#renewalTimer = setTimeout(() => this.#listener.onRenewal(), renewInMs);
    }
    this.#listener.onOpen();
  }

  #end(code: number, error: CarillonError): void {
    if (this.#hasEnded) return;
    this.#stop(code >= 4000 ? code : 1000);
    this.#listener.onEnd({ code, error, token: this.#token });
  }

  #stop(code: number): void {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#renewalTimer);
    this.#raw?.close(code);
  }

  #endAfter(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end(TERMINATED, endError(TERMINATED, "no answer")), delayMs);
  }

  #pingLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#say({ type: "ping" });
      this.#endAfter(PONG_TIMEOUT_MS);
    }, KEEP_ALIVE_MS);
  }
}

/** Passes a message to its operation. */
function tell(sinks: Map<string, OperationSink>, { type, id, payload }: Record<string, unknown>): void {
  const sink = typeof id === "string" ? sinks.get(id) : undefined;
  if (typeof id !== "string" || sink === undefined) return;
  if (type === "next" && isRecord(payload)) {
    sink.onAnswer({ data: payload.data, errors: Array.isArray(payload.errors) ? payload.errors : undefined });
  } else if (type === "error") {
    sinks.delete(id);
    sink.onError(fromGraphQLErrors(Array.isArray(payload) ? payload : []));
  } else if (type === "complete") {
    sinks.delete(id);
    sink.onComplete();
  }
}

function parseMessage(data: unknown): Record<string, unknown> | null {
  try {
    const message: unknown = JSON.parse(String(data));
    return isRecord(message) ? message : null;
  } catch {
    return null;
  }
}

function endError(code: number, reason: string): CarillonError {
  const errorCode = code === 4401 ? "UNAUTHENTICATED" : code === 4403 ? "FORBIDDEN" : "NETWORK_ERROR";
  return new CarillonError(errorCode, `The live connection ended with ${code}${reason && `: ${reason}`}.`);
}

function isSocketClass(value: unknown): value is RawSocketClass {
  return typeof value === "function";
}
