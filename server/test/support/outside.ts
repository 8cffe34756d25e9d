import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isJsonObject, type Json } from "../../src/platform/json.js";
import type { EngineParts } from "../../src/modules/runs/engine-parts.js";
import { STEP_PROGRAMS } from "../../src/modules/runs/engine/steps/index.js";
import type { StepProgram } from "../../src/modules/runs/engine/types.js";
import type { OutsideEffect } from "../../src/modules/runs/outside/outside-effect.js";

/** A delay whose ref begins with `fetch` fetches `data.url` instead, and continues with the answer in its trace. */
const fetchingDelay: StepProgram = {
  start(step, view) {
    if (!step.ref.startsWith("fetch")) return STEP_PROGRAMS.delay.start(step, view);
    const body = { url: view.context.data.url ?? null };
    return { kind: "suspend", request: { kind: "test.fetch", body }, state: { asked: true } };
  },
  resume(step, state, answer, view) {
    if (answer.kind !== "effectDone") return STEP_PROGRAMS.delay.resume(step, state, answer, view);
    return { kind: "done", notes: [["delay.over", { answer: answer.answer, state }]] };
  },
};

/** Fetches JSON. 4xx is final, any other failure is retried. */
export function fetchEffect(more: Partial<OutsideEffect> = {}): OutsideEffect {
  return {
    kind: "test.fetch",
    timeoutMs: 5000,
    retryDelaysMs: [30_000, 60_000],
    async perform({ id, request, signal }) {
      const response = await fetch(urlOf(request), { signal, headers: { "idempotency-key": id } });
      const answer: Json = JSON.parse(await response.text());
      if (response.ok) return { kind: "answered", answer };
      return { kind: "failed", reason: `HTTP ${response.status}`, isFinal: response.status < 500 };
    },
    imagine: () => ({ outcome: { isOk: true, answer: { imagined: true } }, afterMs: 1000 }),
    ...more,
  };
}

export function fetchParts(more: Partial<OutsideEffect> = {}): EngineParts {
  return { programs: { ...STEP_PROGRAMS, delay: fetchingDelay }, outside: [fetchEffect(more)] };
}

function urlOf(request: Json): string {
  if (isJsonObject(request) && typeof request.url === "string") return request.url;
  throw new Error("There is nothing to fetch.");
}

export interface FetchServer {
  url: string;
  /** The idempotency keys of the requests, in order of arrival. */
  keys: string[];
  /** Answers a request. By default with 200 and the request's path. */
  respond: (request: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
}

/** An HTTP server on loopback. */
export async function startFetchServer(): Promise<FetchServer> {
  const server = createServer((request, response) => {
    fetched.keys.push(String(request.headers["idempotency-key"]));
    fetched.respond(request, response);
  });
  const fetched: FetchServer = {
    url: "",
    keys: [],
    respond: ({ url }, response) => void response.end(JSON.stringify({ path: url })),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  fetched.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fetched;
}
