import { CarillonError, type InputIssue } from "@carillon/client";
import { ask } from "../../../../api/ask.js";
import { SaveDraftDocument } from "../../../../api/generated/builder.js";
import { WorkflowDocument as WorkflowQueryDocument } from "../../../../api/generated/workflow.js";
import { readDocument, type Json } from "../../../../document/document.js";
import type { OpenWorkflow } from "../../one/workflow-query.js";
import type { DraftIssue, SaveResult, ServerDraft } from "./draft-editor.js";

/** A workflow's draft; null if its document cannot be shown as steps. */
export function draftOf({ document, draftRevision, draftSavedBy }: OpenWorkflow): ServerDraft | null {
  const read = readDocument(document);
  return read && { document: read, revision: draftRevision, savedBy: draftSavedBy?.name ?? null };
}

/** Issues with paths that begin in the document. */
export function inDocument(issues: readonly Pick<InputIssue, "path" | "code" | "message">[]): DraftIssue[] {
  return issues.map(({ path, code, message }) => {
    const at = path.indexOf("document");
    return { path: path.slice(at < 0 ? 0 : at + 1), code, message };
  });
}

/** Saves a draft on top of the revision that was edited. */
export async function saveDraft(env: string, document: Json, draftRevision: number): Promise<SaveResult> {
  try {
    const { saveWorkflow } = await ask(env, SaveDraftDocument, { variables: { input: { document, draftRevision } } });
    if (!saveWorkflow) return { kind: "failed", message: "The server answered without a workflow." };
    const { workflow, warnings } = saveWorkflow;
    return { kind: "saved", revision: workflow.draftRevision, warnings: inDocument(warnings) };
  } catch (error) {
    if (!(error instanceof CarillonError)) throw error;
    if (error.code === "BAD_USER_INPUT") return { kind: "invalid", issues: inDocument(error.issues) };
    if (error.code === "CONFLICT") return conflict(env, document);
    return { kind: "failed", message: error.message };
  }
}

async function conflict(env: string, { key }: Json): Promise<SaveResult> {
  const gone = "The workflow was deleted meanwhile.";
  try {
    const { workflow } = await ask(env, WorkflowQueryDocument, { variables: { key: String(key) } });
    const theirs = workflow && draftOf(workflow);
    return theirs ? { kind: "conflict", theirs } : { kind: "failed", message: gone };
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}
