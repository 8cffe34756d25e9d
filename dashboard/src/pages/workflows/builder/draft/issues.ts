import type { StepNote } from "../../../../components/steps/step-card.js";
import type { WorkflowDocument } from "../../../../document/document.js";
import { allSteps, refAtPath } from "../../../../document/paths.js";
import type { DraftIssue } from "./draft-editor.js";

/** The issues of one step, or of the workflow itself for null. Paths begin in the step. */
export function issuesOf(document: WorkflowDocument, issues: readonly DraftIssue[], ref: string | null): DraftIssue[] {
  return issues
    .filter(({ path }) => refAtPath(document, path) === ref)
    .map((issue) => ({ ...issue, path: ref === null ? issue.path : pathInStep(document, issue.path, ref) }));
}

/** What a path says behind the step that it leads to. */
function pathInStep(document: WorkflowDocument, path: readonly string[], ref: string): readonly string[] {
  for (let length = 1; length <= path.length; length += 1) {
    if (refAtPath(document, path.slice(0, length)) === ref) return path.slice(length);
  }
  return path;
}

/** Issues and warnings beside their steps; an issue comes before a warning. */
export function notesOf(
  document: WorkflowDocument,
  issues: readonly DraftIssue[],
  warnings: readonly DraftIssue[],
): Map<string, StepNote> {
  const notes = new Map<string, StepNote>();
  for (const { step } of allSteps(document)) {
    const [issue] = issuesOf(document, issues, step.ref);
    const [warning] = issuesOf(document, warnings, step.ref);
    if (issue) notes.set(step.ref, { kind: "issue", words: issue.message });
    else if (warning) notes.set(step.ref, { kind: "warning", words: warning.message });
  }
  return notes;
}
