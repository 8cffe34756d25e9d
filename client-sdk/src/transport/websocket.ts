import { CarillonError, fromGraphQLErrors, toCarillonError } from "../errors.js";
import { isRecord } from "../json.js";
import type { GraphQLAnswer, Operation } from "./transport.js";

const OPEN_TIMEOUT_MS = 15_000;
const KEEP_ALIVE_MS = 20_000;
const PONG_TIMEOUT_MS = 8_000;

const BAD_RESPONSE = 4004;
const HOPELESS = 4406;
const TERMINATED = 4499;

/** Why a socket ended. */
export interface SocketEnd {
  /** Close code; 1006 when the line broke or never stood. */
  readonly code: number;
  readonly error: CarillonError;
}

/** Who hears of one operation. */
export interface OperationSink {
  onAnswer(answer: GraphQLAnswer): void;
  onError(error: CarillonError): void;
  /** The server ended it. */
  onComplete(): void;
}

/** One socket: it opens once, and ends once. */
export interface Socket {
  /** Starts an operation; returns how to stop it. Only while open. */
  send(operation: Operation, sink: OperationSink): () => void;
  close(): void;
}

/** Hears of a socket's life. After `close()` it hears nothing. */
export interface SocketListener {
  onOpen(): void;
  onEnd(end: SocketEnd): void;
}

/** Opens a socket. Never throws, and calls back only later: what is wrong is heard by `onEnd`. */
export type OpenSocket = (listener: SocketListener) => Socket;

/** What sockets need. */
export interface SocketOptions {
  readonly url: string;
  /** Payload of `connection_init`. */
  params(): Promise<Record<string, string>>;
  /** A WebSocket class where the platform has none. */
  readonly webSocket: unknown;
}

/** What is used of a WebSocket. */
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
 * Sockets that speak `graphql-transport-ws` (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). When to try again is for
 * the connection to say, so of graphql-ws's own client little more than its size would be left (3.4 KB of the 12 KB budget).
 */
export function createSocketOpener(options: SocketOptions): OpenSocket {
  return (listener) => {
    try {
      return openSocket(options, listener);
    } catch (error) {
      const end = { code: HOPELESS, error: toCarillonError(error, "INVALID_OPTIONS") };
      const timer = setTimeout(() => listener.onEnd(end), 0);
      return { send: () => () => undefined, close: () => clearTimeout(timer) };
    }
  };
}

function openSocket({ url, params, webSocket }: SocketOptions, listener: SocketListener): Socket {
  const Platform: unknown = webSocket ?? globalThis.WebSocket;
  if (!isSocketClass(Platform)) {
    throw new CarillonError("INVALID_OPTIONS", "No WebSocket here: give the `webSocket` option, such as that of `ws`.");
  }
  const raw = new Platform(url, "graphql-transport-ws");
  const sinks = new Map<string, OperationSink>();
  let hasEnded = false;
  let count = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const say = (message: object) => raw.send(JSON.stringify(message));
  // Handlers stay in place: a socket closed while it connects still tells of an error, and Node would throw it.
  const end = (code: number, error: CarillonError) => {
    if (hasEnded) return;
    hasEnded = true;
    clearTimeout(timer);
    raw.close(code >= 4000 ? code : 1000);
    listener.onEnd({ code, error });
  };
  const endAfter = (delayMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => end(TERMINATED, endError(TERMINATED, "no answer")), delayMs);
  };
  // One timer in turns: for the acknowledgement, for the next ping, for its pong.
  const pingLater = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      say({ type: "ping" });
      endAfter(PONG_TIMEOUT_MS);
    }, KEEP_ALIVE_MS);
  };
  const hear = (message: Record<string, unknown>) => {
    if (message.type === "ping") say({ type: "pong" });
    else if (message.type === "pong") pingLater();
    else if (message.type === "connection_ack") {
      pingLater();
      listener.onOpen();
    } else tell(sinks, message);
  };

  raw.onopen = () => {
    params().then(
      (payload) => {
        if (!hasEnded) say({ type: "connection_init", payload });
      },
      (error: unknown) => end(TERMINATED, toCarillonError(error, "UNAUTHENTICATED")),
    );
  };
  raw.onmessage = ({ data }) => {
    if (hasEnded) return;
    const message = parseMessage(data);
    if (message === null) end(BAD_RESPONSE, endError(BAD_RESPONSE, "not a message of the protocol"));
    else hear(message);
  };
  raw.onclose = ({ code, reason }) => end(code, endError(code, reason));
  raw.onerror = () => undefined;
  endAfter(OPEN_TIMEOUT_MS);

  return {
    send({ query, variables, operationName }, sink) {
      count += 1;
      const id = String(count);
      sinks.set(id, sink);
      say({ id, type: "subscribe", payload: { query, variables, operationName } });
      return () => {
        if (sinks.delete(id) && !hasEnded) say({ id, type: "complete" });
      };
    },
    close() {
      hasEnded = true;
      clearTimeout(timer);
      raw.close(1000);
    },
  };
}

/** Hands a message to the operation it is for. */
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
