import { CarillonError } from "../errors.js";
import { MOVED } from "../late/live/connection.js";
import type { ShareSocket } from "../options.js";
import type { OpenSocket, OperationSink, Socket, SocketListener } from "../transport/socket.js";
import { Leader } from "./leader.js";
import { type Ask, type SentError, type SocketMessage, type Tell, isSocketMessage } from "./messages.js";

// A running leader answers at once; a frozen one does not.
const ANSWER_MS = 2_000;

/**
 * One socket for all tabs of a person: the tab that holds a Web Lock leads, and the others reach the server through it. When it goes, the
 * next one leads and every tab resumes after the version that it holds. Where there are no Web Locks, or the leader does not answer, a
 * tab opens a socket of its own.
 *
 * @example
 * createClient({ endpoint, publicKey, userToken, shareSocket: shareSocket() });
 */
export function shareSocket(): ShareSocket {
  return ({ open, name }) => {
    if (typeof BroadcastChannel === "undefined" || typeof navigator === "undefined" || !("locks" in navigator))
      return open;
    const tabs = new SharedSockets(open, name);
    return (listener) => tabs.open(listener);
  };
}

interface Line {
  readonly listener: SocketListener;
  readonly sinks: Map<string, OperationSink>;
  isOpen: boolean;
  /** A socket of this tab's own, when the leader did not answer. */
  own: Socket | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * The lines of one tab: virtual sockets, each run by whichever tab leads.
 *
 *   apart ──first line──▶ joining ──the person is known──▶ follows ──lock──▶ leads
 *   follows, leads ──last line closed, page hidden for good──▶ apart
 */
class SharedSockets {
  readonly #openReal: OpenSocket;
  readonly #name: () => Promise<string | null>;
  readonly #lines = new Map<string, Line>();
  #channel: BroadcastChannel | null = null;
  #leader: Leader | null = null;
  #giveUpLead: (() => void) | null = null;
  #joining: AbortController | null = null;
  #tab = "";
  #count = 0;

  constructor(openReal: OpenSocket, name: () => Promise<string | null>) {
    this.#openReal = openReal;
    this.#name = name;
  }

  open(listener: SocketListener): Socket {
    this.#tab ||= Math.random().toString(36).slice(2);
    this.#count += 1;
    const id = `${this.#tab}-${this.#count}`;
    const line: Line = { listener, sinks: new Map(), isOpen: false, own: null, timer: undefined };
    this.#lines.set(id, line);
    void this.#join().then(() => this.#begin(id, line));
    return this.#socketOf(id, line);
  }

  #begin(id: string, line: Line): void {
    if (!this.#lines.has(id)) return;
    if (this.#channel === null) {
      this.#openOwn(id, line);
      return;
    }
    // Before the answer arrives: a leader in this tab answers synchronously.
    line.timer = setTimeout(() => this.#openOwn(id, line), ANSWER_MS);
    this.#ask({ type: "open", from: this.#tab, line: id });
  }

  #openOwn(id: string, line: Line): void {
    if (this.#channel !== null) this.#ask({ type: "close", from: this.#tab, line: id });
    line.own = this.#openReal({
      ...line.listener,
      onOpen: () => line.listener.onOpen(),
      onRenewal: () => line.listener.onRenewal(),
      onEnd: (end) => {
        this.#forget(id, line);
        line.listener.onEnd(end);
      },
    });
  }

  #socketOf(id: string, line: Line): Socket {
    let count = 0;
    return {
      send: (operation, sink) => {
        if (line.own !== null) return line.own.send(operation, sink);
        count += 1;
        const operationId = String(count);
        line.sinks.set(operationId, sink);
        this.#ask({ type: "send", from: this.#tab, line: id, id: operationId, operation });
        return () => {
          if (line.sinks.delete(operationId)) this.#ask({ type: "stop", from: this.#tab, line: id, id: operationId });
        };
      },
      close: () => {
        if (line.own !== null) line.own.close();
        else this.#ask({ type: "close", from: this.#tab, line: id });
        this.#forget(id, line);
      },
    };
  }

  #forget(id: string, line: Line): void {
    clearTimeout(line.timer);
    line.sinks.clear();
    this.#lines.delete(id);
    if (this.#lines.size > 0) return;
    this.#leave();
    window.removeEventListener("pageshow", this.#onPageShow);
  }

  /** Joins the user's tabs, and waits for the lock. */
  async #join(): Promise<void> {
    if (this.#joining !== null) return;
    const joining = new AbortController();
    this.#joining = joining;
    const name = await this.#name().catch(() => null);
    if (name === null || joining.signal.aborted) {
      if (this.#joining === joining) this.#joining = null;
      return;
    }
    const channel = new BroadcastChannel(`carillon-socket-1 ${name}`);
    this.#channel = channel;
    channel.onmessage = ({ data }: { readonly data: unknown }) => {
      if (isSocketMessage(data)) this.#hear(data);
    };
    void navigator.locks
      .request(`carillon-socket-1 ${name}`, { signal: joining.signal }, () => this.#lead(joining.signal))
      .catch(() => undefined);
    window.addEventListener("pagehide", this.#onPageHide);
    window.addEventListener("pageshow", this.#onPageShow);
  }

  /** Holds the lock until this tab leaves. */
  #lead(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    this.#leader = new Leader(this.#openReal, (message) => this.#tell(message));
    this.#post({ tell: { type: "leads" } });
    this.#hearTell({ type: "leads" });
    return new Promise((resolve) => {
      this.#giveUpLead = resolve;
    });
  }

  #leave(): void {
    window.removeEventListener("pagehide", this.#onPageHide);
    this.#joining?.abort();
    this.#joining = null;
    this.#leader?.stop();
    this.#leader = null;
    this.#giveUpLead?.();
    this.#giveUpLead = null;
    this.#channel?.close();
    this.#channel = null;
  }

  /** A page in the back/forward cache must not lead, and a lock would keep it out of that cache. */
  readonly #onPageHide = (): void => this.#leave();

  /** Back from the browser's back/forward cache: earlier operations are gone. */
  readonly #onPageShow = (event: PageTransitionEvent): void => {
    if (!event.persisted) return;
    const lines = [...this.#lines.values()];
    this.#lines.clear();
    for (const line of lines) {
      clearTimeout(line.timer);
      line.own?.close();
      line.listener.onEnd({ code: MOVED, error: moved() });
    }
  };

  #ask(ask: Ask): void {
    if (this.#leader !== null) this.#leader.hear(ask);
    else this.#post({ ask });
  }

  #tell(tell: Tell): void {
    if ("line" in tell && this.#lines.has(tell.line)) this.#hearTell(tell);
    else this.#post({ tell });
  }

  #post(message: SocketMessage): void {
    this.#channel?.postMessage(message);
  }

  #hear(message: SocketMessage): void {
    if ("tell" in message) this.#hearTell(message.tell);
    else this.#leader?.hear(message.ask);
  }

  #hearTell(tell: Tell): void {
    if (tell.type === "leads") this.#onLeader();
    else {
      const line = this.#lines.get(tell.line);
      if (line !== undefined && line.own === null) this.#hearLine(tell, line);
    }
  }

  /**
   * Another tab leads now. Operations of the previous leader are lost; those that had not started start with this
   * one.
   */
  #onLeader(): void {
    for (const [id, line] of [...this.#lines]) {
      if (line.own !== null) continue;
      if (line.isOpen) {
        this.#lines.delete(id);
        line.sinks.clear();
        line.listener.onEnd({ code: MOVED, error: moved() });
      } else this.#ask({ type: "open", from: this.#tab, line: id });
    }
  }

  #hearLine(tell: Exclude<Tell, { type: "leads" }>, line: Line): void {
    const sink = "id" in tell ? line.sinks.get(tell.id) : undefined;
    switch (tell.type) {
      case "opened":
        clearTimeout(line.timer);
        if (line.isOpen) return;
        line.isOpen = true;
        line.listener.onOpen();
        return;
      case "renewal":
        line.listener.onRenewal();
        return;
      case "ended":
        this.#forget(tell.line, line);
        line.listener.onEnd({ code: tell.code, error: toError(tell.error) });
        return;
      case "answer":
        sink?.onAnswer(tell.answer);
        return;
      case "error":
        line.sinks.delete(tell.id);
        sink?.onError(toError(tell.error));
        return;
      case "complete":
        line.sinks.delete(tell.id);
        sink?.onComplete();
        return;
      default:
        tell satisfies never;
    }
  }
}

function toError({ code, message, retryAfterMs }: SentError): CarillonError {
  return new CarillonError(code, message, { retryAfterMs });
}

function moved(): CarillonError {
  return new CarillonError("NETWORK_ERROR", "Another tab has the live connection now.");
}
