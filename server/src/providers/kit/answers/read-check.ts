import type { Refused, VendorAnswer } from "../answer.js";
import { readFailure, type FailureRules } from "./read-failure.js";

/** The result of a settings check: null if the settings work, or if the vendor cannot say at present. */
export function readCheck(answer: VendorAnswer, rules: FailureRules): Refused | null {
  if (answer.status >= 200 && answer.status < 300) return null;
  const failed = readFailure(answer, rules, 0);
  return failed.outcome === "auth" || failed.outcome === "config" ? failed : null;
}
