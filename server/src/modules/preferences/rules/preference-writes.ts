import type { InputIssue } from "../../../platform/errors/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { ChannelType } from "../../channels/index.js";
import { parseCondition } from "../../conditions/index.js";
import { channelOf, targetOf, type PreferenceRule } from "./preference-rule.js";

/** A rule as a caller writes it. */
export interface PreferenceRuleFields {
  workflowKey?: string | null;
  category?: string | null;
  channelType?: ChannelType | null;
  channelKey?: string | null;
  allow?: boolean | null;
  when?: JsonObject | null;
  overridesRecipient?: boolean | null;
}

/** A change of the rule about one thing by the same channels; without a rule it is removed. */
export interface RuleWrite {
  about: string;
  rule: PreferenceRule | null;
}

/** What rules may contain in this call. */
export interface WriteRules {
  channelKeys: ReadonlySet<string>;
  /** Whether these are defaults, which may override the recipient's rules. */
  areDefaults: boolean;
}

/** Maximum number of rules in one set. */
export const RULES_MAX = 1000;

const NAME_MAX_LENGTH = 255;

export type ReadWrites = { writes: RuleWrite[]; issues: InputIssue[] };

/**
 * Validates rules to write. A channel must exist. A workflow or category need not: preferences are often written
 * before their workflow, and stay when it is deleted.
 */
export function readWrites(inputs: readonly PreferenceRuleFields[], path: string[], rules: WriteRules): ReadWrites {
  return readPlacedWrites([{ inputs, path }], rules);
}

/** The same for several lists of one call, which count as one. */
export function readPlacedWrites(
  lists: readonly { inputs: readonly PreferenceRuleFields[]; path: string[] }[],
  rules: WriteRules,
): ReadWrites {
  const issues: InputIssue[] = [];
  const placed = lists.flatMap(({ inputs, path }) =>
    inputs.map((input, index) => ({ input, at: [...path, String(index)] })),
  );
  if (placed.length > RULES_MAX) {
    const message = `At most ${RULES_MAX} rules; there are ${placed.length}.`;
    const path = (lists.find(({ inputs }) => inputs.length > RULES_MAX) ?? lists[0])?.path ?? [];
    return { writes: [], issues: [{ path, code: "too_many", message }] };
  }

  const writes = new Map<string, RuleWrite>();
  for (const { input, at } of placed) {
    const about = aboutOf(input);
    if (writes.has(about)) {
      const message = "There is another rule about the same workflow or category and channel in this call.";
      issues.push({ path: at, code: "duplicate", message });
    }
    issues.push(...namingIssues(input, at, rules));
    const read = readRule(input, at, rules);
    issues.push(...read.issues);
    writes.set(about, { about, rule: read.rule });
  }
  return { writes: [...writes.values()], issues };
}

/** The rules after a write, with the kept ones first. */
export function applyWrites(
  before: readonly PreferenceRule[],
  writes: readonly RuleWrite[],
  mode: "MERGE" | "REPLACE",
): PreferenceRule[] {
  const rules = new Map(mode === "MERGE" ? before.map((rule) => [aboutOf(rule), rule]) : []);
  for (const { about, rule } of writes) {
    if (rule) rules.set(about, rule);
    else rules.delete(about);
  }
  return [...rules.values()];
}

function aboutOf(rule: PreferenceRuleFields | PreferenceRule): string {
  return `${channelOf(rule)} ${targetOf(rule)}`;
}

function readRule(
  input: PreferenceRuleFields,
  path: string[],
  { areDefaults }: WriteRules,
): { rule: PreferenceRule | null; issues: InputIssue[] } {
  const { allow, when, overridesRecipient } = input;
  if (overridesRecipient === true && !areDefaults) {
    const message = "Only default preferences can override recipients' rules.";
    return { rule: null, issues: [{ path: [...path, "overridesRecipient"], code: "not_allowed", message }] };
  }
  if (allow === undefined && when == null) {
    const message = "Give `allow`, `when` or both; `allow: null` without `when` removes the rule.";
    return { rule: null, issues: [{ path: [...path, "allow"], code: "required", message }] };
  }
  if (allow == null && when == null) return { rule: null, issues: [] };

  const rule: PreferenceRule = subjectOf(input);
  if (allow != null) rule.allow = allow;
  if (overridesRecipient === true) rule.overridesRecipient = true;
  if (when == null) return { rule, issues: [] };

  const parsed = parseCondition(when, [...path, "when"]);
  return parsed.ok ? { rule: { ...rule, when: parsed.condition }, issues: [] } : { rule: null, issues: parsed.issues };
}

function subjectOf({ workflowKey, category, channelType, channelKey }: PreferenceRuleFields): PreferenceRule {
  return {
    ...(workflowKey != null && { workflowKey }),
    ...(category != null && { category }),
    ...(channelType != null && { channelType }),
    ...(channelKey != null && { channelKey }),
  };
}

function namingIssues(input: PreferenceRuleFields, path: string[], { channelKeys }: WriteRules): InputIssue[] {
  const issues: InputIssue[] = [];
  if (input.workflowKey != null && input.category != null) {
    const message = "A rule is about a workflow or a category, not both; write two rules.";
    issues.push({ path: [...path, "category"], code: "conflict", message });
  }
  if (input.channelType != null && input.channelKey != null) {
    const message = "A rule is about a channel type or a channel, not both; write two rules.";
    issues.push({ path: [...path, "channelKey"], code: "conflict", message });
  }
  for (const field of ["workflowKey", "category"] as const) issues.push(...nameIssues(input[field], [...path, field]));
  if (input.channelKey != null && !channelKeys.has(input.channelKey)) {
    const known = [...channelKeys].map((key) => `"${key}"`).join(", ") || "none yet";
    const message = `There is no such channel in this environment; there are: ${known}.`;
    issues.push({ path: [...path, "channelKey"], code: "unknown_channel", message });
  }
  return issues;
}

function nameIssues(name: string | null | undefined, path: string[]): InputIssue[] {
  if (name == null) return [];
  if (name.length === 0 || name.length > NAME_MAX_LENGTH) {
    const code = name.length === 0 ? "empty" : "too_long";
    return [{ path, code, message: `1 to ${NAME_MAX_LENGTH} characters.` }];
  }
  // Control characters and lone surrogates are in no name that a person could mean; Postgres refuses some of them.
  if (/[\p{Cc}\p{Cs}]/u.test(name)) {
    return [{ path, code: "invalid_format", message: "A name may not hold control characters or broken characters." }];
  }
  return [];
}
