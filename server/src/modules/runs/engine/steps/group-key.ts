import { hiddenKey } from "../../../identifiers/index.js";
import { readValue, type CompiledValue } from "../../../workflows/pure.js";
import type { RunView } from "../types.js";

/** The hashed key of a batch or throttle, and whether the step's key path leads to no value for this run. */
export interface GroupKey {
  /** "" for all runs without a key. */
  key: string;
  isMissing: boolean;
}

export function groupKeyOf(key: CompiledValue | null, view: RunView): GroupKey {
  if (!key) return { key: "", isMissing: false };
  const value = readValue(key, view.conditionScope(), (roots) => view.templateScope(roots));
  const text = value == null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  return { key: hiddenKey(view.context.recipientKey, text), isMissing: text === "" };
}
