import type { TypedDocument } from "@carillon/client";
import { addressOf } from "../../app/page-address.js";
import { signIn } from "../../app/session/sign-in.js";

/** `connecting`: nothing comes now, and what comes meanwhile is read again later. */
export type LiveState = "connecting" | "live";

export interface LiveHandlers<Result> {
  readonly onData: (data: Result) => void;
  readonly onState: (state: LiveState) => void;
}

interface Subscription {
  readonly id: string;
  readonly query: string;
  readonly variables: object;
  readonly handlers: LiveHandlers<never>;
}

interface Received {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly payload?: { readonly data?: unknown };
}

const PROTOCOL = "graphql-transport-ws";
/** A socket that nobody needs is kept so long: the next page usually needs it. */
const IDLE_MS = 5000;
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 15_000;
/** The server closes with this code when a session has ended or is not allowed. */
const FORBIDDEN = 4403;
const SOCKET_AGE_MS = 3000;

/**
 * One WebSocket for all subscriptions of an environment. States: closed → (first subscription) connecting → live → (closed by
 * either side) waiting → connecting …, until nobody subscribes any more. After a gap each subscription begins anew; its first
 * event says that the list must be read again.
 */
export class LiveSocket {
  readonly #environmentKey: string;
  readonly #subscriptions = new Map<string, Subscription>();
  #socket: WebSocket | null = null;
  #isLive = false;
  #openedAt = 0;
  #retries = 0;
  #nextId = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(environmentKey: string) {
    this.#environmentKey = environmentKey;
  }

  subscribe<Result, Variables extends object>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    handlers: LiveHandlers<Result>,
  ): () => void {
    this.#nextId += 1;
    const subscription: Subscription = { id: String(this.#nextId), query: document.toString(), variables, handlers };
    this.#subscriptions.set(subscription.id, subscription);
    if (this.#isLive) this.#begin(subscription);
    else if (!this.#socket) this.#connect();
    return () => {
      if (!this.#subscriptions.delete(subscription.id)) return;
      if (this.#isLive) this.#send({ id: subscription.id, type: "complete" });
      if (this.#subscriptions.size === 0) this.#later(IDLE_MS, () => this.#closeIfIdle());
    };
  }

  #connect(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const socket = new WebSocket(addressOf("graphql").replace(/^http/, "ws"), PROTOCOL);
    this.#socket = socket;
    socket.onopen = () => this.#send({ type: "connection_init", payload: { environment: this.#environmentKey } });
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(String(data)) as Received);
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#lost(code);
    };
  }

  #receive({ type, id, payload }: Received): void {
    if (type === "ping") this.#send({ type: "pong" });
    if (type === "connection_ack") {
      this.#isLive = true;
      this.#openedAt = performance.now();
      for (const subscription of this.#subscriptions.values()) this.#begin(subscription);
    }
    const subscription = typeof id === "string" ? this.#subscriptions.get(id) : undefined;
    if (type === "next" && subscription && payload?.data != null) subscription.handlers.onData(payload.data as never);
  }

  #begin({ id, query, variables, handlers }: Subscription): void {
    this.#send({ id, type: "subscribe", payload: { query, variables } });
    handlers.onState("live");
  }

  #lost(code: number): void {
    // A socket that lasted has shown that the server is well.
    const hasLasted = this.#isLive && performance.now() - this.#openedAt > SOCKET_AGE_MS;
    this.#retries = hasLasted ? 0 : this.#retries + 1;
    this.#socket = null;
    this.#isLive = false;
    for (const { handlers } of this.#subscriptions.values()) handlers.onState("connecting");
    if (this.#subscriptions.size === 0) return;
    const wait = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** this.#retries) * (0.5 + Math.random() / 2);
    this.#later(wait, () => void this.#again(code));
  }

  async #again(code: number): Promise<void> {
    try {
      if (code === FORBIDDEN) await signIn();
    } catch {
      // The pages say that nobody is signed in; the socket tries again later.
    }
    if (this.#subscriptions.size > 0 && !this.#socket) this.#connect();
  }

  #closeIfIdle(): void {
    if (this.#subscriptions.size > 0 || !this.#socket) return;
    const socket = this.#socket;
    this.#socket = null;
    this.#isLive = false;
    socket.close(1000);
  }

  #later(ms: number, run: () => void): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      run();
    }, ms);
  }

  #send(message: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

const sockets = new Map<string, LiveSocket>();

/** The socket of an environment. */
export function liveSocket(environmentKey: string): LiveSocket {
  const known = sockets.get(environmentKey);
  if (known) return known;
  const socket = new LiveSocket(environmentKey);
  sockets.set(environmentKey, socket);
  return socket;
}
