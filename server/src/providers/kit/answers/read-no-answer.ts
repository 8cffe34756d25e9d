import { failure, type Failure } from "../answer.js";

/** How far a request came that got no answer. */
export type Stage = "before-body" | "body-begun";

/** The outcome of a request without an answer: before the body was sent, nothing can have been taken. */
export function readNoAnswer(vendor: string, stage: Stage, error: { code: string; message: string }): Failure {
  const { code, message: detail } = error;
  return stage === "before-body"
    ? failure("retry", { code, detail, reason: `${vendor} could not be reached; nothing was sent.` })
    : failure("uncertain", { code, detail, reason: `${vendor} did not answer; the message may have been taken.` });
}
