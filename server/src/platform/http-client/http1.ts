import { connect as connectTcp } from "node:net";
import { Agent, buildConnector, type Dispatcher } from "undici";
import type { Guard } from "./guard.js";
import { notAnswered, type OutgoingRequest, type SendLimits, type SendOutcome } from "./outcome.js";

const CONNECT_TIMEOUT_MS = 10_000;
const CONNECTIONS_PER_ORIGIN = 64;

/** Connections that go only where the guard lets them. */
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

/** Sends a request over HTTP/1.1. Redirects are answers like others. */
export function sendHttp1(agent: Agent, request: OutgoingRequest, limits: SendLimits): Promise<SendOutcome> {
  const { origin, pathname, search } = new URL(request.url);
  return new Promise((resolve) => {
    const reader = new AnswerReader(limits, resolve);
    const method = request.method;
    const options = { origin, path: pathname + search, method, headers: request.headers, body: request.body };
    agent.dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, reader);
  });
}

/**
 * Collects one answer. States: waiting for a connection → begun (the request is being written) → answered (a status came) →
 * settled. A failure after the status still gives the answer; after `begun` nobody knows; before it nothing was sent.
 */
class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = [];
  readonly #timer: NodeJS.Timeout;
  #bytes = 0;
  #controller: Dispatcher.DispatchController | null = null;
  #head: { status: number; headers: Record<string, string> } | null = null;
  #isSettled = false;

  constructor(
    private readonly limits: SendLimits,
    private readonly resolve: (outcome: SendOutcome) => void,
  ) {
    const { timeoutMs } = limits;
    this.#timer = setTimeout(() => this.#stop(timeout(timeoutMs)), timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A request whose time was up while it waited for a connection is not written.
    if (this.#isSettled) controller.abort(timeout(this.limits.timeoutMs));
    else this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    const joined = Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]);
    this.#head = { status, headers: Object.fromEntries(joined) as Record<string, string> };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = this.limits.maxBytes - this.#bytes;
    this.#chunks.push(chunk.subarray(0, Math.max(room, 0)));
    this.#bytes += chunk.length;
    if (this.#bytes > this.limits.maxBytes) this.#stop(new Error("The answer is too large."));
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
    if (!this.#head) return this.resolve(notAnswered(this.#controller ? "body-begun" : "before-body", error));
    const body = Buffer.concat(this.#chunks).toString("utf8");
    this.resolve({ kind: "answer", ...this.#head, body, isCut: error !== null });
  }
}

function timeout(ms: number): Error {
  return Object.assign(new Error(`There was no whole answer within ${ms} ms.`), { code: "ETIMEDOUT" });
}
