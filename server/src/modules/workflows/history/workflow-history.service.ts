import { AppError, badInput, checkText, refused, type InputIssue } from "../../../platform/errors/index.js";
import { canonicalJson, type JsonObject } from "../../../platform/json.js";
import type { Page } from "../../../platform/paging/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { recordCall } from "../../audit/index.js";
import type { Scope } from "../../requests/index.js";
import { WorkflowRepository, type WorkflowRow } from "../workflow.repository.js";
import type { WorkflowDeps } from "../workflow.service.js";
import { authorOf } from "./author.js";
import { existingWorkflow } from "./existing-workflow.service.js";
import { VersionRepository, type HistoryRow, type VersionKey, type VersionRef } from "./version.repository.js";

/** What is wrong with a document, and what looks wrong. */
export interface DocumentCheck {
  issues: InputIssue[];
  warnings: InputIssue[];
}

export interface RevertCommand {
  version: number;
  message?: string | null;
}

/** The committed versions of workflows, and what brings an earlier state back. */
export class WorkflowHistory {
  readonly #runtime: Runtime;
  readonly #deps: WorkflowDeps;
  readonly #workflows = new WorkflowRepository();
  readonly #versions = new VersionRepository();

  constructor(runtime: Runtime, deps: WorkflowDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  page(scope: Scope, workflowId: number, page: Page<VersionKey>): Promise<HistoryRow[]> {
    return this.#versions.page(this.#runtime.database, scope.environmentId, { workflowId, page });
  }

  byRefs(scope: Scope, refs: readonly VersionRef[]): Promise<HistoryRow[]> {
    return this.#versions.byRefs(this.#runtime.database, scope.environmentId, refs);
  }

  /** Checks a document as a save would, and stores nothing. */
  async check(scope: Scope, document: JsonObject): Promise<DocumentCheck> {
    try {
      const { warnings } = await this.#deps.validator.validate(scope, document, ["document"]);
      return { issues: [], warnings };
    } catch (error) {
      if (error instanceof AppError && error.code === "BAD_USER_INPUT") return { issues: error.issues, warnings: [] };
      throw error;
    }
  }

  /** Deletes the draft. A workflow that was never committed is deleted with it; then the answer is null. */
  discard(scope: Scope, key: string): Promise<WorkflowRow | null> {
    const at = new Date(this.#runtime.clock.now());
    return this.#runtime.database.transaction(async (tx) => {
      await this.#workflows.lock(tx, scope.environmentId, key);
      const workflow = await existingWorkflow(tx, scope, key);
      if (workflow.committed_version_id === null) {
        await this.#workflows.deleteUncommitted(tx, workflow);
        await recordCall(tx, scope);
        return null;
      }
      if (!workflow.draft) return workflow;
      await this.#workflows.writeDraft(tx, workflow, { draft: null, author: null, at });
      await recordCall(tx, scope);
      return existingWorkflow(tx, scope, key);
    });
  }

  /**
   * Commits the document of an earlier version as a new version. The draft is kept, unless it equals that document. The
   * version that is committed already is left as it is.
   */
  async revert(scope: Scope, key: string, { version: number, message = null }: RevertCommand): Promise<WorkflowRow> {
    const issues = checkText(message, ["message"]);
    if (issues.length > 0) throw badInput(issues);
    const { database, clock } = this.#runtime;
    const { id: workflowId } = await existingWorkflow(database, scope, key);
    const version = await this.#versions.byNumber(database, scope.environmentId, { workflowId, number });
    if (!version) {
      const text = `The workflow "${key}" has no version ${number}.`;
      throw refused("NOT_FOUND", { path: ["version"], code: "version_missing", message: text });
    }
    // It was valid when it was committed; a channel that it names may be gone since.
    const valid = await this.#deps.validator.validate(scope, version.document, ["version"]);
    const author = await authorOf(scope, this.#deps.apiKeys);
    const text = canonicalJson(version.document);
    const workflow = await database.transaction(async (tx) => {
      await this.#workflows.lock(tx, scope.environmentId, key);
      const current = await existingWorkflow(tx, scope, key);
      if (current.committed && canonicalJson(current.committed) === text) return current;
      const keepsDraft = current.draft !== null && canonicalJson(current.draft) !== text;
      const made = { document: valid.version, message, author, revertOf: number, keepsDraft };
      await this.#workflows.commit(tx, current, { ...made, at: new Date(clock.now()) });
      await recordCall(tx, scope);
      return existingWorkflow(tx, scope, key);
    });
    this.#deps.versions.invalidate(scope.environmentId, key);
    return workflow;
  }
}
