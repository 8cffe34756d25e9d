import { refused } from "../../../platform/errors/index.js";
import type { Json, JsonObject } from "../../../platform/json.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import type { TenantService } from "../../tenants/index.js";
import type { WorkflowVersions } from "../../workflows/index.js";
import type { PeopleRepository } from "../storage/people.repository.js";
import { recipientView, tenantView } from "../storage/run-context.js";
import { scopeSchema, stepsOf, type Samples, type WrittenStep } from "./scope-schema.js";
import { VariableScopeRepository, type SampleTrigger } from "./variable-scope.repository.js";

export interface VariableScopeDeps {
  people: PeopleRepository;
  tenants: TenantService;
  workflows: WorkflowVersions;
}

/** Finds the variables that a workflow may read, from its schema and its latest triggers. */
export class VariableScopeService {
  readonly #runtime: Runtime;
  readonly #deps: VariableScopeDeps;
  readonly #samples = new VariableScopeRepository();

  constructor(runtime: Runtime, deps: VariableScopeDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** The JSON Schema of what the step may read; without a step, of what the workflow's conditions may read. */
  async schema(scope: Scope, workflowKey: string, stepRef: string | null): Promise<JsonObject> {
    const stored = await this.#deps.workflows.draftDocument(scope, workflowKey);
    if (!stored) {
      const message = `There is no workflow "${workflowKey}" in this environment.`;
      throw refused("NOT_FOUND", { path: ["workflowKey"], code: "workflow_missing", message });
    }
    const earlier = stepRef === null ? null : earlierSteps(stored.document, stepRef);
    return scopeSchema(stored.document, await this.#read(scope, stored.workflowId), earlier);
  }

  async #read({ environmentId }: Scope, workflowId: number): Promise<Samples> {
    const { database } = this.#runtime;
    const triggers = await this.#samples.triggers(database, environmentId, workflowId);
    const seqs = triggers.map(({ seq }) => seq);
    const recipients = await this.#samples.recipients(database, environmentId, seqs);
    const actors = distinct(triggers, ({ actor_key }) => actor_key);
    const keys = [...new Set([...recipients, ...actors])];
    const rows = await this.#deps.people.people(database, environmentId, { keys, tenantIds: [], firstCount: 0 });
    const known = new Map(rows.flatMap((row) => (row.isLeftOut ? [] : [[row.key, row] as const])));
    const viewsOf = (these: readonly string[]): Json[] =>
      these.flatMap((key) => {
        const row = known.get(key);
        return row ? [recipientView(key, row, null)] : [];
      });
    const tenantIds = distinct(triggers, ({ tenant_id }) => tenant_id);
    const tenants = await this.#deps.tenants.loadMany(database, environmentId, tenantIds);
    return {
      data: triggers.flatMap(({ data }) => (data === null ? [] : [data])),
      recipients: viewsOf(recipients),
      actors: viewsOf(actors),
      tenants: tenantIds.map((id) => tenantView(id, tenants.get(id))),
    };
  }
}

function distinct(triggers: readonly SampleTrigger[], valueOf: (each: SampleTrigger) => string | null): string[] {
  return [...new Set(triggers.flatMap((each) => valueOf(each) ?? []))];
}

function earlierSteps(document: JsonObject, stepRef: string): WrittenStep[] {
  const steps = stepsOf(document);
  const index = steps.findIndex(({ ref }) => ref === stepRef);
  if (index >= 0) return steps.slice(0, index);
  const known = steps.map(({ ref }) => `"${ref}"`).join(", ") || "none";
  const message = `The workflow has no step "${stepRef}"; it has ${known}.`;
  throw refused("NOT_FOUND", { path: ["stepRef"], code: "unknown_step", message });
}
