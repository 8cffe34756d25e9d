import type { FakeAnswer, FakeRequest } from "./provider-fake.js";

/** What the vendor did with one message. */
export interface Effect {
  vendor: "resend" | "postmark" | "twilio";
  /** The idempotency key, or the recipient if there is no key. */
  name: string;
  bodies: Set<string>;
  requests: number;
  /** How often the message was accepted. Repeats with a known key count once. */
  taken: number;
  /** Answers that were never sent although the message was accepted. */
  withheld: number;
  /** Requests among them that got no answer at all, until their client gave up. */
  hung: number;
  /** Requests whose client gave up waiting: the answer was withheld, or the machine was too busy for it. */
  timedOut: number;
  /** Requests that came earlier than the last answer allowed. */
  early: number;
  /** The earliest allowed time of the next request, in milliseconds since 1970. */
  notBefore: number;
}

/**
 * A vendor that answers by a seeded plan and records what it really did: of a hundred requests 30 fail with 500, 10
 * are reset before it accepts them, 5 get a 429, 10 are reset after it accepted them, 10 get no answer, and 35 get an
 * answer.
 */
export class ChaosVendor {
  readonly effects = new Map<string, Effect>();
  readonly #seconds: readonly [least: number, most: number];
  #seed = 7;

  /** `seconds`: the range of the Retry-After of a 429. */
  constructor(seconds: readonly [least: number, most: number] = [60, 660]) {
    this.#seconds = seconds;
  }

  answer(request: FakeRequest): FakeAnswer {
    const effect = this.#effectOf(request);
    effect.requests += 1;
    if (Date.now() < effect.notBefore) effect.early += 1;
    effect.bodies.add(request.body);
    const luck = this.random();
    if (luck < 0.3) return { status: 500, body: { name: "application_error" } };
    if (luck < 0.4) return "cut";
    if (luck < 0.45) return this.#slowDown(effect);
    effect.taken += effect.vendor === "resend" && effect.taken > 0 ? 0 : 1;
    if (luck < 0.65) {
      effect.withheld += 1;
      if (luck < 0.55) return "cut";
      effect.hung += 1;
      return "hang";
    }
    return taken(effect.vendor);
  }

  /** To be called by a client that gave up waiting for the answer to its request. */
  timedOut(request: FakeRequest): void {
    this.#effectOf(request).timedOut += 1;
  }

  /** From 0 to below 1, the same sequence in every run. */
  random(): number {
    this.#seed = (this.#seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return this.#seed / 2_147_483_648;
  }

  #slowDown(effect: Effect): FakeAnswer {
    const { vendor } = effect;
    const [least, most] = this.#seconds;
    const seconds = least + Math.floor(this.random() * (most - least));
    effect.notBefore = Date.now() + seconds * 1000;
    const body = vendor === "twilio" ? { code: 20429 } : { name: "rate_limit_exceeded" };
    return { status: 429, headers: { "retry-after": String(seconds) }, body };
  }

  #effectOf({ url, headers, body }: FakeRequest): Effect {
    const vendor = url === "/emails" ? "resend" : url === "/email" ? "postmark" : "twilio";
    const name =
      vendor === "resend"
        ? (headers["idempotency-key"] ?? "")
        : vendor === "postmark"
          ? String(JSON.parse(body).To)
          : (new URLSearchParams(body).get("To") ?? "");
    const known = this.effects.get(`${vendor}/${name}`);
    if (known) return known;
    const nothing = { requests: 0, taken: 0, withheld: 0, hung: 0, timedOut: 0, early: 0, notBefore: 0 };
    const fresh: Effect = { vendor, name, bodies: new Set(), ...nothing };
    this.effects.set(`${vendor}/${name}`, fresh);
    return fresh;
  }
}

function taken(vendor: Effect["vendor"]): FakeAnswer {
  if (vendor === "resend") return { status: 200, body: { id: "r" } };
  if (vendor === "twilio") return { status: 201, body: { sid: "SM1", status: "queued" } };
  return { status: 200, body: { ErrorCode: 0, Message: "OK", MessageID: "p" } };
}
