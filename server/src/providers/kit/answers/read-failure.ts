import type { Json } from "../../../platform/json.js";
import { failure, type Failure, type FailureOutcome, type VendorAnswer } from "../answer.js";
import { retryAfterOf } from "./retry-after.js";
import { lookUp, parseJson } from "./read-json.js";

/** The meaning of a vendor's code: the outcome, and a sentence for the operator. */
export type Meaning = readonly [FailureOutcome, string];
export type Meanings = Readonly<Record<string, Meaning>>;

/** How to read a vendor's failures. */
export interface FailureRules {
  /** The vendor's name, for sentences. */
  vendor: string;
  /** Whether repeats under one key have no effect: then a server error may always be repeated. */
  hasKey?: boolean;
  /** The vendor's code in the body; null if there is none, which means that the answer may not be the vendor's. */
  codeOf(body: Json, answer: VendorAnswer): string | null;
  /** The vendor's words in the body. */
  detailOf(body: Json, answer: VendorAnswer): string | null;
  codes: Meanings;
  /** Statuses with another meaning than the usual one. */
  statuses?: Readonly<Record<number, Meaning>>;
  /** Overrides the code's meaning in special cases, such as by a sentence in the body. */
  refine?(said: FailureSaid, answer: VendorAnswer): Meaning | null;
}

/** What `codeOf` and `detailOf` found in the body. */
export interface FailureSaid {
  body: Json;
  code: string | null;
  detail: string | null;
}

const USUAL: Readonly<Record<number, (vendor: string) => Meaning>> = {
  400: (vendor) => ["rejected", `${vendor} finds the request wrong.`],
  401: (vendor) => ["auth", `${vendor} refuses the credentials. Check them in the channel's settings.`],
  402: (vendor) => ["config", `The account at ${vendor} has no credit left.`],
  403: (vendor) => ["config", `The account at ${vendor} may not do this.`],
  404: (vendor) => ["config", `${vendor} does not know the address that was called. Check the channel's settings.`],
  405: (vendor) => ["config", `${vendor} does not take this kind of call at this address.`],
  408: (vendor) => ["retry", `${vendor} did not get the whole request in time.`],
  413: (vendor) => ["rejected", `The message is larger than ${vendor} takes.`],
  415: (vendor) => ["rejected", `${vendor} does not take this form of message.`],
  422: (vendor) => ["rejected", `${vendor} finds the message wrong.`],
  425: (vendor) => ["retry", `${vendor} asks to call again.`],
  429: (vendor) => ["throttled", `${vendor} asks to slow down.`],
};

/** The outcome of an answer that is not a success. */
export function readFailure(answer: VendorAnswer, rules: FailureRules, now: number): Failure {
  const body = parseJson(answer.body);
  const code = rules.codeOf(body, answer);
  const detail = rules.detailOf(body, answer);
  const known = lookUp(rules.codes, code);
  const byStatus = rules.statuses?.[answer.status];
  const meaning =
    rules.refine?.({ body, code, detail }, answer) ?? known ?? byStatus ?? usualMeaning(answer, rules, code !== null);
  const [outcome, reason] = meaning;
  return failure(outcome, {
    code: code ?? String(answer.status),
    isCodeKnown: code === null ? isUsual(answer.status) : known !== undefined,
    reason,
    detail: detail ?? (body === null ? answer.body : null),
    retryAfterMs: retryAfterOf(answer, now),
  });
}

function isUsual(status: number): boolean {
  return Object.hasOwn(USUAL, status) || status >= 500;
}

function usualMeaning({ status }: VendorAnswer, { vendor, hasKey }: FailureRules, isVendors: boolean): Meaning {
  const usual = USUAL[status];
  if (usual) return usual(vendor);
  if (status >= 200 && status < 300) {
    return ["uncertain", `${vendor} answered ${status} with something that cannot be read.`];
  }
  if (status >= 300 && status < 400) return ["config", `${vendor} redirects the call, and redirects are not followed.`];
  if (status < 500) return ["rejected", `${vendor} refuses the message with status ${status}.`];
  if (status === 503) return ["retry", `${vendor} is not available.`];
  // The vendor's own error says that it did not take the message; a gateway's error says nothing.
  if (hasKey === true || (isVendors && status === 500)) return ["retry", `${vendor} has a fault of its own.`];
  return ["uncertain", `${vendor} or a gateway failed with status ${status}; the message may have been taken.`];
}
