import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { canonicalJson, type JsonObject } from "../../../platform/json.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { failure, type Failure } from "../../../providers/kit/answer.js";
import type { ChatAddress } from "../../../providers/kit/message.js";
import type { Provider } from "../../../providers/kit/provider.js";

/** An address for which the vendor may have another id. */
export interface LookupQuestion {
  channelId: number;
  provider: Provider;
  settings: JsonObject;
  credentials: JsonObject;
  address: ChatAddress;
}

export type LookupAnswer = { ok: true; address: ChatAddress } | { ok: false; answer: Failure };

const KNOWN_MAX = 20_000;
const TIMEOUT_MS = 10_000;
const ANSWER_MAX_BYTES = 64 * 1024;
/** A found id never changes. An unknown user may be added later. */
const [FOUND_MS, MISSING_MS, FAILED_MS] = [24 * 3_600_000, 60_000, 5000];

/** Finds the vendor's ids of addresses, for example the user with an email address. Each worker caches the results. */
export class AddressLookups {
  readonly #runtime: Runtime;
  readonly #known = new LRUCache<string, { answer: LookupAnswer; until: number }>({ max: KNOWN_MAX });
  readonly #finding = new Map<string, Promise<LookupAnswer>>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Null if the vendor can send to the address itself. */
  find(question: LookupQuestion): Promise<LookupAnswer> | null {
    const { channelId, provider, settings, credentials, address } = question;
    const asked = provider.addressLookup?.keyOf(address, credentials) ?? null;
    if (asked === null) return null;
    const name = hash("sha256", canonicalJson([channelId, provider.key, settings, credentials, asked]), "base64url");
    const known = this.#known.get(name);
    if (known && this.#runtime.clock.now() < known.until) return Promise.resolve(known.answer);
    const finding =
      this.#finding.get(name) ??
      this.#ask(question)
        .then((answer) => {
          this.#known.set(name, { answer, until: this.#runtime.clock.now() + keptFor(answer) });
          return answer;
        })
        .finally(() => this.#finding.delete(name));
    this.#finding.set(name, finding);
    return finding;
  }

  async #ask({ provider, settings, credentials, address }: LookupQuestion): Promise<LookupAnswer> {
    const { http, clock } = this.#runtime;
    const lookup = provider.addressLookup;
    if (!lookup) throw new Error("A provider without look-ups was asked for one.");
    const request = lookup.buildRequest(address, settings, credentials);
    if (request.kind === "unsendable") {
      return { ok: false, answer: failure(request.outcome, { code: request.code, reason: request.reason }) };
    }
    const outcome = await http.send(request, { timeoutMs: TIMEOUT_MS, maxBytes: ANSWER_MAX_BYTES });
    // A repeated look-up is harmless, whatever the outcome of the first one.
    if (outcome.kind === "no-answer") {
      const reason = `${provider.name} gave no answer to the look-up of an address.`;
      return { ok: false, answer: failure("retry", { code: outcome.code, reason, detail: outcome.message }) };
    }
    const read = lookup.readAnswer(outcome, clock.now());
    if ("kind" in read) return { ok: true, address: read.address };
    if (read.outcome !== "uncertain") return { ok: false, answer: read };
    return { ok: false, answer: failure("retry", { code: read.code, reason: read.reason, detail: read.detail }) };
  }
}

function keptFor(answer: LookupAnswer): number {
  if (answer.ok) return FOUND_MS;
  return answer.answer.outcome === "gone" || answer.answer.outcome === "rejected" ? MISSING_MS : FAILED_MS;
}
