import type { CarillonError } from "../errors.js";
import type { OpenSocket, Socket } from "../transport/socket.js";
import type { Ask, SentError, Tell } from "./messages.js";

/** One real socket and the lines that use it. */
interface Real {
  socket: Socket;
  isOpen: boolean;
  /** Its token expires soon: virtual sockets that are opened from now on get another one. */
  isRetiring: boolean;
  readonly lines: Map<string, Map<string, () => void>>;
}

/** The tab with the socket: it runs the operations of all tabs, including its own. */
export class Leader {
  readonly #open: OpenSocket;
  readonly #tell: (message: Tell) => void;
  #current: Real | null = null;
  readonly #byLine = new Map<string, Real>();

  constructor(open: OpenSocket, tell: (message: Tell) => void) {
    this.#open = open;
    this.#tell = tell;
  }

  hear(ask: Ask): void {
    const real = this.#byLine.get(ask.line);
    if (ask.type === "open") this.#openLine(ask.line);
    else if (real === undefined) return;
    else if (ask.type === "close") this.#closeLine(ask.line, real);
    else if (ask.type === "send") this.#send(ask, real);
    else {
      real.lines.get(ask.line)?.get(ask.id)?.();
      real.lines.get(ask.line)?.delete(ask.id);
    }
  }

  /** Closes the socket; the next leader opens another one. */
  stop(): void {
    for (const real of new Set(this.#byLine.values())) real.socket.close();
    this.#byLine.clear();
    this.#current = null;
  }

  #openLine(line: string): void {
    if (this.#byLine.has(line)) return;
    const real = this.#current !== null && !this.#current.isRetiring ? this.#current : this.#openReal();
    real.lines.set(line, new Map());
    this.#byLine.set(line, real);
    if (real.isOpen) this.#tell({ type: "opened", line });
  }

  #openReal(): Real {
    const lines: Real["lines"] = new Map();
    const each = (message: (line: string) => Tell): void =>
      [...lines.keys()].forEach((line) => this.#tell(message(line)));
    const socket = this.#open({
      onOpen: () => {
        real.isOpen = true;
        each((line) => ({ type: "opened", line }));
      },
      onRenewal: () => {
        real.isRetiring = true;
        each((line) => ({ type: "renewal", line }));
      },
      onEnd: ({ code, error }) => {
        if (this.#current === real) this.#current = null;
        each((line) => ({ type: "ended", line, code, error: sent(error) }));
        for (const line of lines.keys()) this.#byLine.delete(line);
      },
    });
    const real: Real = { socket, isOpen: false, isRetiring: false, lines };
    this.#current = real;
    return real;
  }

  #closeLine(line: string, real: Real): void {
    for (const stop of real.lines.get(line)?.values() ?? []) stop();
    real.lines.delete(line);
    this.#byLine.delete(line);
    if (real.lines.size > 0) return;
    real.socket.close();
    if (this.#current === real) this.#current = null;
  }

  #send({ line, id, operation }: Extract<Ask, { type: "send" }>, real: Real): void {
    const stop = real.socket.send(operation, {
      onAnswer: (answer) => this.#tell({ type: "answer", line, id, answer }),
      onError: (error) => this.#tell({ type: "error", line, id, error: sent(error) }),
      onComplete: () => this.#tell({ type: "complete", line, id }),
    });
    real.lines.get(line)?.set(id, stop);
  }
}

function sent({ code, message, retryAfterMs }: CarillonError): SentError {
  return { code, message, retryAfterMs };
}
