import { badInput, checkText, type InputIssue } from "../../platform/errors/index.js";
import type { Page } from "../../platform/paging/index.js";
import { canonicalJson, type JsonObject } from "../../platform/json.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { recordCall } from "../audit/index.js";
import type { ApiKeyService } from "../environments/index.js";
import type { Scope } from "../requests/index.js";
import type { DocumentValidator, ValidDocument } from "./document-validator.service.js";
import { authorOf, type StoredAuthor } from "./history/author.js";
import { checkRevision, existingWorkflow, KEY_PATH, workflowMissing } from "./history/existing-workflow.service.js";
import { OfferRepository, type OfferedRow } from "./offer/offer.repository.js";
import { WorkflowRepository, type WorkflowKey, type WorkflowRow } from "./workflow.repository.js";
import type { WorkflowVersions } from "./workflow-versions.service.js";

/** A workflow after it was saved or committed, and whether that changed nothing. */
export interface StoredWorkflow {
  workflow: WorkflowRow;
  isUnchanged: boolean;
  /** Warnings about valid parts that are probably mistakes; paths lead into the input of the call. */
  warnings: InputIssue[];
}

export interface WorkflowDeps {
  versions: WorkflowVersions;
  validator: DocumentValidator;
  apiKeys: ApiKeyService;
}

/** Drafts and commits. `WorkflowVersions` serves triggers and runs. */
export class WorkflowService {
  readonly #runtime: Runtime;
  readonly #deps: WorkflowDeps;
  readonly #workflows = new WorkflowRepository();
  readonly #offers = new OfferRepository();

  constructor(runtime: Runtime, deps: WorkflowDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /**
   * Stores the draft; a draft that equals the committed version is deleted. `draftRevision`: the revision that was edited; a
   * `CONFLICT` when the draft has another one by now. Without it, the last save wins.
   */
  async save(scope: Scope, document: JsonObject, draftRevision: number | null = null): Promise<StoredWorkflow> {
    const { key, warnings } = await this.#deps.validator.validate(scope, document, ["document"]);
    const author = await authorOf(scope, this.#deps.apiKeys);
    const at = new Date(this.#runtime.clock.now());
    return this.#runtime.database.transaction(async (tx) => {
      const publicId = this.#runtime.newUuid();
      await this.#workflows.lockOrInsert(tx, { environmentId: scope.environmentId, key, publicId, at });
      const before = await existingWorkflow(tx, scope, key);
      checkRevision(before, draftRevision);
      const text = canonicalJson(document);
      const saysSame = (stored: JsonObject | null): boolean => stored !== null && canonicalJson(stored) === text;
      if (saysSame(before.draft ?? before.committed)) return { workflow: before, isUnchanged: true, warnings };
      const draft = saysSame(before.committed) ? null : document;
      await this.#workflows.writeDraft(tx, before, { draft, author, at });
      await recordCall(tx, scope);
      return { workflow: await existingWorkflow(tx, scope, key), isUnchanged: false, warnings };
    });
  }

  /**
   * Makes the draft the version that new triggers use. Without a draft the committed version stays, so that a deploy can be
   * repeated. `draftRevision`: the revision that was looked at; a `CONFLICT` when the draft has another one by now.
   */
  async commit(
    scope: Scope,
    key: string,
    message: string | null,
    draftRevision: number | null = null,
  ): Promise<StoredWorkflow> {
    const issues = checkText(message, ["message"]);
    if (issues.length > 0) throw badInput(issues);
    const author = await authorOf(scope, this.#deps.apiKeys);
    for (;;) {
      // Read before the transaction, which would otherwise hold the workflow's lock and a connection meanwhile.
      const { draft } = await existingWorkflow(this.#runtime.database, scope, key);
      // It was valid when it was saved, perhaps by an earlier release.
      const valid = draft && (await this.#deps.validator.validate(scope, draft, KEY_PATH));
      const committed = await this.#commitDraft(scope, key, { draft, valid, message, author, draftRevision });
      if (!committed) continue;
      if (!committed.isUnchanged) this.#deps.versions.invalidate(scope.environmentId, key);
      return committed;
    }
  }

  /** Null if another draft was saved meanwhile. */
  async #commitDraft(
    scope: Scope,
    key: string,
    { draft, valid, message, author, draftRevision }: DraftCommit,
  ): Promise<StoredWorkflow | null> {
    const at = new Date(this.#runtime.clock.now());
    return this.#runtime.database.transaction(async (tx) => {
      await this.#workflows.lock(tx, scope.environmentId, key);
      const workflow = await existingWorkflow(tx, scope, key);
      checkRevision(workflow, draftRevision);
      if (!workflow.draft) return { workflow, isUnchanged: true, warnings: [] };
      if (!draft || !valid || canonicalJson(draft) !== canonicalJson(workflow.draft)) return null;
      await this.#workflows.commit(tx, workflow, { document: valid.version, message, author, at });
      await recordCall(tx, scope);
      return { workflow: await existingWorkflow(tx, scope, key), isUnchanged: false, warnings: valid.warnings };
    });
  }

  /** Takes effect at once, whatever version is committed. */
  async setActive(scope: Scope, key: string, isActive: boolean): Promise<WorkflowRow> {
    const { database, clock } = this.#runtime;
    const at = new Date(clock.now());
    await database.transaction(async (tx) => {
      const row = { environmentId: scope.environmentId, key, isActive, at };
      if (await this.#workflows.setActive(tx, row)) await recordCall(tx, scope);
    });
    this.#deps.versions.invalidate(scope.environmentId, key);
    return existingWorkflow(database, scope, key);
  }

  /** Sets a workflow aside, with its drafts gone and its key free. Returns its number. */
  async archive(scope: Scope, key: string): Promise<number> {
    const { database, clock } = this.#runtime;
    const at = new Date(clock.now());
    const id = await database.transaction(async (tx) => {
      const archived = await this.#workflows.archive(tx, scope.environmentId, key, at);
      if (archived !== null) await recordCall(tx, scope);
      return archived;
    });
    if (id === null) throw workflowMissing(key);
    this.#deps.versions.invalidate(scope.environmentId, key);
    return id;
  }

  /** What preferences need to know of the first `limit` committed workflows, by key. */
  subjects({ environmentId }: Scope, limit: number): Promise<OfferedRow[]> {
    return this.#offers.committed(this.#runtime.database, environmentId, limit);
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
    const { key, version } = await this.#deps.validator.validate(scope, document, ["document"], tx);
    if (await this.#workflows.byKey(tx, environmentId, key)) return;

    const at = new Date(this.#runtime.clock.now());
    await this.#workflows.lockOrInsert(tx, { environmentId, key, publicId: this.#runtime.newUuid(), at });
    const workflow = await existingWorkflow(tx, scope, key);
    if (workflow.committed_version_id !== null) return;
    await this.#workflows.commit(tx, workflow, { document: version, message: null, author: null, at });
  }
}

/** A draft as it was read and checked before the transaction that commits it. */
interface DraftCommit {
  draft: JsonObject | null;
  valid: ValidDocument | null;
  message: string | null;
  author: StoredAuthor | null;
  draftRevision: number | null;
}
