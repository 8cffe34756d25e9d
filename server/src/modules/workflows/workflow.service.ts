import { badInput, checkSize, checkText, refused, type InputIssue } from "../../platform/errors/index.js";
import type { Page } from "../../platform/graphql/index.js";
import { canonicalJson, type JsonObject } from "../../platform/json.js";
import type { Queryable, Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../accounts/index.js";
import type { ChannelRow, ChannelService } from "../channels/index.js";
import type { WorkflowDocument } from "./document.js";
import { parseWorkflow } from "./parse-workflow.js";
import { WorkflowRepository, type WorkflowKey, type WorkflowRow } from "./workflow.repository.js";
import { DOCUMENT_MAX_BYTES, type WorkflowVersions } from "./workflow-versions.service.js";

const KEY_PATH = ["input", "workflowKey"];

/** Drafts and commits. What triggers and runs use lies in `WorkflowVersions`. */
export class WorkflowService {
  readonly #runtime: Runtime;
  readonly #channels: ChannelService;
  readonly #versions: WorkflowVersions;
  readonly #workflows = new WorkflowRepository();

  constructor(runtime: Runtime, channels: ChannelService, versions: WorkflowVersions) {
    this.#runtime = runtime;
    this.#channels = channels;
    this.#versions = versions;
  }

  /** Stores the draft; a draft that says what is committed already is none. */
  async save(scope: Scope, document: JsonObject): Promise<WorkflowRow> {
    const path = ["input", "document"];
    const { key } = this.#read(document, path, await this.#channels.freshOf(scope.environmentId));
    const at = new Date(this.#runtime.clock.now());
    return this.#runtime.database.transaction(async (tx) => {
      const publicId = this.#runtime.newUuid();
      await this.#workflows.lockOrInsert(tx, { environmentId: scope.environmentId, key, publicId, at });
      const before = await this.#existing(tx, scope, key);
      const isCommitted = before.committed !== null && canonicalJson(before.committed) === canonicalJson(document);
      await this.#workflows.writeDraft(tx, before, isCommitted ? null : document, at);
      return this.#existing(tx, scope, key);
    });
  }

  /** Makes the draft the version that new triggers use. */
  async commit(scope: Scope, key: string, message: string | null): Promise<WorkflowRow> {
    const issues = checkText(message, ["input", "message"]);
    if (issues.length > 0) throw badInput(issues);
    const channels = await this.#channels.freshOf(scope.environmentId);
    const at = new Date(this.#runtime.clock.now());
    const committed = await this.#runtime.database.transaction(async (tx) => {
      await this.#workflows.lock(tx, scope.environmentId, key);
      const workflow = await this.#existing(tx, scope, key);
      if (!workflow.draft) {
        const message = `The workflow "${key}" has nothing to commit: version ${workflow.number} is what was saved last.`;
        throw refused("CONFLICT", { path: KEY_PATH, code: "nothing_to_commit", message });
      }
      // It was valid when it was saved, perhaps by an earlier release.
      this.#read(workflow.draft, KEY_PATH, channels);
      await this.#workflows.commit(tx, workflow, { document: workflow.draft, message, at });
      return this.#existing(tx, scope, key);
    });
    this.#versions.invalidate(scope.environmentId, key);
    return committed;
  }

  /** Takes effect at once, whatever version is committed. */
  async setActive(scope: Scope, key: string, isActive: boolean): Promise<WorkflowRow> {
    const { database, clock } = this.#runtime;
    const at = new Date(clock.now());
    await this.#workflows.setActive(database, { environmentId: scope.environmentId, key, isActive, at });
    this.#versions.invalidate(scope.environmentId, key);
    return this.#existing(database, scope, key);
  }

  byKey(scope: Scope, key: string): Promise<WorkflowRow | null> {
    return this.#workflows.byKey(this.#runtime.database, scope.environmentId, key);
  }

  byUuids(scope: Scope, uuids: readonly string[]): Promise<WorkflowRow[]> {
    return this.#workflows.byUuids(this.#runtime.database, scope.environmentId, uuids);
  }

  page(scope: Scope, page: Page<WorkflowKey>): Promise<WorkflowRow[]> {
    return this.#workflows.page(this.#runtime.database, scope.environmentId, page);
  }

  /** For seeds: stores and commits the document, unless there is a workflow with its key. */
  async ensureWorkflow(tx: Tx, scope: Scope, document: JsonObject): Promise<void> {
    const { environmentId } = scope;
    const { key } = this.#read(document, ["document"], await this.#channels.freshOf(environmentId, tx));
    if (await this.#workflows.byKey(tx, environmentId, key)) return;

    const at = new Date(this.#runtime.clock.now());
    await this.#workflows.lockOrInsert(tx, { environmentId, key, publicId: this.#runtime.newUuid(), at });
    const workflow = await this.#existing(tx, scope, key);
    if (workflow.committed_version_id !== null) return;
    await this.#workflows.commit(tx, workflow, { document, message: null, at });
  }

  #read(document: JsonObject, path: string[], channels: readonly ChannelRow[]): WorkflowDocument {
    const issues: InputIssue[] = checkSize(document, path, DOCUMENT_MAX_BYTES);
    if (issues.length > 0) throw badInput(issues);
    const parsed = parseWorkflow(document, { channels });
    if (parsed.ok) return parsed.document;
    throw badInput(parsed.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })));
  }

  async #existing(q: Queryable, scope: Scope, key: string): Promise<WorkflowRow> {
    const workflow = await this.#workflows.byKey(q, scope.environmentId, key);
    if (workflow) return workflow;
    const message = `There is no workflow "${key}" in this environment.`;
    throw refused("NOT_FOUND", { path: KEY_PATH, code: "workflow_missing", message });
  }
}
