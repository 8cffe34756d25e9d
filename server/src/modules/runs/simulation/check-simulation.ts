import type { InputIssue } from "../../../platform/errors/index.js";
import { AttachmentTaker } from "../../attachments/index.js";
import { parseRecipientRef } from "../../objects/index.js";
import { checkCancellationKey, checkNotify, type CheckedNotify } from "../../triggers/index.js";
import type { CompiledWorkflow } from "../../workflows/pure.js";
import type { SimulateCommand, SimulatedTrigger } from "./simulate-command.js";
import type { StoryCancel, StoryMark } from "./story.js";

/** Maximum number of recipients of one simulation, subscribers of objects included. */
export const RUNS_MAX = 1000;
const TRIGGERS_MAX = 100;
const EVENTS_MAX = 1000;
const YEAR_SECONDS = 366 * 24 * 3600;
const AFTER_MAX_SECONDS = 10 * YEAR_SECONDS;
const START_FIRST = Date.UTC(1970, 0, 1);
const START_LAST = Date.UTC(2200, 0, 1);

export interface CheckedTrigger {
  input: SimulatedTrigger;
  checked: CheckedNotify;
  path: string[];
  at: number;
}

/** A simulation, checked. */
export interface CheckedSimulation {
  triggers: CheckedTrigger[];
  cancels: StoryCancel[];
  marks: StoryMark[];
  issues: InputIssue[];
}

/** Reads what happens when; everything wrong with it is listed. */
export async function checkSimulation(
  input: SimulateCommand,
  workflow: CompiledWorkflow,
  startAt: number,
): Promise<CheckedSimulation> {
  const issues = checkCounts(input);
  if (startAt < START_FIRST || startAt > START_LAST) {
    issues.push({ path: ["startAt"], code: "out_of_range", message: "From 1970 to 2200." });
  }
  const momentOf = (afterSeconds: number, path: string[]): number => {
    if (afterSeconds >= 0 && afterSeconds <= AFTER_MAX_SECONDS) return startAt + Math.round(afterSeconds * 1000);
    const message = `0 to ${AFTER_MAX_SECONDS} seconds, which is ten years.`;
    issues.push({ path: [...path, "afterSeconds"], code: "out_of_range", message });
    return startAt;
  };
  if (issues.length > 0) return { triggers: [], cancels: [], marks: [], issues };

  const triggers: CheckedTrigger[] = [];
  for (const [index, trigger] of input.triggers.entries()) {
    const path = ["triggers", String(index)];
    const checked = checkNotify(trigger, path, new AttachmentTaker(`simulation ${index}`, workflow.attachments));
    issues.push(...checked.issues, ...(await workflow.checkData(trigger.data ?? {}, [...path, "data"])));
    triggers.push({ input: trigger, checked, path, at: momentOf(trigger.afterSeconds, path) });
  }
  const cancels = (input.cancels ?? []).map((cancel, index): StoryCancel => {
    const path = ["cancels", String(index)];
    issues.push(...checkCancellationKey(cancel.cancellationKey, [...path, "cancellationKey"]));
    const keys = cancel.recipients?.flatMap((each, at) => {
      return recipientKey(each, [...path, "recipients", String(at)], issues);
    });
    const { cancellationKey } = cancel;
    return { at: momentOf(cancel.afterSeconds, path), cancellationKey, keys: keys ? new Set(keys) : null };
  });
  const marks = (input.marks ?? []).flatMap(({ afterSeconds, recipient, stepRef, mark }, index): StoryMark[] => {
    const path = ["marks", String(index)];
    const at = momentOf(afterSeconds, path);
    issues.push(...checkStep(stepRef, workflow, [...path, "stepRef"]));
    return recipientKey(recipient, [...path, "recipient"], issues).map((key) => ({
      at,
      recipientKey: key,
      stepRef,
      mark,
    }));
  });
  return { triggers, cancels, marks, issues };
}

function recipientKey(
  recipient: Parameters<typeof parseRecipientRef>[0],
  path: string[],
  issues: InputIssue[],
): string[] {
  const parsed = parseRecipientRef(recipient, path);
  if (parsed.ok) return [parsed.value];
  issues.push(...parsed.issues);
  return [];
}

function checkStep(stepRef: string, workflow: CompiledWorkflow, path: string[]): InputIssue[] {
  if (workflow.steps.get(stepRef)?.type === "channel") return [];
  const refs = [...workflow.steps.values()].filter((step) => step.type === "channel").map((step) => `"${step.ref}"`);
  const message = `The workflow has no channel step "${stepRef}"; it has ${refs.join(", ") || "none"}.`;
  return [{ path, code: "unknown_step", message }];
}

function checkCounts({ triggers, cancels, marks }: SimulateCommand): InputIssue[] {
  const issues: InputIssue[] = [];
  const refuse = (path: string[], message: string): void => {
    issues.push({ path: [...path], code: "out_of_range", message });
  };
  if (triggers.length < 1 || triggers.length > TRIGGERS_MAX)
    refuse(["triggers"], `Give 1 to ${TRIGGERS_MAX} triggers; these are ${triggers.length}.`);
  for (const [name, list] of Object.entries({ cancels, marks })) {
    const named = (list ?? []).length;
    if (named > EVENTS_MAX) refuse([name], `At most ${EVENTS_MAX}; these are ${named}.`);
  }
  const recipients = triggers.reduce((sum, trigger) => sum + trigger.recipients.length, 0);
  if (recipients > RUNS_MAX)
    refuse(["triggers"], `All triggers together name at most ${RUNS_MAX} recipients; these name ${recipients}.`);
  return issues;
}
