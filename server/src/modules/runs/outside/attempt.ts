import type { OutsideOutcome } from "../engine/types.js";
import type { ClaimedRequest } from "./effect-requests.repository.js";
import type { OutsideEffect, OutsideResult } from "./outside-effect.js";

/** The result of one attempt, to be stored. */
export type Attempt =
  { kind: "settled"; outcome: OutsideOutcome } | { kind: "postponed"; delayMs: number; reason: string };

const REASON_MAX_LENGTH = 500;
/** Maximum length of an answer as JSON: a set reads several answers at a time. */
const ANSWER_MAX_LENGTH = 1024 * 1024;
const LOST = "The process that made the last attempt ended before it stored an answer.";

/** Makes one attempt, unless earlier ones used up the maximum. Never throws. */
export async function attemptOf(effect: OutsideEffect, claimed: ClaimedRequest): Promise<Attempt> {
  const { attempts } = claimed;
  if (attempts > effect.retryDelaysMs.length + 1) return failed(LOST, attempts - 1);
  const result = await perform(effect, claimed);
  if (result.kind === "answered") {
    if (JSON.stringify(result.answer).length <= ANSWER_MAX_LENGTH)
      return { kind: "settled", outcome: { isOk: true, answer: result.answer } };
    return failed("The answer is longer than 1 MiB.", attempts);
  }
  const delayMs = effect.retryDelaysMs[attempts - 1];
  if (result.isFinal === true || delayMs === undefined) return failed(result.reason, attempts);
  return { kind: "postponed", delayMs, reason: result.reason.slice(0, REASON_MAX_LENGTH) };
}

/** The result of an effect that has permanently failed. */
export function failed(reason: string, attempts: number): Attempt & { kind: "settled" } {
  return { kind: "settled", outcome: { isOk: false, reason: reason.slice(0, REASON_MAX_LENGTH), attempts } };
}

/** Ends the attempt at its timeout, even if the effect ignores the abort signal. */
async function perform(effect: OutsideEffect, claimed: ClaimedRequest): Promise<OutsideResult> {
  const { environment_id: environmentId, id, request, attempts: attempt } = claimed;
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<OutsideResult>((resolve) => {
    timer = setTimeout(() => {
      controller.abort();
      resolve({ kind: "failed", reason: `There was no answer within ${effect.timeoutMs} ms.` });
    }, effect.timeoutMs);
  });
  try {
    const call = { environmentId, id, request, attempt, signal: controller.signal };
    return await Promise.race([effect.perform(call), overdue]);
  } catch (error) {
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
