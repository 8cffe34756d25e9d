import { isJsonObject } from "../../../platform/json.js";
import type { ChannelType } from "../../channels/index.js";
import { parseCondition, type Condition } from "../../conditions/index.js";

/** Whether something may be sent: for a workflow, a category or everything, by a channel type, a channel or any. */
export interface PreferenceRule {
  workflowKey?: string;
  category?: string;
  channelType?: ChannelType;
  channelKey?: string;
  /** False forbids; true or omitted allows, if `when` holds. */
  allow?: boolean;
  when?: Condition;
  /** For defaults: the rule overrides the recipient's rules. */
  overridesRecipient?: boolean;
}

/** The preferences of one party: a recipient, a tenant's defaults or the environment's. */
export interface PreferenceLayer {
  rules: readonly PreferenceRule[];
  commercialSubscribed: boolean | null;
}

/** The target of a rule. Two rules of one layer never share both `targetOf` and `channelOf`. */
export function targetOf(rule: { workflowKey?: string | null; category?: string | null }): string {
  if (rule.workflowKey != null) return workflowTarget(rule.workflowKey);
  return rule.category != null ? categoryTarget(rule.category) : EVERYTHING;
}

/** The channels of a rule. */
export function channelOf(rule: { channelType?: string | null; channelKey?: string | null }): string {
  if (rule.channelKey != null) return keyChannel(rule.channelKey);
  return rule.channelType != null ? typeChannel(rule.channelType) : ANY_CHANNEL;
}

export const EVERYTHING = "*";
export const ANY_CHANNEL = "*";

export function workflowTarget(workflowKey: string): string {
  return `w:${workflowKey}`;
}

export function categoryTarget(category: string): string {
  return `c:${category}`;
}

export function keyChannel(channelKey: string): string {
  return `k:${channelKey}`;
}

export function typeChannel(channelType: string): string {
  return `t:${channelType}`;
}

const NOTHING: PreferenceLayer = Object.freeze({ rules: Object.freeze([]), commercialSubscribed: null });

/** A row's columns as a layer. Stored values were checked when they were written, so a fault here is a bug. */
export function parseLayer(rules: unknown, commercialSubscribed: boolean | null): PreferenceLayer {
  if (!Array.isArray(rules)) throw new Error("Stored preferences are not a list of rules.");
  if (rules.length === 0 && commercialSubscribed === null) return NOTHING;
  return { rules: rules.map(parseStored), commercialSubscribed };
}

function parseStored(stored: unknown): PreferenceRule {
  if (!isJsonObject(stored)) throw new Error("A stored preference rule is not an object.");
  const { workflowKey, category, channelType, channelKey, allow, when, overridesRecipient } = stored;
  const rule: PreferenceRule = {};
  if (typeof workflowKey === "string") rule.workflowKey = workflowKey;
  if (typeof category === "string") rule.category = category;
  if (isChannelType(channelType)) rule.channelType = channelType;
  if (typeof channelKey === "string") rule.channelKey = channelKey;
  if (typeof allow === "boolean") rule.allow = allow;
  if (overridesRecipient === true) rule.overridesRecipient = true;
  if (when !== undefined) rule.when = storedCondition(when);
  return rule;
}

function storedCondition(when: unknown): Condition {
  const parsed = parseCondition(when, []);
  if (parsed.ok) return parsed.condition;
  throw new Error("A stored preference rule holds an unreadable condition.");
}

// A type written by a later release is kept as it is: no question of ours will ask for it.
function isChannelType(value: unknown): value is ChannelType {
  return typeof value === "string";
}
