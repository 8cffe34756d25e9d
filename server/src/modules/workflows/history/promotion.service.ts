import { AppError, badInput, checkText, refused, type InputIssue } from "../../../platform/errors/index.js";
import { canonicalJson, type JsonObject } from "../../../platform/json.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { recordCall } from "../../audit/index.js";
import type { EnvironmentService } from "../../environments/index.js";
import type { MemberService } from "../../members/index.js";
import { requireFreshSignIn, requireRight, type Scope } from "../../requests/index.js";
import type { ValidDocument } from "../document-validator.service.js";
import { WorkflowRepository, type WorkflowRow } from "../workflow.repository.js";
import type { WorkflowDeps } from "../workflow.service.js";
import { authorOf } from "./author.js";
import { existingWorkflow } from "./existing-workflow.service.js";
import { VersionRepository } from "./version.repository.js";

export interface PromoteCommand {
  workflowKey: string;
  version?: number | null;
  toEnvironmentKey?: string | null;
  /** Left out, the target is not compared. */
  expectedVersion?: number | null;
  message?: string | null;
}

type Environment = NonNullable<Awaited<ReturnType<EnvironmentService["environmentById"]>>>;

/** Commits versions of one environment in another. */
export class WorkflowPromotion {
  readonly #runtime: Runtime;
  readonly #deps: WorkflowDeps;
  readonly #environments: EnvironmentService;
  readonly #members: MemberService;
  readonly #workflows = new WorkflowRepository();
  readonly #versions = new VersionRepository();

  constructor(
    runtime: Runtime,
    deps: WorkflowDeps,
    { environments, members }: { environments: EnvironmentService; members: MemberService },
  ) {
    this.#runtime = runtime;
    this.#deps = deps;
    this.#environments = environments;
    this.#members = members;
  }

  /** The workflow in the target, whose draft is kept. A target that has committed this document already stays as it is. */
  async promote(scope: Scope, command: PromoteCommand): Promise<WorkflowRow> {
    const { workflowKey: key, message = null } = command;
    const issues = checkText(message, ["message"]);
    if (issues.length > 0) throw badInput(issues);
    const source = await this.#environments.environmentOf(scope);
    if (!source) throw new Error("An environment vanished under its key.");
    const version = await this.#source(scope, key, command.version ?? null);
    const target = await this.#target(scope, source, command.toEnvironmentKey ?? null);
    const there = { ...scope, environmentId: target.id, isDevelopment: target.is_development };
    const valid = await this.#validFor(there, target, version.document);
    const author = await authorOf(scope, this.#deps.apiKeys);
    const made = { message, author, promotedFrom: `${source.key}@${version.number}` };
    const workflow = await this.#commit(there, valid, { ...made, written: version.document, command });
    this.#deps.versions.invalidate(target.id, key);
    return workflow;
  }

  #commit(
    there: Scope,
    valid: ValidDocument,
    { written, command, ...made }: Made & { written: JsonObject; command: PromoteCommand },
  ): Promise<WorkflowRow> {
    const { database, clock } = this.#runtime;
    const { key } = valid;
    const text = canonicalJson(written);
    return database.transaction(async (tx) => {
      const at = new Date(clock.now());
      const place = { environmentId: there.environmentId, key, publicId: this.#runtime.newUuid(), at };
      await this.#workflows.lockOrInsert(tx, place);
      const current = await existingWorkflow(tx, there, key);
      if (command.expectedVersion !== undefined && command.expectedVersion !== current.number) {
        const message = `The target has version ${current.number ?? "none"}, not ${command.expectedVersion ?? "none"}.`;
        throw refused("CONFLICT", { path: ["expectedVersion"], code: "version_changed", message });
      }
      if (current.committed && canonicalJson(current.committed) === text) return current;
      const keepsDraft = current.draft !== null && canonicalJson(current.draft) !== text;
      await this.#workflows.commit(tx, current, { ...made, document: valid.version, keepsDraft, at });
      await recordCall(tx, there);
      return existingWorkflow(tx, there, key);
    });
  }

  async #source(scope: Scope, key: string, version: number | null): Promise<{ number: number; document: JsonObject }> {
    const { id: workflowId, number: committed } = await existingWorkflow(this.#runtime.database, scope, key);
    const number = version ?? committed;
    const ref = number === null ? null : { workflowId, number };
    const row = ref && (await this.#versions.byNumber(this.#runtime.database, scope.environmentId, ref));
    if (row) return row;
    const message = number === null ? "It was never committed." : `The workflow "${key}" has no version ${number}.`;
    throw refused("NOT_FOUND", { path: ["version"], code: "version_missing", message });
  }

  /** The target, if the caller may commit there. */
  async #target(scope: Scope, source: Environment, key: string | null): Promise<Environment> {
    const next = source.promotes_to === null ? null : await this.#environments.environmentById(source.promotes_to);
    if (key === null && !next) {
      const message =
        "This environment promotes to none: name a target, or set `promotesToKey` by `updateEnvironment`.";
      throw refused("BAD_USER_INPUT", { path: ["toEnvironmentKey"], code: "required", message });
    }
    const target = key === null || key === next?.key ? next : await this.#elsewhere(scope, source, key);
    if (!target) {
      const message = `There is no environment "${key}" into which you may promote.`;
      throw refused("NOT_FOUND", { path: ["toEnvironmentKey"], code: "environment_missing", message });
    }
    await this.#requireMember(scope, target);
    return target;
  }

  async #elsewhere({ actor }: Scope, source: Environment, key: string): Promise<Environment | null> {
    if (actor.kind !== "member" || actor.onlyEnvironmentId !== null) return null;
    const target = await this.#environments.environmentByKey(key);
    return target?.id === source.id ? null : target;
  }

  /** A member needs the right in the target too, and for the last environment a role over all of them, or one in it. */
  async #requireMember(scope: Scope, target: Environment): Promise<void> {
    if (scope.actor.kind !== "member") return;
    const there = await this.#members.inEnvironment(scope, target);
    const isLast = target.promotes_to === null;
    if (!there || (isLast && !there.isLead)) {
      throw new AppError(
        "FORBIDDEN",
        "Only owners, admins and members with a role in it may promote into the last one.",
      );
    }
    requireRight(there.scope, "workflows.change");
    if (isLast) requireFreshSignIn(scope, this.#runtime.clock.now());
  }

  /** Throws the issues of a document that the target cannot have, and says that they are about the target. */
  async #validFor(there: Scope, { key }: Environment, document: JsonObject): Promise<ValidDocument> {
    try {
      return await this.#deps.validator.validate(there, document, ["version"]);
    } catch (error) {
      if (!(error instanceof AppError) || error.issues.length === 0) throw error;
      const issues = withoutEffects(error.issues);
      throw badInput(issues.map((issue) => ({ ...issue, message: `In "${key}": ${issue.message}` })));
    }
  }
}

type Made = Pick<Parameters<WorkflowRepository["commit"]>[2], "message" | "author" | "promotedFrom">;

/** Without what is wrong only because a channel is missing: its template is checked as if it were of another type. */
function withoutEffects(issues: readonly InputIssue[]): InputIssue[] {
  const missing = issues.filter(({ code }) => code === "unknown_channel");
  const templates = missing.map(({ path }) => [...path.slice(0, -1), "template"].join("."));
  return issues.filter(({ path }) => !templates.some((template) => `${path.join(".")}.`.startsWith(`${template}.`)));
}
