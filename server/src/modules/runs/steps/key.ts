import { boundedKey } from "../../../platform/ids/index.js";
import { readValue, type CompiledValue } from "../../workflows/pure.js";
import type { RunView } from "../engine/types.js";

/** The value that a batch or throttle is told apart by; without a key, "" for all. */
export function keyOf(key: CompiledValue | null, view: RunView): string {
  if (!key) return "";
  const value = readValue(key, view.conditionScope(), (roots) => view.templateScope(roots));
  const text = value == null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  return boundedKey(text);
}
