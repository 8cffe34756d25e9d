import { cut } from "./text/plain-text.js";

/** An answer of a vendor, as its bytes say: the body is text, and names of headers are in lower case. */
export interface VendorAnswer {
  /** HTTP status, or SMTP reply code. */
  status: number;
  headers: Readonly<Record<string, string | undefined>>;
  body: string;
}

/** The vendor took the message. */
export interface Accepted {
  outcome: "ok";
  /** The vendor's id; null if the vendor gives none. */
  vendorId: string | null;
  /** The handle by which a later message replies to this one; null if the vendor has no threads. */
  thread: string | null;
}

/**
 * The vendor did not take the message.
 *
 * - `gone`: the address or token is dead for good.
 * - `rejected`: this message never passes; the address may live.
 * - `suppressed`: the vendor or the person refuses us.
 * - `auth`, `config`: nothing passes until an operator acts; the channel stops, and the message waits or fails over.
 */
export interface Refused {
  outcome: "gone" | "rejected" | "suppressed" | "auth" | "config";
  /** The vendor's code; null if there is none. */
  code: string | null;
  /** False for a code that the provider's table lacks; the metrics count such codes. */
  isCodeKnown: boolean;
  /** A sentence for an operator. */
  reason: string;
  /** The vendor's own words, at most 500 characters. */
  detail: string | null;
  /** For `gone`: since when, in milliseconds since 1970. A token registered later is alive. */
  goneSince?: number;
  /** For `gone`: whether the address may live all the same, since the settings may be wrong instead. */
  keepsAddress?: true;
  /** For `auth`: whether a new access token may help, once. */
  renewsAccessToken?: true;
}

/** The vendor did not take the message now, and may later. */
export interface Postponed {
  outcome: "throttled" | "retry";
  code: string | null;
  isCodeKnown: boolean;
  reason: string;
  detail: string | null;
  /** How long the vendor asks us to wait, at most an hour; null if it does not say. */
  retryAfterMs: number | null;
}

/** It is unknown whether the vendor took the message. */
export interface Uncertain {
  outcome: "uncertain";
  code: string | null;
  isCodeKnown: boolean;
  reason: string;
  detail: string | null;
}

export type Answer = Accepted | Refused | Postponed | Uncertain;
export type Outcome = Answer["outcome"];
export type Failure = Exclude<Answer, Accepted>;
export type FailureOutcome = Failure["outcome"];

const DETAIL_MAX_LENGTH = 500;

export function accepted(vendorId: string | null, thread: string | null = null): Accepted {
  return { outcome: "ok", vendorId, thread };
}

/** The fields that all failures have. */
export interface FailureWords {
  code: string | null;
  reason: string;
  /** The vendor's own words, of any length. */
  detail?: string | null;
  /** Default true. */
  isCodeKnown?: boolean;
  /** Kept for `throttled` and `retry` only. */
  retryAfterMs?: number | null;
}

/** The reason of a failure, with the vendor's own words if there are any. */
export function reasonAndDetail({ reason, detail }: Pick<Failure, "reason" | "detail">): string {
  return detail === null ? reason : `${reason} (${detail})`;
}

/** A failure with its fields. */
export function failure(outcome: FailureOutcome, words: FailureWords): Failure {
  const { code, reason, detail, isCodeKnown = true, retryAfterMs = null } = words;
  const shown = detail == null || detail === "" ? null : cut(detail.replace(/\s+/g, " ").trim(), DETAIL_MAX_LENGTH);
  const base = { code, isCodeKnown, reason, detail: shown };
  return outcome === "throttled" || outcome === "retry" ? { outcome, ...base, retryAfterMs } : { outcome, ...base };
}
