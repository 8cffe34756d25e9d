import { branchesOf, type Json, type Step, type WorkflowDocument } from "./document.js";
import { diffDocuments, isSameJson, type StepChange } from "./diff.js";
import { insertStep, moveStep, removeStep, replaceStep } from "./edit.js";
import { allSteps, findStep, listAt, type ListPath, type Place } from "./paths.js";

/** A step that two people changed in different ways; the ref is null for the workflow's own fields. */
export interface Overlap {
  readonly ref: string | null;
  readonly mine: StepChange | null;
  readonly theirs: StepChange | null;
}

export type Side = "mine" | "theirs";

/** The three states of a document that two people edited. */
export interface ThreeWay {
  /** What both began with. */
  readonly base: WorkflowDocument;
  readonly mine: WorkflowDocument;
  readonly theirs: WorkflowDocument;
}

/** What both changed, and not alike. */
export function overlapsOf({ base, mine, theirs }: ThreeWay): Overlap[] {
  const own = diffDocuments(base, mine);
  const other = diffDocuments(base, theirs);
  const steps = own.steps.flatMap((change): Overlap[] => {
    const theirChange = other.steps.find(({ ref }) => ref === change.ref);
    if (!theirChange || isAlike(change, theirChange)) return [];
    return [{ ref: change.ref, mine: change, theirs: theirChange }];
  });
  const names = (fields: readonly { field: string }[]) => new Set(fields.map(({ field }) => field.split(".")[0] ?? ""));
  const shared = [...names(own.fields)].filter((name) => names(other.fields).has(name));
  const isSame = shared.every((name) => isSameJson(mine[name], theirs[name]));
  return isSame ? steps : [{ ref: null, mine: null, theirs: null }, ...steps];
}

function isAlike(mine: StepChange, theirs: StepChange): boolean {
  if (mine.kind === "removed" && theirs.kind === "removed") return true;
  if (mine.kind === "removed" || theirs.kind === "removed") return false;
  // One moved it and the other changed its words: both can be had.
  if (mine.fields.length === 0 && theirs.fields.length > 0 && !theirs.isMoved) return true;
  if (theirs.fields.length === 0 && mine.fields.length > 0 && !mine.isMoved) return true;
  return mine.isMoved === theirs.isMoved && isSameJson(mine.step, theirs.step) && mine.within === theirs.within;
}

/** Applies my changes to their document. `choices` decides what both changed, by ref; mine where it says nothing. */
export function mergeDocuments(way: ThreeWay, choices: ReadonlyMap<string | null, Side> = new Map()): WorkflowDocument {
  const { base, mine, theirs } = way;
  const diff = diffDocuments(base, mine);
  const isMine = (ref: string | null): boolean => choices.get(ref) !== "theirs";
  let merged = withOwnFields(theirs, mine, isMine(null) ? diff.fields.map(({ field }) => field) : []);
  for (const { kind, ref } of diff.steps) {
    if (kind === "removed" && isMine(ref)) merged = removeStep(merged, ref).document;
  }
  // In reading order, so that the step before each one has its place already.
  for (const change of diff.steps) {
    if (change.kind !== "removed" && isMine(change.ref)) merged = withChange(merged, mine, change);
  }
  return merged;
}

function withOwnFields(theirs: WorkflowDocument, mine: WorkflowDocument, fields: readonly string[]): WorkflowDocument {
  const names = new Set(fields.map((field) => field.split(".")[0] ?? ""));
  const next: Record<string, unknown> = { ...theirs };
  for (const name of names) {
    if (name in mine) next[name] = mine[name];
    else delete next[name];
  }
  return next as Json as WorkflowDocument;
}

function withChange(merged: WorkflowDocument, mine: WorkflowDocument, change: StepChange): WorkflowDocument {
  const { ref, step, isMoved, fields } = change;
  const there = findStep(merged, ref);
  if (!there) return insertStep(merged, placeLike(merged, mine, ref), withoutStepsOf(step)).document;
  const placed = isMoved ? moveStep(merged, ref, placeLike(merged, mine, ref)) : merged;
  return fields.length > 0 || change.kind === "added"
    ? replaceStep(placed, ref, withStepsOf(step, there.step))
    : placed;
}

/** The steps within are added by changes of their own. */
function withoutStepsOf(step: Step): Step {
  return withStepsOf(step, null);
}

/** A step with the steps that lie within another state of it, branch by branch. */
function withStepsOf(step: Step, other: Step | null): Step {
  const branches = branchesOf(step);
  if (step.type !== "branch") return step;
  const others = other ? branchesOf(other) : [];
  return {
    ...step,
    branches: branches.map((branch, index) => ({
      ...branch,
      steps: (others.find(({ name }) => name === branch.name) ?? others[index])?.steps ?? [],
    })),
  };
}

/** The place behind the step that precedes it in my document, else the beginning of the list that it lies in. */
function placeLike(merged: WorkflowDocument, mine: WorkflowDocument, ref: string): Place {
  const place = findStep(mine, ref)?.place;
  if (!place) return { list: [], index: merged.steps.length };
  const list = listLike(merged, mine, place.list);
  const before = listAt(mine, place.list)[place.index - 1]?.ref;
  const at = listAt(merged, list).findIndex((step) => step.ref === before);
  return { list, index: at + 1 };
}

function listLike(merged: WorkflowDocument, mine: WorkflowDocument, list: ListPath): ListPath {
  const [branchIndex, index] = [list.at(-1), list.at(-2)];
  if (branchIndex === undefined || index === undefined) return [];
  const outer = listAt(mine, list.slice(0, -2))[index];
  const found = allSteps(merged).find(({ step }) => step.ref === outer?.ref);
  return found ? [...found.place.list, found.place.index, branchIndex] : [];
}
