import type { Refused, VendorAnswer } from "../answer.js";
import { readFailure, type FailureRules } from "./read-failure.js";

/** What the answer to a call that only tries the settings means: null if they work, or if the vendor cannot say now. */
export function readCheck(answer: VendorAnswer, rules: FailureRules): Refused | null {
  if (answer.status >= 200 && answer.status < 300) return null;
  const failed = readFailure(answer, rules, 0);
  return failed.outcome === "auth" || failed.outcome === "config" ? failed : null;
}
