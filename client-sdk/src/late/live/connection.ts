import { backoffMs, refusedBackoffMs } from "../../backoff.js";
import { type CarillonError, isPassing } from "../../errors.js";
import type { Credentials } from "../../person/credentials.js";
import type { Signals } from "../../signals.js";
import { type Writable, createSubscribable } from "../../subscribable.js";
import { LiveOperations } from "./live-operations.js";
import type { LiveRequest } from "../../transport/transport.js";
import type { OpenSocket, Socket, SocketEnd } from "../../transport/socket.js";
import type { ConnectionHandle, ConnectionSnapshot, ConnectionStatus } from "../../types.js";

const RETRY_BACKOFF = { baseMs: 1000, capMs: 30_000 };
// A socket that ends sooner counts as another failure, so that the client backs off from a server that accepts and
// then drops.
const STABLE_MS = 5_000;
// React's StrictMode, tab components and the like release the last feed for a moment.
const LINGER_MS = 3_000;

const UNAUTHORIZED = 4401;
const FORBIDDEN = 4403;
// Malformed request, wrong subprotocol: the next attempt would end in the same way.
const HOPELESS = [4400, 4406];

/** Close code of a socket that another tab no longer shares: no error. */
export const MOVED = 4900;

/** Internal states; each has only its own fields. */
type State =
  | { readonly name: "idle" }
  | { readonly name: "connecting"; readonly socket: Socket }
  | { readonly name: "open"; readonly socket: Socket }
  | { readonly name: "waiting"; readonly error: CarillonError; readonly retryAtMs: number }
  | { readonly name: "offline"; readonly error: CarillonError | null }
  | { readonly name: "paused" }
  | { readonly name: "refused"; readonly error: CarillonError; readonly retryAtMs: number | null }
  | { readonly name: "closed" };

/** What a connection needs. */
export interface ConnectionOptions {
  readonly openSocket: OpenSocket;
  readonly credentials: Pick<Credentials, "canRefresh" | "accept" | "refuse" | "retryNow">;
  readonly signals: Signals;
  /** Milliseconds after which a hidden page closes its socket. */
  pauseWhenHiddenMs(): number;
  /** Source of jitter, 0 to 1. */
  readonly random?: () => number;
}

/**
 * The one live connection of a client, as long as somebody holds it.
 *
 *   idle ──held──▶ connecting ──ack──▶ open
 *   connecting, open ──lost──▶ waiting ──timer, visible, online──▶ connecting
 *                   ──lost while offline, "offline"──▶ offline ──online──▶ connecting
 *                   ──4401/4403, token renewable──▶ waiting; twice in a row: refused ──timer (up to 10 min)──▶ connecting
 *                   ──4401/4403 with a fixed token, 4400, 4406──▶ refused ──reconnect()──▶ connecting
 *   open ──the token ends soon──▶ open, on another socket that was opened first
 *   all of these ──hidden long enough──▶ paused ──visible──▶ connecting
 *                ──nobody holds it──▶ idle;  ──close()──▶ closed, for good
 *
 * `failures` counts tries in a row; it falls to zero when a socket has stood for a while, and when the page or the network comes back.
 */
export class Connection implements ConnectionHandle {
  readonly #options: ConnectionOptions;
  readonly #snapshot: Writable<ConnectionSnapshot>;
  readonly #operations = new LiveOperations();
  readonly #holders = new Set<symbol>();
  #state: State = { name: "idle" };
  #failures = 0;
  #refusals = 0;
  #wasOpen = false;
  /** Opened next to the current socket, to replace it. */
  #successor: Socket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  #lingerTimer: ReturnType<typeof setTimeout> | undefined;
  #stopSignals: (() => void) | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#snapshot = createSubscribable<ConnectionSnapshot>({ status: "idle", error: null, retryAtMs: null });
  }

  readonly getSnapshot = (): ConnectionSnapshot => this.#snapshot.getSnapshot();

  readonly subscribe = (listener: () => void): (() => void) => this.#snapshot.subscribe(listener);

  /** Keeps the connection up; returns a function that releases it. */
  hold(): () => void {
    if (this.#state.name === "closed") return () => undefined;
    const holder = Symbol("holder");
    this.#holders.add(holder);
    clearTimeout(this.#lingerTimer);
    if (this.#state.name === "idle") this.#wake();
    return () => {
      if (!this.#holders.delete(holder) || this.#holders.size > 0) return;
      this.#lingerTimer = setTimeout(() => this.#sleep({ name: "idle" }), LINGER_MS);
    };
  }

  /** Keeps an operation running. Returns a function that ends it. */
  keep(request: LiveRequest): () => void {
    const letGo = this.hold();
    const end = this.#operations.add(request);
    return () => {
      end();
      letGo();
    };
  }

  reconnect(): void {
    if (this.#state.name === "closed" || this.#state.name === "idle") return;
    this.#options.credentials.retryNow();
    this.restart();
  }

  /** Continues with the current credentials; an open socket stays until the next one is open. */
  renew(): void {
    if (this.#state.name !== "open") {
      this.restart();
      return;
    }
    this.#successor?.close();
    this.#successor = this.#open();
  }

  /** Reconnects with the current credentials. */
  restart(): void {
    if (this.#state.name === "closed" || this.#state.name === "idle" || this.#state.name === "paused") return;
    this.#failures = 0;
    this.#refusals = 0;
    this.#connect();
  }

  close(): void {
    if (this.#state.name === "closed") return;
    this.#holders.clear();
    this.#sleep({ name: "closed" });
  }

  #wake(): void {
    this.#stopSignals = this.#options.signals.subscribe(() => this.#onSignal());
    this.#failures = 0;
    this.#refusals = 0;
    this.#wasOpen = false;
    this.#watchVisibility();
    this.#connect();
  }

  #sleep(state: State): void {
    clearTimeout(this.#lingerTimer);
    clearTimeout(this.#hiddenTimer);
    this.#hiddenTimer = undefined;
    this.#stopSignals?.();
    this.#stopSignals = null;
    this.#enter(state);
  }

  #connect(): void {
    this.#enter({ name: "connecting", socket: this.#open() });
  }

  #open(): Socket {
    const isCurrent = () => "socket" in this.#state && this.#state.socket === socket;
    const socket: Socket = this.#options.openSocket({
      onOpen: () => {
        if (isCurrent()) this.#onOpen(socket);
        else if (this.#successor === socket) this.#takeOver(socket);
      },
      onEnd: (end) => {
        if (isCurrent()) this.#onEnd(end);
        // The present socket stays open to its end; then it counts as a lost connection.
        else if (this.#successor === socket) this.#successor = null;
      },
      onRenewal: () => {
        if (isCurrent()) this.#successor ??= this.#open();
      },
    });
    return socket;
  }

  #takeOver(socket: Socket): void {
    if (this.#state.name !== "open") return;
    const before = this.#state.socket;
    this.#successor = null;
    this.#state = { name: "open", socket };
    this.#options.credentials.accept();
    this.#operations.move(socket);
    before.close();
  }

  #onOpen(socket: Socket): void {
    this.#wasOpen = true;
    this.#options.credentials.accept();
    this.#enter({ name: "open", socket });
    this.#timer = setTimeout(() => {
      this.#failures = 0;
      this.#refusals = 0;
    }, STABLE_MS);
    this.#operations.attach(socket);
  }

  #onEnd({ code, error, token }: SocketEnd): void {
    if (code === MOVED) {
      this.#connect();
      return;
    }
    const isRefusal = code === UNAUTHORIZED || code === FORBIDDEN;
    if (HOPELESS.includes(code) || (isRefusal && !this.#options.credentials.canRefresh)) {
      this.#enter({ name: "refused", error, retryAtMs: null });
      return;
    }
    if (isRefusal) {
      this.#options.credentials.refuse(token);
      this.#refusals += 1;
    } else if (!isPassing(error)) {
      // No token was available for a socket.
      this.#refusals = Math.max(2, this.#refusals + 1);
    }
    if (!this.#options.signals.isOnline()) {
      this.#enter({ name: "offline", error });
      return;
    }
    this.#retryLater(error);
  }

  #retryLater(error: CarillonError): void {
    const isRefused = this.#refusals > 1;
    const delayMs = isRefused
      ? (error.retryAfterMs ?? refusedBackoffMs(this.#refusals - 2, this.#options.random))
      : backoffMs(RETRY_BACKOFF, this.#failures, this.#options.random);
    this.#failures += 1;
    this.#enter({ name: isRefused ? "refused" : "waiting", error, retryAtMs: Date.now() + delayMs });
    this.#timer = setTimeout(() => this.#connect(), delayMs);
  }

  #onSignal(): void {
    this.#watchVisibility();
    const { signals } = this.#options;
    const { name } = this.#state;
    if (!signals.isOnline()) {
      if (name === "connecting" || name === "open" || name === "waiting") this.#enter({ name: "offline", error: null });
      return;
    }
    const isBack = name === "offline" || name === "waiting" || (name === "paused" && signals.isVisible());
    if (!isBack || (name === "waiting" && !signals.isVisible())) return;
    this.#failures = 0;
    this.#connect();
  }

  /** A page that is hidden for long closes its socket. */
  #watchVisibility(): void {
    if (this.#options.signals.isVisible()) {
      clearTimeout(this.#hiddenTimer);
      this.#hiddenTimer = undefined;
      return;
    }
    const pauseMs = this.#options.pauseWhenHiddenMs();
    if (this.#hiddenTimer !== undefined || !Number.isFinite(pauseMs)) return;
    this.#hiddenTimer = setTimeout(() => this.#enter({ name: "paused" }), pauseMs);
  }

  /** The only place where the state changes: leaves the old state and notifies listeners. */
  #enter(next: State): void {
    const before = this.#state;
    clearTimeout(this.#timer);
    this.#state = next;
    const isKept = "socket" in next && "socket" in before && next.socket === before.socket;
    if ("socket" in before && !isKept) {
      before.socket.close();
      this.#successor?.close();
      this.#successor = null;
      this.#operations.detach();
    }
    this.#snapshot.set(snapshotOf(next, this.#wasOpen || this.#failures > 0));
  }
}

function snapshotOf(state: State, isRetry: boolean): ConnectionSnapshot {
  const error = "error" in state ? state.error : null;
  return { status: statusOf(state, isRetry), error, retryAtMs: "retryAtMs" in state ? state.retryAtMs : null };
}

function statusOf({ name }: State, isRetry: boolean): ConnectionStatus {
  if (name === "waiting") return "reconnecting";
  return name === "connecting" && isRetry ? "reconnecting" : name;
}
