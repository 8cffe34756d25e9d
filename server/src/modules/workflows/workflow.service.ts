import { badInput, checkSize, checkText, refused, type InputIssue } from "../../platform/errors/index.js";
import type { Page } from "../../platform/paging/index.js";
import { canonicalJson, type JsonObject } from "../../platform/json.js";
import type { EntityStore, Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../requests/index.js";
import { withChannelTypes } from "./document/channel-types.js";
import type { WorkflowDocument } from "./document/document.js";
import type { WorkflowSurroundings } from "./document/parse-context.js";
import { WorkflowRepository, type WorkflowKey, type WorkflowRow } from "./workflow.repository.js";
import { DOCUMENT_MAX_BYTES, type WorkflowVersions } from "./workflow-versions.service.js";

/** A workflow after it was saved or committed, and whether that changed nothing. */
export interface StoredWorkflow {
  workflow: WorkflowRow;
  isUnchanged: boolean;
  /** Warnings about valid parts that are probably mistakes; paths lead into the input of the call. */
  warnings: InputIssue[];
}

/** A valid document. */
interface Judged {
  key: string;
  warnings: InputIssue[];
  /** The document in the format of stored versions. */
  version: JsonObject;
}

const KEY_PATH = ["workflowKey"];

/** Drafts and commits. `WorkflowVersions` serves triggers and runs. */
export class WorkflowService {
  readonly #runtime: Runtime;
  readonly #versions: WorkflowVersions;
  readonly #workflows = new WorkflowRepository();

  constructor(runtime: Runtime, versions: WorkflowVersions) {
    this.#runtime = runtime;
    this.#versions = versions;
  }

  /** Stores the draft; a draft that equals the committed version is deleted. */
  async save(scope: Scope, document: JsonObject): Promise<StoredWorkflow> {
    const path = ["document"];
    const { key, warnings } = await this.#judge(scope, document, path);
    const at = new Date(this.#runtime.clock.now());
    return this.#runtime.database.transaction(async (tx) => {
      const publicId = this.#runtime.newUuid();
      await this.#workflows.lockOrInsert(tx, { environmentId: scope.environmentId, key, publicId, at });
      const before = await this.#existing(tx, scope, key);
      const text = canonicalJson(document);
      const saysSame = (stored: JsonObject | null): boolean => stored !== null && canonicalJson(stored) === text;
      if (saysSame(before.draft ?? before.committed)) return { workflow: before, isUnchanged: true, warnings };
      await this.#workflows.writeDraft(tx, before, saysSame(before.committed) ? null : document, at);
      return { workflow: await this.#existing(tx, scope, key), isUnchanged: false, warnings };
    });
  }

  /**
   * Makes the draft the version that new triggers use. Without a draft the committed version stays, so that a deploy can be
   * repeated.
   */
  async commit(scope: Scope, key: string, message: string | null): Promise<StoredWorkflow> {
    const issues = checkText(message, ["message"]);
    if (issues.length > 0) throw badInput(issues);
    for (;;) {
      // Read before the transaction, which would otherwise hold the workflow's lock and a connection meanwhile.
      const { draft } = await this.#existing(this.#runtime.database, scope, key);
      // It was valid when it was saved, perhaps by an earlier release.
      const judged = draft && (await this.#judge(scope, draft, KEY_PATH));
      const committed = await this.#commitDraft(scope, key, { draft, message, judged });
      if (!committed) continue;
      if (!committed.isUnchanged) this.#versions.invalidate(scope.environmentId, key);
      return committed;
    }
  }

  /** Null if another draft was saved meanwhile. */
  async #commitDraft(
    scope: Scope,
    key: string,
    { draft, message, judged }: { draft: JsonObject | null; message: string | null; judged: Judged | null },
  ): Promise<StoredWorkflow | null> {
    const at = new Date(this.#runtime.clock.now());
    return this.#runtime.database.transaction(async (tx) => {
      await this.#workflows.lock(tx, scope.environmentId, key);
      const workflow = await this.#existing(tx, scope, key);
      if (!workflow.draft) return { workflow, isUnchanged: true, warnings: [] };
      if (!draft || !judged || canonicalJson(draft) !== canonicalJson(workflow.draft)) return null;
      await this.#workflows.commit(tx, workflow, { document: judged.version, message, at });
      return { workflow: await this.#existing(tx, scope, key), isUnchanged: false, warnings: judged.warnings };
    });
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
    const surroundings = await this.#versions.surroundings(environmentId, tx);
    const { key } = await this.#read(scope, document, { path: ["document"], surroundings });
    if (await this.#workflows.byKey(tx, environmentId, key)) return;

    const at = new Date(this.#runtime.clock.now());
    await this.#workflows.lockOrInsert(tx, { environmentId, key, publicId: this.#runtime.newUuid(), at });
    const workflow = await this.#existing(tx, scope, key);
    if (workflow.committed_version_id !== null) return;
    await this.#workflows.commit(tx, workflow, { document: versionOf(document, surroundings), message: null, at });
  }

  async #judge(scope: Scope, document: JsonObject, path: string[]): Promise<Judged> {
    const { environmentId } = scope;
    const surroundings = await this.#versions.surroundings(environmentId);
    const parsed = await this.#read(scope, document, { path, surroundings });
    const warnings = await this.#versions.documents.warnings(environmentId, parsed);
    return {
      key: parsed.key,
      version: versionOf(document, surroundings),
      warnings: warnings.map((warning) => ({ ...warning, path: [...path, ...warning.path] })),
    };
  }

  async #read(
    { environmentId }: Scope,
    document: JsonObject,
    { path, surroundings }: { path: string[]; surroundings: WorkflowSurroundings },
  ): Promise<WorkflowDocument> {
    const issues: InputIssue[] = checkSize(document, path, DOCUMENT_MAX_BYTES);
    if (issues.length > 0) throw badInput(issues);
    const parsed = await this.#versions.documents.read(environmentId, document, surroundings);
    if (parsed.ok) return parsed.document;
    throw badInput(parsed.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })));
  }

  async #existing(q: EntityStore, scope: Scope, key: string): Promise<WorkflowRow> {
    const workflow = await this.#workflows.byKey(q, scope.environmentId, key);
    if (workflow) return workflow;
    const message = `There is no workflow "${key}" in this environment.`;
    throw refused("NOT_FOUND", { path: KEY_PATH, code: "workflow_missing", message });
  }
}

function versionOf(document: JsonObject, { channels }: WorkflowSurroundings): JsonObject {
  return withChannelTypes(document, channels ?? []);
}
