import { branchesOf, isJson, type Json, type Step, type WorkflowDocument } from "./document.js";
import { allSteps, type PlacedStep } from "./paths.js";

/** One field that differs. Undefined: it is missing on that side. */
export interface FieldChange {
  /** Such as `template.markdown`. */
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface StepChange {
  readonly ref: string;
  readonly kind: "added" | "removed" | "changed" | "moved";
  /** The step after the change; for a removed one before it. */
  readonly step: Step;
  readonly isMoved: boolean;
  readonly fields: readonly FieldChange[];
  /** Where it lies now; empty for the workflow's own list. */
  readonly within: string;
}

export interface DocumentDiff {
  /** Fields of the workflow itself. */
  readonly fields: readonly FieldChange[];
  readonly steps: readonly StepChange[];
}

/** What differs between two documents, by step. A step is the same one if it has the same ref. */
export function diffDocuments(before: WorkflowDocument | null, after: WorkflowDocument | null): DocumentDiff {
  const old = before ? allSteps(before) : [];
  const now = after ? allSteps(after) : [];
  const oldByRef = new Map(old.map((each) => [each.step.ref, each]));
  const nowRefs = new Set(now.map(({ step }) => step.ref));
  const still = stayed(old, now);
  const present = now.flatMap((each): StepChange[] => {
    const { step, within } = each;
    const was = oldByRef.get(step.ref);
    if (!was) return [{ ref: step.ref, kind: "added", step, isMoved: false, fields: [], within }];
    const fields = diffFields(ownFields(was.step), ownFields(step));
    const isMoved = !still.has(step.ref);
    if (fields.length === 0 && !isMoved) return [];
    return [{ ref: step.ref, kind: fields.length > 0 ? "changed" : "moved", step, isMoved, fields, within }];
  });
  const removed = old
    .filter(({ step }) => !nowRefs.has(step.ref))
    .map(({ step, within }): StepChange => ({
      ...{ ref: step.ref, kind: "removed", step, isMoved: false, fields: [], within },
    }));
  return { fields: diffFields(withoutSteps(before), withoutSteps(after)), steps: [...present, ...removed] };
}

export function isSameDocument(diff: DocumentDiff): boolean {
  return diff.fields.length === 0 && diff.steps.length === 0;
}

/** Keys of objects have no order; everything else must be equal. */
export function isSameJson(left: unknown, right: unknown): boolean {
  return left === right || canonical(left) === canonical(right);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    isJson(each) ? Object.fromEntries(Object.entries(each).sort(([left], [right]) => (left < right ? -1 : 1))) : each,
  );
}

function withoutSteps(document: WorkflowDocument | null): Json {
  if (!document) return {};
  const { steps: _, ...rest } = document;
  return rest;
}

/** The fields of a step without the steps in its branches. */
function ownFields(step: Step): Json {
  const branches = branchesOf(step);
  if (branches.length === 0) return step;
  return { ...step, branches: branches.map(({ steps: _, ...branch }) => branch) };
}

function diffFields(before: Json, after: Json, path = ""): FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name): FieldChange[] => {
    const [old, now] = [before[name], after[name]];
    const field = path === "" ? name : `${path}.${name}`;
    if (isSameJson(old, now)) return [];
    // Conditions are read as a whole; a part of one says nothing.
    if (isJson(old) && isJson(now) && name !== "conditions") return diffFields(old, now, field);
    return [{ field, before: old, after: now }];
  });
}

/** The refs that kept their order among those that are in the same list on both sides: a longest common subsequence. */
function stayed(old: readonly PlacedStep[], now: readonly PlacedStep[]): ReadonlySet<string> {
  const lists = new Map<string, { old: string[]; now: string[] }>();
  const add = ({ step, within }: PlacedStep, side: "old" | "now"): void => {
    const list = lists.get(within) ?? { old: [], now: [] };
    list[side].push(step.ref);
    lists.set(within, list);
  };
  for (const each of old) add(each, "old");
  for (const each of now) add(each, "now");
  return new Set([...lists.values()].flatMap((list) => longestCommon(list.old, list.now)));
}

function longestCommon(left: readonly string[], right: readonly string[]): string[] {
  const lengths = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  const at = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      const best =
        left[row] === right[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
      const line = lengths[row];
      if (line) line[column] = best;
    }
  }
  const common: string[] = [];
  for (let row = 0, column = 0; row < left.length && column < right.length;) {
    const ref = left[row];
    if (ref !== undefined && ref === right[column]) {
      common.push(ref);
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return common;
}
