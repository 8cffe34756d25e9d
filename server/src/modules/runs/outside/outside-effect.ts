import type { Json } from "../../../platform/json.js";
import type { OutsideOutcome } from "../engine/types.js";

/** One attempt at an effect that a run waits for. */
export interface OutsideCall {
  environmentId: number;
  /** The same in every attempt: for services that take an idempotency key. */
  id: string;
  /** As the program gave it, after a trip through the database: the kind parses it. */
  request: Json;
  /** From 1. */
  attempt: number;
  /** Aborts at the end of `timeoutMs`. */
  signal: AbortSignal;
}

/** What an attempt came to. A failure that is not final is tried again while attempts are left. */
export type OutsideResult = { kind: "answered"; answer: Json } | { kind: "failed"; reason: string; isFinal?: boolean };

/**
 * A kind of effect that is done outside the transaction, such as a call of a service. An attempt may happen more than once: a
 * process may end after it did its work and before it stored the answer.
 */
export interface OutsideEffect {
  readonly kind: string;
  /** How long one attempt may take, in milliseconds. */
  readonly timeoutMs: number;
  /** The delays before the second attempt and each later one; after the last, the effect has failed. */
  readonly retryDelaysMs: readonly number[];
  /** Makes one attempt. What it throws is a failure that is not final. */
  perform(call: OutsideCall): Promise<OutsideResult>;
  /** What a simulation assumes, where nothing is called: the outcome, and after how long it comes. */
  imagine(request: Json): { outcome: OutsideOutcome; afterMs: number };
}
