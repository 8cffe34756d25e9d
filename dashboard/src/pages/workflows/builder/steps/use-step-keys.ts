import { useEffect, useMemo, type RefObject } from "react";
import { useShortcuts, type Shortcut } from "../../../../app/keys/keys.js";
import { isJson, type Step } from "../../../../document/document.js";
import {
  duplicateStep,
  insertStep,
  pasteStep,
  removeStep,
  shiftStep,
  type Direction,
  type Edited,
} from "../../../../document/edit.js";
import { allSteps, findStep, type Place } from "../../../../document/paths.js";
import { newStep, type StepOffer } from "../../../../document/shapes.js";
import type { DraftEditor } from "../draft/draft-editor.js";

export interface StepKeysOptions {
  readonly editor: DraftEditor;
  readonly selectedRef: string | null;
  readonly select: (ref: string | null) => void;
  /** Asks which step to add at a place. */
  readonly add: (place: Place) => void;
  /** The form beside the column. */
  readonly side: RefObject<HTMLElement | null>;
}

/** What can be done with the chosen step, by keys and by buttons. */
export interface StepActions {
  addAfter(): void;
  addBefore(): void;
  insert(place: Place, offer: StepOffer): void;
  shift(direction: Direction): void;
  duplicate(): void;
  remove(): void;
  /** Goes to the step before or after the chosen one, in reading order. */
  go(by: 1 | -1): void;
  edit(): void;
  focusStep(ref: string | null): void;
}

export function useStepKeys(options: StepKeysOptions): StepActions {
  const { editor, selectedRef, select, add, side } = options;
  const actions = useMemo(
    () => stepActions({ editor, selectedRef, select, add, side }),
    [editor, selectedRef, select, add, side],
  );
  useShortcuts(useMemo(() => shortcutsOf(actions), [actions]));
  useEffect(() => {
    const copy = (event: ClipboardEvent): void => {
      const step = selectedRef === null ? null : findStep(editor.document, selectedRef)?.step;
      if (!step || isElsewhere(event)) return;
      event.preventDefault();
      event.clipboardData?.setData("text/plain", JSON.stringify(step, null, 2));
    };
    const paste = (event: ClipboardEvent): void => {
      const step = isElsewhere(event) ? null : readStep(event.clipboardData?.getData("text/plain") ?? "");
      if (!step) return;
      event.preventDefault();
      apply(options, pasteStep(editor.document, placeAfter(editor, selectedRef), step));
    };
    document.addEventListener("copy", copy);
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("copy", copy);
      document.removeEventListener("paste", paste);
    };
  });
  return actions;
}

function shortcutsOf(actions: StepActions): Shortcut[] {
  const step = (keys: string, label: string, run: () => void): Shortcut => ({ keys, label, group: "Page", run });
  return [
    step("a", "Add a step after the chosen one", actions.addAfter),
    step("A", "Add a step before the chosen one", actions.addBefore),
    step("j", "Next step", () => actions.go(1)),
    step("k", "Previous step", () => actions.go(-1)),
    step("e", "Edit the chosen step", actions.edit),
    step("d", "Duplicate the step", actions.duplicate),
    step("Delete", "Remove the step", actions.remove),
    step("alt+ArrowUp", "Move the step up", () => actions.shift("up")),
    step("alt+ArrowDown", "Move the step down", () => actions.shift("down")),
    step("alt+ArrowRight", "Move the step into a branch", () => actions.shift("in")),
    step("alt+ArrowLeft", "Move the step out of its branch", () => actions.shift("out")),
  ];
}

const FIELDS = ["input", "select", "textarea"];
const FIELD_IN_FOCUS = FIELDS.map((field) => `${field}:focus`).join(", ");

function stepActions(options: StepKeysOptions): StepActions {
  const { editor, selectedRef, add, side } = options;
  const chosen = (): Place | null =>
    selectedRef === null ? null : (findStep(editor.document, selectedRef)?.place ?? null);
  const withChosen = (change: (ref: string) => Edited): void => {
    if (selectedRef !== null && chosen()) apply(options, change(selectedRef));
  };
  return {
    addAfter: () => add(placeAfter(editor, selectedRef)),
    addBefore: () => add(chosen() ?? { list: [], index: 0 }),
    insert: (place, offer) => apply(options, insertStep(editor.document, place, newStep(editor.document, offer))),
    shift: (direction) => withChosen((ref) => ({ document: shiftStep(editor.document, ref, direction), ref })),
    duplicate: () => withChosen((ref) => duplicateStep(editor.document, ref)),
    remove: () => withChosen((ref) => removeStep(editor.document, ref)),
    go(by) {
      const refs = allSteps(editor.document).map(({ step }) => step.ref);
      const at = selectedRef === null ? -1 : refs.indexOf(selectedRef);
      const next = at < 0 ? refs[by === 1 ? 0 : refs.length - 1] : refs[at + by];
      if (next !== undefined) choose(options, next);
    },
    edit: () => side.current?.querySelector<HTMLElement>(FIELDS.join(", "))?.focus(),
    focusStep,
  };
}

function apply(options: StepKeysOptions, { document, ref }: Edited): void {
  options.editor.edit(document);
  choose(options, ref);
}

/** The focus follows to the step's card once it is drawn, unless it has gone to a field of the form since. */
function choose({ select, side }: StepKeysOptions, ref: string | null): void {
  select(ref);
  const follow = (): void => {
    if (!side.current?.querySelector(FIELD_IN_FOCUS)) focusStep(ref);
  };
  requestAnimationFrame(() => requestAnimationFrame(follow));
}

function focusStep(ref: string | null): void {
  const cards = document.querySelectorAll<HTMLElement>("[data-step]");
  [...cards].find((card) => card.dataset["step"] === ref)?.focus();
}

/** Behind the chosen step, else at the end of the workflow. */
function placeAfter(editor: DraftEditor, ref: string | null): Place {
  const place = ref === null ? null : findStep(editor.document, ref)?.place;
  return place ? { list: place.list, index: place.index + 1 } : { list: [], index: editor.document.steps.length };
}

/** Whether somebody copies text or types into a field. */
function isElsewhere({ target }: ClipboardEvent): boolean {
  const isField = target instanceof HTMLElement && target.matches(FIELDS.join(", "));
  return isField || document.querySelector("dialog[open]") !== null || getSelection()?.isCollapsed === false;
}

function readStep(text: string): Step | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) && typeof value["ref"] === "string" && typeof value["type"] === "string"
      ? (value as Step)
      : null;
  } catch {
    return null;
  }
}
