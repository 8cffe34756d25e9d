import { isJsonObject, type Json, type JsonObject } from "../../platform/json.js";
import { briefValue, decodeJson, parseTimestamp } from "../conditions/index.js";
import { addDuration, parseDuration, type Duration } from "./duration.js";
import { nextOccurrence } from "./next-occurrence.js";
import type { Offset } from "./offset.js";
import { parseWindowRule, type WindowRule } from "./window-rule.js";

/** When something happens: one of `duration`, `until` and `rule`, moved by `offset`. */
export interface TimeSpec {
  /** This long from now. */
  duration?: Duration;
  /**
   * A path (`data.dueAt`, or `{{ data.dueAt }}`) or a template. Its value is an ISO 8601 timestamp, a duration or a window
   * rule; the latter two as objects or as JSON text.
   */
  until?: string;
  /** The next time the rule comes. */
  rule?: WindowRule;
  /** An hour before, two days after. With a rule: the next occurrence that is still in the future after the offset. */
  offset?: Offset;
}

/** How a moment was determined: the value, its source (`step` or the text of `until`), and its type. */
export type MomentTrace = {
  kind: "duration" | "timestamp" | "rule";
  from: string;
  value: Json;
  timeZone: string;
  offset: Json;
  /** ISO 8601. */
  at: string;
};

export type MomentProblem = "time.missing" | "time.invalid" | "time.past";

export type Moment =
  | { ok: true; at: number; trace: MomentTrace }
  /** `value`: the value that was found, or for `time.past` the past time, as ISO 8601. `reasons`: messages for developers. */
  | { ok: false; code: MomentProblem; value: Json; reasons: string[] };

type Base =
  { kind: "duration"; duration: Duration } | { kind: "timestamp"; atMs: number } | { kind: "rule"; rule: WindowRule };

type Found = { ok: true; base: Base } | { ok: false; code: MomentProblem; reasons: string[] };

/**
 * The instant of a spec at present, in the recipient's time zone (see `zoneOf`): an instant in the future, or the reason why
 * there is none. `lookUp` returns the value of `until` for this run; its errors are passed to the caller.
 */
export function resolveMoment(
  spec: TimeSpec,
  now: number,
  timeZone: string,
  lookUp: (until: string) => Json | undefined,
): Moment {
  const { from, value, found } = baseOf(spec, lookUp);
  if (!found.ok) return { ok: false, code: found.code, value: briefValue(value), reasons: found.reasons };

  const at = momentOfBase(found.base, spec.offset, { now, timeZone });
  // Moved out of the range of Date.
  if (!Number.isFinite(new Date(at).getTime())) {
    return { ok: false, code: "time.invalid", value: briefValue(value), reasons: ["The time is too far away."] };
  }
  const iso = new Date(at).toISOString();
  if (at <= now) return { ok: false, code: "time.past", value: iso, reasons: ["The time has passed."] };

  const offset: Json = spec.offset === undefined ? null : { ...spec.offset };
  return { ok: true, at, trace: { kind: found.base.kind, from, value: briefValue(value), timeZone, offset, at: iso } };
}

function baseOf(
  spec: TimeSpec,
  lookUp: (until: string) => Json | undefined,
): { from: string; value: Json | undefined; found: Found } {
  const { duration, until, rule } = spec;
  if (until !== undefined) {
    const value = lookUp(until);
    return { from: until, value, found: baseOfValue(value) };
  }
  if (duration !== undefined) {
    return { from: "step", value: { ...duration }, found: { ok: true, base: { kind: "duration", duration } } };
  }
  if (rule !== undefined) {
    return { from: "step", value: jsonOf(rule), found: { ok: true, base: { kind: "rule", rule } } };
  }
  return { from: "step", value: undefined, found: refuse("time.missing", "No time is given.") };
}

function baseOfValue(value: Json | undefined): Found {
  if (value === undefined || value === null) return refuse("time.missing", "There is no value.");
  if (typeof value === "string") {
    if (value.trim() === "") return refuse("time.missing", "The value is empty.");
    const atMs = parseTimestamp(value);
    if (atMs !== undefined) return { ok: true, base: { kind: "timestamp", atMs } };
  }

  const object = typeof value === "string" ? decodeJson(value) : value;
  if (!isJsonObject(object)) {
    return refuse(
      "time.invalid",
      "A time is an ISO 8601 timestamp, a duration { unit, value } or a rule { frequency, … }.",
    );
  }
  if (Object.hasOwn(object, "frequency")) {
    const rule = parseWindowRule(object, []);
    if (rule.ok) return { ok: true, base: { kind: "rule", rule: rule.value } };
    return refuse("time.invalid", ...rule.issues.map((issue) => issue.message));
  }
  const duration = parseDuration(object, []);
  if (duration.ok) return { ok: true, base: { kind: "duration", duration: duration.value } };
  return refuse("time.invalid", ...duration.issues.map((issue) => issue.message));
}

function momentOfBase(
  base: Base,
  offset: Offset | undefined,
  { now, timeZone }: { now: number; timeZone: string },
): number {
  switch (base.kind) {
    case "duration":
      return moved(addDuration(now, base.duration, timeZone), offset, timeZone);
    case "timestamp":
      return moved(base.atMs, offset, timeZone);
    case "rule": {
      if (offset === undefined) return nextOccurrence(base.rule, now, timeZone);
      // Occurrences around now moved the other way; calendar steps there and back may differ by a day or an hour.
      const sign = signOf(offset);
      let occurrence = nextOccurrence(base.rule, addDuration(now, offset, timeZone, sign === 1 ? -1 : 1), timeZone);
      while (moved(occurrence, offset, timeZone) <= now) occurrence = nextOccurrence(base.rule, occurrence, timeZone);
      return moved(occurrence, offset, timeZone);
    }
  }
}

function moved(atMs: number, offset: Offset | undefined, timeZone: string): number {
  return offset === undefined ? atMs : addDuration(atMs, offset, timeZone, signOf(offset));
}

function signOf(offset: Offset): 1 | -1 {
  return offset.direction === "before" ? -1 : 1;
}

function refuse(code: MomentProblem, ...reasons: string[]): Found {
  return { ok: false, code, reasons };
}

function jsonOf(rule: WindowRule): JsonObject {
  return Object.fromEntries(Object.entries(rule).filter((entry) => entry[1] !== undefined));
}
