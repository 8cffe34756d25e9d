import type { Step, WorkflowDocument } from "../../../document/document.js";
import type { ChannelChoice } from "../../../document/shapes.js";
import type { DraftIssue } from "../builder/draft/draft-editor.js";

/** What the form of a step works with. */
export interface StepFormProps {
  readonly document: WorkflowDocument;
  readonly step: Step;
  readonly channels: readonly ChannelChoice[];
  /** Names that conditions and templates may read. */
  readonly variables: readonly string[];
  /** Issues of this step; paths begin in the step. */
  readonly issues: readonly DraftIssue[];
  /** Replaces the step. Changes of one topic in a row are one step of undo. */
  readonly onChange: (step: Step, topic: string) => void;
}

/** The first issue at a path of the step. */
export function issueAt(issues: readonly DraftIssue[], ...path: readonly string[]): string | null {
  const found = issues.find((issue) => path.every((member, index) => issue.path[index] === member));
  return found?.message ?? null;
}
