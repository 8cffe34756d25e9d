import { connect as connectTcp } from "node:net";
import { Agent, buildConnector, type Dispatcher } from "undici";
import type { Guard } from "./guard.js";
import { AnswerParts } from "./answer-parts.js";
import { notAnswered, timedOut, type OutgoingRequest, type SendLimits, type SendOutcome } from "./outcome.js";

const CONNECT_TIMEOUT_MS = 10_000;
const CONNECTIONS_PER_ORIGIN = 64;

/** An agent that connects only where the guard allows it. */
export function guardedAgent(guard: Guard): Agent {
  const connectTls = buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup: guard.lookup, allowH2: false });
  const connect: buildConnector.connector = (options, done) => {
    const { protocol, hostname, port } = options;
    try {
      const target = guard.targetOf(`${protocol}//${hostname}${port ? `:${port}` : ""}`);
      if (target.kind === "host") return connectTls(options, done);
      const socket = connectTcp({ host: target.hostname, port: target.port });
      socket.once("error", (error) => done(error, null));
      socket.once("connect", () => {
        socket.removeAllListeners("error");
        done(null, socket);
      });
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)), null);
    }
  };
  return new Agent({ connect, connections: CONNECTIONS_PER_ORIGIN, pipelining: 1 });
}

/** Sends a request over HTTP/1.1. Redirects are returned like other answers. */
export function sendHttp1(
  agent: Agent,
  { request, url }: { request: OutgoingRequest; url: URL },
  limits: SendLimits,
): Promise<SendOutcome> {
  const { method, headers, body } = request;
  const { origin } = url;
  const path = url.pathname + url.search;
  return new Promise((resolve) => {
    const reader = new AnswerReader(limits, resolve);
    agent.dispatch({ origin, path, method, headers, body, headersTimeout: 0, bodyTimeout: 0 }, reader);
  });
}

/**
 * Collects one answer. States: waiting for a connection → begun (the request is being written) → answered (a status arrived)
 * → settled. After a status, a failure still yields the answer; after `begun`, the outcome is unknown; before it, nothing
 * was sent.
 */
class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #parts: AnswerParts;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #isSettled = false;

  constructor(
    private readonly limits: SendLimits,
    private readonly resolve: (outcome: SendOutcome) => void,
  ) {
    const { timeoutMs, maxBytes } = limits;
    this.#parts = new AnswerParts(maxBytes);
    this.#timer = setTimeout(() => this.#stop(timedOut(timeoutMs)), timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A request that timed out while it waited for a connection is not written.
    if (this.#isSettled) controller.abort(timedOut(this.limits.timeoutMs));
    else this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status >= 200) this.#parts.begin(status, headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#parts.add(chunk)) this.#stop(new Error("The answer is too large."));
  }

  onResponseEnd(): void {
    this.#settle(null);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle(error);
  }

  #stop(reason: Error): void {
    const controller = this.#controller;
    this.#settle(reason);
    controller?.abort(reason);
  }

  #settle(error: Error | null): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    const answer = this.#parts.answer(error !== null);
    this.resolve(answer ?? notAnswered(this.#controller ? "body-begun" : "before-body", error));
  }
}
