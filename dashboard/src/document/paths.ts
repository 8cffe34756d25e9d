import { branchesOf, type Step, type WorkflowDocument } from "./document.js";

/** Leads to a list of steps: pairs of a step's index and a branch's index; empty for the workflow's own list. */
export type ListPath = readonly number[];

/** Where a step lies, or may be put: a list and an index in it. */
export interface Place {
  readonly list: ListPath;
  readonly index: number;
}

/** A step with the place where it lies. */
export interface PlacedStep {
  readonly step: Step;
  readonly place: Place;
  /** Such as `size / large`; empty in the workflow's own list. */
  readonly within: string;
}

/** All steps in reading order, those within branches after their branch step. */
export function allSteps(document: WorkflowDocument): PlacedStep[] {
  return stepsIn(document.steps, [], "");
}

function stepsIn(steps: readonly Step[], list: ListPath, within: string): PlacedStep[] {
  return steps.flatMap((step, index) => [
    { step, place: { list, index }, within },
    ...branchesOf(step).flatMap((branch, branchIndex) =>
      stepsIn(branch.steps, [...list, index, branchIndex], `${step.ref} / ${branch.name}`),
    ),
  ]);
}

export function findStep(document: WorkflowDocument, ref: string): PlacedStep | null {
  return allSteps(document).find(({ step }) => step.ref === ref) ?? null;
}

/** The steps of a list; none if the path leads nowhere. */
export function listAt(document: WorkflowDocument, path: ListPath): readonly Step[] {
  let steps = document.steps;
  for (let at = 0; at < path.length; at += 2) {
    const step = steps[path[at] ?? -1];
    steps = (step && branchesOf(step)[path[at + 1] ?? -1]?.steps) ?? [];
  }
  return steps;
}

export function isSameList(left: ListPath, right: ListPath): boolean {
  return left.length === right.length && left.every((each, index) => each === right[index]);
}

/** Whether a list lies within the step at a place. */
export function isWithin(list: ListPath, { list: outer, index }: Place): boolean {
  return list.length > outer.length && isSameList(list.slice(0, outer.length), outer) && list[outer.length] === index;
}

/** The ref of the step that an issue of the document belongs to; null for the workflow itself. `path` begins in the document. */
export function refAtPath(document: WorkflowDocument, path: readonly string[]): string | null {
  let ref: string | null = null;
  let value: unknown = document;
  for (const member of path) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, member) : undefined;
    if (typeof value !== "object" || value === null) break;
    const own: unknown = Reflect.get(value, "ref");
    if (typeof own === "string" && typeof Reflect.get(value, "type") === "string") ref = own;
  }
  return ref;
}
