import type { Answer, Outcome } from "../../providers/kit/answer.js";
import { ContractError } from "./contract-case.js";

/** Throws unless the answer has one of the outcomes. */
export function expectOutcome(answer: Answer, ...allowed: Outcome[]): void {
  if (allowed.includes(answer.outcome)) return;
  const said = answer.outcome === "ok" ? "" : ` (${answer.reason})`;
  throw new ContractError(`The outcome must be ${allowed.join(" or ")}, and is ${answer.outcome}${said}.`);
}

/** Throws unless the vendor's wait was read, as an outcome that is tried again. */
export function expectWait(answer: Answer, waitMs: number, ...allowed: Outcome[]): void {
  expectOutcome(answer, ...allowed);
  const found = "retryAfterMs" in answer ? answer.retryAfterMs : null;
  if (found === waitMs) return;
  throw new ContractError(`retryAfterMs must be ${waitMs}, and is ${String(found)}.`);
}
