import { isJsonObject } from "../../platform/json.js";
import { parseDuration, type Duration, type Parsed } from "./duration.js";

/** Moves a time: `{ "unit": "hours", "value": 1, "direction": "before" }` is an hour before it. */
export interface Offset extends Duration {
  direction: "before" | "after";
}

/** Reads an offset. */
export function parseOffset(input: unknown, path: string[]): Parsed<Offset> {
  if (!isJsonObject(input)) {
    const message = 'An offset is written { "unit": "hours", "value": 1, "direction": "before" }.';
    return { ok: false, issues: [{ path, code: "wrong_type", message }] };
  }
  const { direction, ...rest } = input;
  const duration = parseDuration(rest, path);
  if (direction === "before" || direction === "after") {
    return duration.ok ? { ok: true, value: { ...duration.value, direction } } : duration;
  }

  const code = direction === undefined ? "required" : "invalid";
  const issue = { path: [...path, "direction"], code, message: 'Give the direction, "before" or "after".' };
  return { ok: false, issues: duration.ok ? [issue] : [...duration.issues, issue] };
}
