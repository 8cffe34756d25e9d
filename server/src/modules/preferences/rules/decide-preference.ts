import type { JsonObject } from "../../../platform/json.js";
import {
  compileCondition,
  ConditionWork,
  evaluateCondition,
  type CompiledCondition,
  type Condition,
  type ConditionScope,
} from "../../conditions/index.js";
import { ruleFor, type MergedPreferences, type SourcedRule } from "./merge-preferences.js";
import { ANY_CHANNEL, categoryTarget, EVERYTHING, keyChannel, typeChannel, workflowTarget } from "./preference-rule.js";

/** The channel step to decide about. The same object for all runs, since the matching rules are cached by it. */
export interface PreferenceSubject {
  readonly workflowKey: string;
  readonly categories: readonly string[];
  readonly channelKey: string;
  readonly channelType: string;
  readonly overridePreferences: boolean;
  readonly isCommercial: boolean;
}

/** The values that conditions of rules may read. */
export interface PreferenceCircumstances {
  /** After a batch, with the data of its first activity. */
  scope(): ConditionScope;
  now: number;
}

/** The decision as far as it is known before there is a trigger to evaluate conditions on. */
export interface PreferenceForecast {
  /** Null if the condition of a rule decides. */
  isAllowed: boolean | null;
  /** The code of the decision if every condition holds. */
  code: PreferenceCode;
  /** The deciding rule; null if no rule applies. */
  rule: SourcedRule | null;
}

/** The rules about a subject. */
interface Consulted {
  /** Rules that forbid unless their condition holds, in order. */
  conditional: { found: SourcedRule; condition: CompiledCondition }[];
  /** The decision when all of these hold, and the rule behind it. */
  otherwise: PreferenceDecision;
  rule: SourcedRule | null;
}

export const PREFERENCE_CODES = [
  "preference.allowed",
  "preference.overridden",
  "preference.commercial_off",
  "preference.workflow_off",
  "preference.category_off",
  "preference.channel_off",
  "preference.channel_type_off",
  "preference.everything_off",
] as const;

export type PreferenceCode = (typeof PREFERENCE_CODES)[number];

/** `values` names the rule and layer that decided; for an allowed message, all rules that were checked. */
export interface PreferenceDecision {
  isAllowed: boolean;
  code: PreferenceCode;
  values: JsonObject;
}

const OVERRIDDEN: PreferenceDecision = Object.freeze({ isAllowed: true, code: "preference.overridden", values: {} });
const UNMENTIONED: PreferenceDecision = Object.freeze({ isAllowed: true, code: "preference.allowed", values: {} });

/**
 * Knock's evaluation (knock.md §2.8, §15.5): the workflow's rules, those of each of its categories and those about everything
 * must all agree; of each, the rule about any channel and the one about this channel or, lacking that, its type.
 */
export function decidePreference(
  merged: MergedPreferences,
  subject: PreferenceSubject,
  { scope, now }: PreferenceCircumstances,
): PreferenceDecision {
  const { conditional, otherwise } = consult(merged, subject);
  const work = new ConditionWork();
  for (const { found, condition } of conditional) {
    const { isMet, decidedBy } = evaluateCondition(condition, scope(), now, work);
    if (!isMet) return { isAllowed: false, code: codeOf(found), values: { ...ruleValues(found), decidedBy } };
  }
  return otherwise;
}

/** The decision as far as it is known without a trigger. */
export function forecastPreference(merged: MergedPreferences, subject: PreferenceSubject): PreferenceForecast {
  const { conditional, otherwise, rule } = consult(merged, subject);
  const { isAllowed, code } = otherwise;
  const [condition] = conditional;
  return isAllowed && condition ? { isAllowed: null, code, rule: condition.found } : { isAllowed, code, rule };
}

const consulted = new WeakMap<MergedPreferences, WeakMap<PreferenceSubject, Consulted>>();

/** Once for all recipients without rules of their own. */
function consult(merged: MergedPreferences, subject: PreferenceSubject): Consulted {
  const bySubject = consulted.get(merged) ?? new WeakMap<PreferenceSubject, Consulted>();
  consulted.set(merged, bySubject);
  const known = bySubject.get(subject) ?? look(merged, subject);
  bySubject.set(subject, known);
  return known;
}

function look(merged: MergedPreferences, subject: PreferenceSubject): Consulted {
  if (subject.overridePreferences) return { conditional: [], otherwise: OVERRIDDEN, rule: null };
  if (subject.isCommercial && !merged.commercial.isSubscribed) {
    const values = { source: merged.commercial.source };
    return { conditional: [], otherwise: { isAllowed: false, code: "preference.commercial_off", values }, rule: null };
  }

  const asked = targetsOf(subject).flatMap((target) => rulesAt(merged, target, subject));
  const refusal = asked.findIndex(({ rule }) => rule.allow === false);
  const before = refusal < 0 ? asked : asked.slice(0, refusal);
  const conditional = before.flatMap((found) => {
    const { when } = found.rule;
    return when === undefined ? [] : [{ found, condition: compiledOf(when) }];
  });
  const rule = asked[refusal] ?? asked[0] ?? null;
  return { conditional, otherwise: flatDecision(asked, asked[refusal]), rule };
}

function flatDecision(asked: readonly SourcedRule[], refusal: SourcedRule | undefined): PreferenceDecision {
  if (refusal) return { isAllowed: false, code: codeOf(refusal), values: ruleValues(refusal) };
  if (asked.length === 0) return UNMENTIONED;
  return { isAllowed: true, code: "preference.allowed", values: { rules: asked.map(ruleValues) } };
}

function targetsOf({ workflowKey, categories }: PreferenceSubject): string[] {
  return [workflowTarget(workflowKey), ...categories.map(categoryTarget), EVERYTHING];
}

function rulesAt(merged: MergedPreferences, target: string, subject: PreferenceSubject): SourcedRule[] {
  const isMentioned = merged.defaults.has(target) || merged.own?.has(target);
  if (!isMentioned) return [];
  const byChannel =
    ruleFor(merged, target, keyChannel(subject.channelKey)) ??
    ruleFor(merged, target, typeChannel(subject.channelType));
  return [ruleFor(merged, target, ANY_CHANNEL), byChannel].filter((found) => found !== undefined);
}

// A default's condition is asked for each of many recipients.
const compiled = new WeakMap<Condition, CompiledCondition>();

function compiledOf(condition: Condition): CompiledCondition {
  const known = compiled.get(condition) ?? compileCondition(condition);
  compiled.set(condition, known);
  return known;
}

function codeOf({ rule }: SourcedRule): PreferenceCode {
  if (rule.workflowKey !== undefined) return "preference.workflow_off";
  if (rule.category !== undefined) return "preference.category_off";
  if (rule.channelKey !== undefined) return "preference.channel_off";
  return rule.channelType !== undefined ? "preference.channel_type_off" : "preference.everything_off";
}

function ruleValues({ rule, source }: SourcedRule): JsonObject {
  const values: JsonObject = { source };
  if (rule.workflowKey !== undefined) values.workflowKey = rule.workflowKey;
  if (rule.category !== undefined) values.category = rule.category;
  if (rule.channelType !== undefined) values.channelType = rule.channelType;
  if (rule.channelKey !== undefined) values.channelKey = rule.channelKey;
  if (rule.allow !== undefined) values.allow = rule.allow;
  if (rule.when !== undefined) values.isConditional = true;
  if (rule.overridesRecipient) values.overridesRecipient = true;
  return values;
}
