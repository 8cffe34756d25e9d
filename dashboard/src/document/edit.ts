import { branchesOf, isJson, type Branch, type Step, type WorkflowDocument } from "./document.js";
import { allSteps, findStep, isWithin, listAt, type ListPath, type Place } from "./paths.js";

/** A document after a change, and the step that the change was about. */
export interface Edited {
  readonly document: WorkflowDocument;
  readonly ref: string | null;
}

/** Replaces the steps of one list. */
export function withList(
  document: WorkflowDocument,
  path: ListPath,
  change: (steps: readonly Step[]) => readonly Step[],
): WorkflowDocument {
  return { ...document, steps: changedList(document.steps, path, change) };
}

function changedList(
  steps: readonly Step[],
  [index, branchIndex, ...rest]: ListPath,
  change: (steps: readonly Step[]) => readonly Step[],
): readonly Step[] {
  if (index === undefined || branchIndex === undefined) return change(steps);
  return steps.map((step, at) => {
    if (at !== index) return step;
    const branches = branchesOf(step).map((branch, each) =>
      each === branchIndex ? { ...branch, steps: changedList(branch.steps, rest, change) } : branch,
    );
    return { ...step, branches };
  });
}

export function insertStep(document: WorkflowDocument, { list, index }: Place, step: Step): Edited {
  const next = withList(document, list, (steps) => steps.toSpliced(index, 0, step));
  return { document: next, ref: step.ref };
}

/** The step after the removed one is the next to work with, else the one before it. */
export function removeStep(document: WorkflowDocument, ref: string): Edited {
  const found = findStep(document, ref);
  if (!found) return { document, ref: null };
  const { list, index } = found.place;
  const next = withList(document, list, (steps) => steps.toSpliced(index, 1));
  const left = listAt(next, list);
  return { document: next, ref: (left[index] ?? left[index - 1])?.ref ?? null };
}

/** Replaces a step by another one, in the same place. */
export function replaceStep(document: WorkflowDocument, ref: string, step: Step): WorkflowDocument {
  const found = findStep(document, ref);
  if (!found) return document;
  return withList(document, found.place.list, (steps) => steps.with(found.place.index, step));
}

/** Moves a step to a place, as seen before the move. Nothing moves into itself. */
export function moveStep(document: WorkflowDocument, ref: string, to: Place): WorkflowDocument {
  const found = findStep(document, ref);
  if (!found || isWithin(to.list, found.place)) return document;
  const anchor = listAt(document, to.list)[to.index]?.ref ?? null;
  if (anchor === ref) return document;
  const without = withList(document, found.place.list, (steps) => steps.toSpliced(found.place.index, 1));
  const list = anchor === null ? listAfterRemoval(to.list, found.place) : (findStep(without, anchor)?.place.list ?? []);
  const index = anchor === null ? listAt(without, list).length : (findStep(without, anchor)?.place.index ?? 0);
  return insertStep(without, { list, index }, found.step).document;
}

/** A list's path once the step at a place is gone: later steps of the same list move up by one. */
function listAfterRemoval(list: ListPath, { list: outer, index }: Place): ListPath {
  const at = list[outer.length];
  const isBelow = at !== undefined && outer.every((each, depth) => each === list[depth]);
  return isBelow && at > index ? list.with(outer.length, at - 1) : list;
}

export type Direction = "up" | "down" | "in" | "out";

/** Moves a step by one: within its list, into the branch step above it, or out behind its branch step. */
export function shiftStep(document: WorkflowDocument, ref: string, direction: Direction): WorkflowDocument {
  const found = findStep(document, ref);
  if (!found) return document;
  const { list, index } = found.place;
  switch (direction) {
    case "up":
      return index === 0 ? document : moveStep(document, ref, { list, index: index - 1 });
    case "down":
      return index + 1 >= listAt(document, list).length
        ? document
        : moveStep(document, ref, { list, index: index + 2 });
    case "in":
      return movedIn(document, ref, found.place);
    case "out":
      return list.length === 0
        ? document
        : moveStep(document, ref, { list: list.slice(0, -2), index: (list.at(-2) ?? 0) + 1 });
  }
}

/** From branch to branch of the same step, else into the branch step before or after it. */
function movedIn(document: WorkflowDocument, ref: string, { list, index }: Place): WorkflowDocument {
  const steps = listAt(document, list);
  for (const beside of [index - 1, index + 1]) {
    const step = steps[beside];
    if (step && branchesOf(step).length > 0) {
      const into = [...list, beside, 0];
      return moveStep(document, ref, { list: into, index: listAt(document, into).length });
    }
  }
  const branchIndex = list.at(-1);
  if (branchIndex === undefined) return document;
  const outer = listAt(document, list.slice(0, -2))[list.at(-2) ?? -1];
  const next = [...list.slice(0, -1), (branchIndex + 1) % Math.max(1, outer ? branchesOf(outer).length : 1)];
  return moveStep(document, ref, { list: next, index: listAt(document, next).length });
}

const REF_LENGTH = 64;

/** A ref that no step has yet, made from words. */
export function freeRef(document: WorkflowDocument, words: string): string {
  const taken = new Set(allSteps(document).map(({ step }) => step.ref));
  const plain = words
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, REF_LENGTH - 4);
  const base = plain === "" ? "step" : plain;
  if (!taken.has(base)) return base;
  for (let number = 2; ; number += 1) if (!taken.has(`${base}-${number}`)) return `${base}-${number}`;
}

/** Puts a copy behind a step, with refs of its own. */
export function duplicateStep(document: WorkflowDocument, ref: string): Edited {
  const found = findStep(document, ref);
  if (!found) return { document, ref: null };
  const { list, index } = found.place;
  return pasteStep(document, { list, index: index + 1 }, found.step);
}

/** Inserts a step that came from elsewhere. Refs that are taken are replaced. */
export function pasteStep(document: WorkflowDocument, place: Place, step: Step): Edited {
  let taken = document;
  const renamed = (each: Step): Step => {
    const isTaken = findStep(taken, each.ref) !== null;
    const own = { ...each, ref: isTaken ? freeRef(taken, each.ref.replace(/-\d+$/, "")) : each.ref };
    taken = { ...taken, steps: [...taken.steps, { ref: own.ref, type: own.type }] };
    const branches = branchesOf(each);
    if (branches.length === 0) return own;
    return { ...own, branches: branches.map((branch): Branch => ({ ...branch, steps: branch.steps.map(renamed) })) };
  };
  return insertStep(document, place, renamed(step));
}

const REFS = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Why a step may not have this ref; null if it may. */
export function whyNotRef(document: WorkflowDocument, before: string, ref: string): string | null {
  if (!REFS.test(ref)) return "A ref begins with a letter and holds letters, digits, - and _, at most 64.";
  if (ref !== before && findStep(document, ref)) return `Another step is called “${ref}”.`;
  return null;
}

function mentionOf(ref: string): RegExp {
  return new RegExp(`\\brefs\\.${ref}(?![A-Za-z0-9_-])`, "g");
}

/** The refs of the steps whose conditions or texts read `refs.<ref>`. */
export function mentionsOf(document: WorkflowDocument, ref: string): string[] {
  return allSteps(document)
    .filter(({ step }) => mentionOf(ref).test(JSON.stringify(withoutInnerSteps(step))))
    .map(({ step }) => step.ref);
}

function withoutInnerSteps(step: Step): Step {
  const branches = branchesOf(step);
  return branches.length === 0 ? step : { ...step, branches: branches.map((branch) => ({ ...branch, steps: [] })) };
}

/** Renames a step, and what reads it in conditions and texts. */
export function renameRef(document: WorkflowDocument, from: string, to: string): WorkflowDocument {
  const found = findStep(document, from);
  if (!found || whyNotRef(document, from, to) !== null) return document;
  const renamed = replaceStep(document, from, { ...found.step, ref: to });
  return replaceTexts(renamed, (text) => text.replace(mentionOf(from), `refs.${to}`)) as WorkflowDocument;
}

function replaceTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((each) => replaceTexts(each, change));
  if (!isJson(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replaceTexts(each, change)]));
}
