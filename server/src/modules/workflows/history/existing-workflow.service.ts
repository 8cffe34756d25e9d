import { refused, type AppError } from "../../../platform/errors/index.js";
import type { EntityStore } from "../../../platform/postgres/index.js";
import type { Scope } from "../../requests/index.js";
import { WorkflowRepository, type WorkflowRow } from "../workflow.repository.js";

export const KEY_PATH = ["workflowKey"];

const workflows = new WorkflowRepository();

/** The workflow with this key, or `NOT_FOUND`. */
export async function existingWorkflow(q: EntityStore, scope: Scope, key: string): Promise<WorkflowRow> {
  const workflow = await workflows.byKey(q, scope.environmentId, key);
  if (workflow) return workflow;
  throw workflowMissing(key);
}

export function workflowMissing(key: string): AppError {
  const message = `There is no workflow "${key}" in this environment.`;
  return refused("NOT_FOUND", { path: KEY_PATH, code: "workflow_missing", message });
}

/** `CONFLICT` when the draft was saved since its author read it; null means that the author does not mind. */
export function checkRevision(workflow: WorkflowRow, draftRevision: number | null): void {
  const { draft_revision: current, draft_author: author } = workflow;
  if (draftRevision === null || draftRevision === current) return;
  const by = author ? ` by ${author.name}` : "";
  const message = `The draft was saved${by} meanwhile: it has revision ${current}, not ${draftRevision}.`;
  throw refused("CONFLICT", { path: ["draftRevision"], code: "draft_changed", message });
}
