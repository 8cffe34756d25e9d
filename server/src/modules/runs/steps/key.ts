import { readValue, type CompiledValue } from "../../workflows/pure.js";
import type { RunView } from "../engine/types.js";

const KEY_MAX_LENGTH = 256;

/** The value that a batch or throttle is told apart by; without a key, "" for all. */
export function keyOf(key: CompiledValue | null, view: RunView): string {
  if (!key) return "";
  const value = readValue(key, view.conditionScope(), () => view.templateScope());
  const text = value == null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.slice(0, KEY_MAX_LENGTH);
}
