import { LRUCache } from "lru-cache";
import { expiresAfter, lookUp } from "../../platform/cache/index.js";
import { badInput, checkSize } from "../../platform/errors/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { EntityStore } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { EnvironmentSettings } from "../environments/index.js";
import type { Scope } from "../requests/index.js";
import type { ChannelService } from "../channels/index.js";
import type { CompiledWorkflow } from "./document/compiled.js";
import { DocumentReader } from "./compile/document-reader.service.js";
import type { WorkflowSurroundings } from "./document/parse-context.js";
import { SchemaChecks } from "./data-schema/schema-checks.service.js";
import { WorkflowRepository } from "./workflow.repository.js";

/** The workflow that a trigger starts. */
export interface CommittedWorkflow {
  compiled: CompiledWorkflow;
  isActive: boolean;
}

/** The part of an open batch that decides its version. */
export interface BatchVersion {
  workflow_id: number;
  /** The version that opened it. */
  version_id: number;
  step_ref: string;
  /** 0, or the version that it is pinned to. */
  pin: number;
}

export const DOCUMENT_MAX_BYTES = 512 * 1024;

const COMPILED_MAX = 1000;
const COMMITTED_MS = 1000;
const COMMITTED_MAX = 10_000;
const CHANGED_TOPIC = "workflows.changed";

/**
 * Compiled versions for triggers and runs. A version never changes, so it stays cached while it is used. Methods that
 * take `q` use the caller's connection, because a caller that holds one must not wait for another.
 */
export class WorkflowVersions {
  readonly #runtime: Runtime;
  readonly #channels: ChannelService;
  readonly #settings: EnvironmentSettings;
  /** For drafts and inline documents. */
  readonly documents: DocumentReader;
  /** A separate reader, so that runs never wait for drafts to be read. */
  readonly #reader: DocumentReader;
  readonly #workflows = new WorkflowRepository();
  readonly #compiled = new LRUCache<string, Promise<CompiledWorkflow>>({ max: COMPILED_MAX });
  readonly #committed: LRUCache<string, CommittedWorkflow>;
  readonly #newest: LRUCache<number, number[]>;

  constructor(runtime: Runtime, { channels, settings }: { channels: ChannelService; settings: EnvironmentSettings }) {
    this.#runtime = runtime;
    this.#channels = channels;
    this.#settings = settings;
    const options = { max: COMMITTED_MAX, ...expiresAfter(runtime.clock, COMMITTED_MS) };
    this.#committed = new LRUCache(options);
    this.#newest = new LRUCache(options);
    const schemas = new SchemaChecks();
    this.documents = new DocumentReader(schemas);
    this.#reader = new DocumentReader(schemas);
    runtime.hints.subscribe(CHANGED_TOPIC, (name) => this.#forget(name));
    runtime.hints.onGap(() => this.#committed.clear());
  }

  /** The version that triggers use, at most a second old; null if there is none. */
  committed(scope: Scope, key: string): Promise<CommittedWorkflow | null> {
    return this.#current(scope.environmentId, key);
  }

  /**
   * Whether a workflow is switched on, as known a second ago at most: runs of one that is not go no further. An archived one is
   * not, whatever workflow has its key now.
   */
  async isActive(
    environmentId: number,
    { key, workflowId }: Pick<CompiledWorkflow, "key" | "workflowId">,
    q?: EntityStore,
  ): Promise<boolean> {
    const current = await this.#current(environmentId, key, q);
    return current?.isActive === true && current.compiled.workflowId === workflowId;
  }

  async #current(
    environmentId: number,
    key: string,
    q: EntityStore = this.#runtime.database,
  ): Promise<CommittedWorkflow | null> {
    const name = committedName(environmentId, key);
    const known = this.#committed.get(name);
    if (known) return known;

    const row = await this.#workflows.byKey(q, environmentId, key);
    // A missing version is not cached, so that the first commit takes effect everywhere at once.
    if (row?.committed_version_id == null) return null;
    const compiled = await this.compiledVersion(environmentId, row.committed_version_id, q);
    const value = { compiled, isActive: row.is_active };
    this.#committed.set(name, value);
    return value;
  }

  /** The parts of this environment that a document may refer to, at present. */
  async surroundings(environmentId: number, q?: EntityStore): Promise<WorkflowSurroundings> {
    const linkSchemes = await this.#settings.freshLinkSchemes(environmentId, q);
    return { channels: await this.#channels.freshOf(environmentId, q), linkSchemes };
  }

  async compiledVersion(
    environmentId: number,
    versionId: number,
    q: EntityStore = this.#runtime.database,
  ): Promise<CompiledWorkflow> {
    const linkSchemes = await this.#settings.linkSchemes(environmentId, q);
    const name = `${environmentId}/${versionId}/${linkSchemes.join(",")}`;
    return lookUp(this.#compiled, name, async () => {
      const row = await this.#workflows.version(q, environmentId, versionId);
      if (!row) throw new Error(`There is no workflow version ${versionId} in environment ${environmentId}.`);
      const ids = { workflowId: row.workflow_id, versionId };
      const parsed = await this.#reader.read(environmentId, row.document, { channels: null, linkSchemes });
      if (parsed.ok) return this.#reader.compile(environmentId, parsed.document, { ...ids, linkSchemes });
      throw new Error(`Workflow version ${versionId} is not valid any more: ${JSON.stringify(parsed.issues)}`);
    });
  }

  /**
   * The version with which a batch continues when it closes (knock.md §3.3): the pinned one, or the newest that still has
   * this batch step in latest mode.
   */
  async versionForBatch(environmentId: number, batch: BatchVersion, q?: EntityStore): Promise<CompiledWorkflow> {
    if (batch.pin === 0) {
      for (const versionId of await this.#versionIds(environmentId, batch.workflow_id, q)) {
        const version = await this.compiledVersion(environmentId, versionId, q);
        const step = version.steps.get(batch.step_ref);
        if (step?.type === "batch" && step.versionMode === "latest") return version;
      }
    }
    return this.compiledVersion(environmentId, batch.version_id, q);
  }

  /** A workflow's draft, or the committed version without one. For simulations: a draft has version number 0. */
  async draftOf(scope: Scope, key: string, path: string[]): Promise<CompiledWorkflow | null> {
    const row = await this.#workflows.byKey(this.#runtime.database, scope.environmentId, key);
    if (!row) return null;
    if (row.draft) return this.compileInline(scope, row.draft, { path, workflowId: row.id });
    return row.committed_version_id === null
      ? null
      : this.compiledVersion(scope.environmentId, row.committed_version_id);
  }

  /** The draft as it was written, or the committed document without one; null if there is no such workflow. */
  async draftDocument(scope: Scope, key: string): Promise<{ workflowId: number; document: JsonObject } | null> {
    const row = await this.#workflows.byKey(this.#runtime.database, scope.environmentId, key);
    const document = row && (row.draft ?? row.committed);
    return document && { workflowId: row.id, document };
  }

  /** A document that is stored nowhere, for what-if. */
  async compileInline(
    scope: Scope,
    document: JsonObject,
    { path, workflowId = 0 }: { path: string[]; workflowId?: number },
  ): Promise<CompiledWorkflow> {
    const sizeIssues = checkSize(document, path, DOCUMENT_MAX_BYTES);
    if (sizeIssues.length > 0) throw badInput(sizeIssues);
    const surroundings = await this.surroundings(scope.environmentId);
    const parsed = await this.documents.read(scope.environmentId, document, surroundings);
    const { linkSchemes = [] } = surroundings;
    const ids = { workflowId, versionId: 0, linkSchemes };
    if (parsed.ok) return this.documents.compile(scope.environmentId, parsed.document, ids);
    throw badInput(parsed.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })));
  }

  /** Drops the cached committed version and its active state, here and in other processes. */
  invalidate(environmentId: number, key: string): void {
    const name = committedName(environmentId, key);
    this.#forget(name);
    this.#runtime.hints.publish(CHANGED_TOPIC, name);
  }

  #forget(name: string): void {
    this.#committed.delete(name);
    this.#newest.clear();
  }

  async #versionIds(
    environmentId: number,
    workflowId: number,
    q: EntityStore = this.#runtime.database,
  ): Promise<number[]> {
    const known = this.#newest.get(workflowId);
    if (known) return known;
    const value = await this.#workflows.versionIds(q, environmentId, workflowId);
    this.#newest.set(workflowId, value);
    return value;
  }
}

function committedName(environmentId: number, key: string): string {
  return JSON.stringify([environmentId, key]);
}
