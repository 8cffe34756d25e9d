import type { Json } from "../../../platform/json.js";
import type { OutsideOutcome } from "../engine/types.js";

/** One attempt at an effect that a run waits for. */
export interface OutsideCall {
  environmentId: number;
  /** Equal in every attempt: for services that take an idempotency key. */
  id: string;
  /** The program's request as JSON from the database. The effect parses it. */
  request: Json;
  /** 1-based. */
  attempt: number;
  /** Aborts at the end of `timeoutMs`. */
  signal: AbortSignal;
}

/** The result of an attempt. A failure that is not final is retried while attempts are left. */
export type OutsideResult = { kind: "answered"; answer: Json } | { kind: "failed"; reason: string; isFinal?: boolean };

/**
 * An effect outside the transaction, such as a call of a service. An attempt may happen more than once, because a
 * process may die after the work and before it stores the answer.
 */
export interface OutsideEffect {
  readonly kind: string;
  /** Maximum duration of one attempt, in milliseconds. */
  readonly timeoutMs: number;
  /** The delays before the second attempt and each later one. After the last attempt, the effect has failed. */
  readonly retryDelaysMs: readonly number[];
  /** Makes one attempt. A thrown error is a failure that is not final. */
  perform(call: OutsideCall): Promise<OutsideResult>;
  /** The outcome that a simulation assumes without a call, and the time until it arrives. */
  imagine(request: Json): { outcome: OutsideOutcome; afterMs: number };
}
