import type { JsonObject } from "../../platform/json.js";
import {
  compileCondition,
  evaluateCondition,
  type CompiledCondition,
  type Condition,
  type ConditionScope,
} from "../conditions/index.js";
import { ruleFor, type MergedPreferences, type SourcedRule } from "./merge-preferences.js";
import { ANY_CHANNEL, categoryTarget, EVERYTHING, keyChannel, typeChannel, workflowTarget } from "./preference-rule.js";

/** One channel step of one run. */
export interface PreferenceQuestion {
  workflowKey: string;
  categories: readonly string[];
  channelKey: string;
  channelType: string;
  overridePreferences: boolean;
  isCommercial: boolean;
  /** What the rules' conditions may read. After a batch, the data of its first activity. */
  scope: ConditionScope;
  /** Now, for the rules' conditions. */
  at: number;
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

/** `values` says which rule of which layer decided; for what is allowed, all rules that were asked. */
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
export function decidePreference(merged: MergedPreferences, question: PreferenceQuestion): PreferenceDecision {
  if (question.overridePreferences) return OVERRIDDEN;
  if (question.isCommercial && !merged.commercial.isSubscribed) {
    return { isAllowed: false, code: "preference.commercial_off", values: { source: merged.commercial.source } };
  }

  const asked: SourcedRule[] = [];
  for (const target of targetsOf(question)) {
    for (const found of rulesAt(merged, target, question)) {
      const refusal = refuse(found, question);
      if (refusal) return refusal;
      asked.push(found);
    }
  }
  if (asked.length === 0) return UNMENTIONED;
  return { isAllowed: true, code: "preference.allowed", values: { rules: asked.map(ruleValues) } };
}

function targetsOf(question: PreferenceQuestion): string[] {
  return [workflowTarget(question.workflowKey), ...question.categories.map(categoryTarget), EVERYTHING];
}

function rulesAt(merged: MergedPreferences, target: string, question: PreferenceQuestion): SourcedRule[] {
  const isMentioned = merged.defaults.has(target) || merged.own?.has(target);
  if (!isMentioned) return [];
  const byChannel =
    ruleFor(merged, target, keyChannel(question.channelKey)) ??
    ruleFor(merged, target, typeChannel(question.channelType));
  return [ruleFor(merged, target, ANY_CHANNEL), byChannel].filter((found) => found !== undefined);
}

function refuse(found: SourcedRule, question: PreferenceQuestion): PreferenceDecision | null {
  const { allow, when } = found.rule;
  if (allow === false) return { isAllowed: false, code: codeOf(found), values: ruleValues(found) };
  if (when === undefined) return null;

  const { isMet, decidedBy } = evaluateCondition(compiledOf(when), question.scope, question.at);
  if (isMet) return null;
  return { isAllowed: false, code: codeOf(found), values: { ...ruleValues(found), decidedBy } };
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
