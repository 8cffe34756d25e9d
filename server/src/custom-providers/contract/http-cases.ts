import type { Answer } from "../../providers/kit/answer.js";
import type { ExampleAnswer, Provider } from "../../providers/kit/provider.js";
import type { HttpRequest } from "../../providers/kit/request.js";
import { FIXED_NOW } from "../../providers/record/fixed-cases.js";
import { contractCase, inapplicableCase, verify, type ContractCase } from "./contract-case.js";
import { expectOutcome, expectWait } from "./expectations.js";
import type { Fake } from "./fakes/fake.js";
import { httpAnswer, httpFake, resettingFake } from "./fakes/http-fake.js";
import { minimalRequest, outcomeOf, outcomeOfSilence } from "./outcome-of.js";

const HUGE_BODY_BYTES = 1_000_000;
const DRIP_EVERY_MS = 50;
const WAITS: readonly (readonly [form: string, headers: Record<string, string>, body: string, waitMs: number])[] = [
  ["in seconds", { "retry-after": "120" }, "", 120_000],
  ["in decimals", { "retry-after": "1.5" }, "", 1500],
  ["as a date", { "retry-after": new Date(FIXED_NOW + 90_000).toUTCString() }, "", 90_000],
  ["of more than an hour, which is cut to an hour", { "retry-after": "86400" }, "", 3_600_000],
];

/** The bytes of an example answer. */
export function wireOf(answer: ExampleAnswer): { status: number; headers: Record<string, string>; body: string } {
  const { status, headers = {}, body = "" } = answer;
  return { status, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
}

/** The required outcome of an HTTP provider for each failure of a vendor. */
export function httpCases(provider: Provider): ContractCase[] {
  const over = new HttpRig(provider);
  const { answers } = provider.example;
  if (!answers) {
    const missing = contractCase("example.answers", () => verify(false, "The example has no answers of the vendor."));
    return [missing, ...waitCases(over), ...silentCases(over)];
  }
  const { accepted, rejected, unauthorized, gone } = answers;
  return [
    contractCase("success", async () => expectOutcome(await over.answer(accepted), "ok")),
    contractCase("permanent error", async () => expectOutcome(await over.answer(rejected), "rejected")),
    contractCase("expired credential", async () => {
      if (unauthorized) expectOutcome(await over.answer(unauthorized), "auth");
      else expectOutcome(await over.answer({ status: 401 }), "gone", "auth");
    }),
    gone
      ? contractCase("gone address", async () => expectOutcome(await over.answer(gone), "gone"))
      : inapplicableCase("gone address", "the vendor's answers never say that an address is dead"),
    ...waitCases(over),
    ...silentCases(over),
    ...unreadableCases(over, accepted),
  ];
}

/** Sends the provider's smallest request to a fake. */
class HttpRig {
  readonly #provider: Provider;

  constructor(provider: Provider) {
    this.#provider = provider;
  }

  async answer(answer: ExampleAnswer): Promise<Answer> {
    const { status, headers, body } = wireOf(answer);
    return this.outcome(() => httpFake((socket) => socket.end(httpAnswer(status, headers, body))));
  }

  async outcome(start: () => Promise<Fake>): Promise<Answer> {
    return outcomeOf(this.#provider, await this.#request(), await start());
  }

  async silence(start: () => Promise<Fake>): Promise<Answer> {
    return outcomeOfSilence(this.#provider, await this.#request(), start);
  }

  async #request(): Promise<HttpRequest> {
    const request = await minimalRequest(this.#provider);
    verify(request.kind === "http", "buildRequest makes HTTP requests of some messages only.");
    // Misbehaving connections are tried over HTTP/1.1; `http2Cases` tries misbehaving streams.
    return { ...request, protocol: undefined };
  }
}

function waitCases(over: HttpRig): ContractCase[] {
  return [
    ...WAITS.map(([form, headers, body, waitMs]) =>
      contractCase(`429 with a wait ${form} (R-10)`, async () =>
        expectWait(await over.answer({ status: 429, headers, body }), waitMs, "throttled"),
      ),
    ),
    contractCase("429 with a wait in prose (R-10)", async () => {
      const body = "Too many requests, please try again after 120 seconds.";
      expectWait(await over.answer({ status: 429, body }), 120_000, "throttled");
    }),
    contractCase("429 without a wait", async () => {
      expectOutcome(await over.answer({ status: 429 }), "throttled");
    }),
  ];
}

function silentCases(over: HttpRig): ContractCase[] {
  return [
    contractCase("500", async () =>
      expectOutcome(await over.answer({ status: 500, body: "<html>" }), "retry", "uncertain"),
    ),
    contractCase("redirect, which is not followed", async () => {
      const target = await httpFake((socket) => socket.end(httpAnswer(200, {}, "{}")));
      try {
        const headers = { location: `http://127.0.0.1:${target.port}/` };
        expectOutcome(await over.answer({ status: 307, headers }), "config");
        verify(target.requestCount() === 0, "The redirect was followed.");
      } finally {
        await target.close();
      }
    }),
    contractCase("nobody listens", async () => {
      const closedFake = async (): Promise<Fake> => {
        const fake = await httpFake(() => undefined);
        await fake.close();
        return { ...fake, close: () => Promise.resolve() };
      };
      expectOutcome(await over.outcome(closedFake), "retry");
    }),
    contractCase("reset before the body", async () =>
      expectOutcome(await over.outcome(resettingFake), "retry", "uncertain"),
    ),
    contractCase("reset after the body", async () =>
      expectOutcome(await over.outcome(() => httpFake((socket) => socket.resetAndDestroy())), "uncertain"),
    ),
    contractCase("timeout: the answer is withheld", async () =>
      expectOutcome(await over.silence(() => httpFake(() => undefined)), "uncertain"),
    ),
    contractCase("slow drip of the answer's head", async () =>
      expectOutcome(await over.silence(() => drippingFake("")), "uncertain"),
    ),
  ];
}

/** A vendor whose acceptance is a body must not be believed without the whole body. Elsewhere the status alone decides. */
function unreadableCases(over: HttpRig, accepted: ExampleAnswer): ContractCase[] {
  const { status, headers, body } = wireOf(accepted);
  const allowed = body === "" ? (["ok", "uncertain"] as const) : (["uncertain"] as const);
  const half = body.slice(0, Math.floor(body.length / 2));
  const halfAnswer = httpAnswer(status, headers, half, Buffer.byteLength(body) + 1);
  return [
    contractCase("bad JSON", async () =>
      expectOutcome(await over.answer({ status, headers, body: half === "" ? '{"id":' : half }), ...allowed),
    ),
    contractCase("huge body", async () =>
      expectOutcome(await over.answer({ status, headers, body: " ".repeat(HUGE_BODY_BYTES) + body }), ...allowed),
    ),
    contractCase("reset within the answer's body", async () => {
      const fake = () => httpFake((socket) => socket.write(halfAnswer, () => socket.resetAndDestroy()));
      // If the reset arrives before the head of the answer, there is no status either.
      expectOutcome(await over.outcome(fake), ...allowed);
    }),
    contractCase("slow drip of the answer's body", async () =>
      expectOutcome(
        await over.silence(() => drippingFake(httpAnswer(status, headers, "", HUGE_BODY_BYTES))),
        ...allowed,
      ),
    ),
  ];
}

/** Sends the beginning of an answer at once, and then one byte at a time without an end. */
function drippingFake(beginning: string): Promise<Fake> {
  return httpFake((socket) => {
    socket.write(beginning);
    const drip = beginning === "" ? "H" : " ";
    const timer = setInterval(() => socket.write(drip), DRIP_EVERY_MS);
    socket.on("close", () => clearInterval(timer));
  });
}
