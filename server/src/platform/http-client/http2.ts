import { connect as connectHttp2, constants, type ClientHttp2Session, type ClientHttp2Stream } from "node:http2";
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Guard } from "./guard.js";
import { AnswerParts } from "./answer-parts.js";
import { notAnswered, timedOut, type OutgoingRequest, type SendLimits, type SendOutcome } from "./outcome.js";

/** After this a session without streams is closed: a dead connection would be noticed only by a request that waits. */
const IDLE_MS = 60_000;

interface Session {
  session: ClientHttp2Session;
  /** The last stream that the server has processed, from its GOAWAY frame. */
  lastStreamId: number;
}

/** Sessions of HTTP/2, one for each origin, which are shared by all requests. */
export class Http2Sessions {
  readonly #sessions = new Map<string, Session>();

  constructor(private readonly guard: Guard) {}

  /**
   * Sends a request over HTTP/2. A stream that the server refuses unprocessed (REFUSED_STREAM, GOAWAY) was certainly not
   * processed.
   */
  async send(request: OutgoingRequest, limits: SendLimits): Promise<SendOutcome> {
    const { origin, pathname, search } = new URL(request.url);
    const held = this.#sessionOf(origin);
    const headers = { ...request.headers, ":method": request.method, ":path": pathname + search };
    const stream = held.session.request(headers, { endStream: request.body === null });
    if (request.body !== null) stream.end(request.body);
    return readStream(stream, held, limits);
  }

  /** Closes all sessions at once. */
  destroy(): void {
    for (const { session } of this.#sessions.values()) session.destroy();
    this.#sessions.clear();
  }

  #sessionOf(origin: string): Session {
    const held = this.#sessions.get(origin);
    if (held && !held.session.closed && !held.session.destroyed && held.lastStreamId === Infinity) return held;
    const session = connectHttp2(origin, { createConnection: () => this.#connect(origin) });
    const fresh: Session = { session, lastStreamId: Infinity };
    const forget = (): void => {
      if (this.#sessions.get(origin) === fresh) this.#sessions.delete(origin);
    };
    // The streams report the error; without a listener it would end the process.
    session.on("error", forget).on("close", forget);
    session.on("goaway", (_code: number, lastStreamId: number) => {
      fresh.lastStreamId = lastStreamId;
      forget();
    });
    session.setTimeout(IDLE_MS, () => session.close());
    this.#sessions.set(origin, fresh);
    return fresh;
  }

  #connect(origin: string) {
    const target = this.guard.targetOf(origin);
    const { hostname: host, port } = target;
    if (target.kind === "fake") return connectTcp({ host, port });
    return connectTls({ host, port, servername: host, ALPNProtocols: ["h2"], lookup: this.guard.lookup });
  }
}

function readStream(stream: ClientHttp2Stream, held: Session, limits: SendLimits): Promise<SendOutcome> {
  return new Promise((resolve) => {
    const parts = new AnswerParts(limits.maxBytes);
    let failed: Error | null = null;
    const cancel = (reason: Error): void => {
      failed ??= reason;
      stream.close(constants.NGHTTP2_CANCEL);
    };
    const timer = setTimeout(() => cancel(timedOut(limits.timeoutMs)), limits.timeoutMs);
    stream.on("response", (headers) => parts.begin(headers[":status"] ?? 0, headers));
    stream.on("data", (chunk: Buffer) => {
      if (!parts.add(chunk)) cancel(new Error("The answer is too large."));
    });
    stream.on("error", (error: Error) => (failed ??= error));
    stream.on("close", () => {
      clearTimeout(timer);
      const stage = wasUnseen(stream, held) ? "before-body" : "body-begun";
      const answer = parts.answer(failed !== null || stream.rstCode !== 0);
      resolve(answer ?? notAnswered(stage, failed ?? new Error("The stream was closed.")));
    });
  });
}

function wasUnseen({ id, rstCode }: ClientHttp2Stream, { lastStreamId }: Session): boolean {
  return id === undefined || rstCode === constants.NGHTTP2_REFUSED_STREAM || id > lastStreamId;
}
