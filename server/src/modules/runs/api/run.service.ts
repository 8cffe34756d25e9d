import { badInput, checkText } from "../../../platform/errors/index.js";
import type { Page } from "../../../platform/paging/index.js";
import { parseLaneId } from "../../../platform/ids/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import { parseRecipientRef, type RecipientRefInput } from "../../objects/index.js";
import type { RunStatus } from "../engine/types.js";
import type { RunReadRow } from "./run-row.js";
import type { RunKey, RunPage, RunRepository } from "./run.repository.js";

export interface RunQuery {
  workflowKey?: string | null;
  recipient?: RecipientRefInput | null;
  status?: RunStatus | null;
}

/** Reads runs. */
export class RunService {
  readonly #runtime: Runtime;
  readonly #runs: RunRepository;

  constructor(runtime: Runtime, runs: RunRepository) {
    this.#runtime = runtime;
    this.#runs = runs;
  }

  async byIds(scope: Scope, ids: readonly string[]): Promise<RunReadRow[]> {
    const keys = ids.map((id) => parseLaneId("run", id)).filter((key) => key !== null);
    if (keys.length === 0) return [];
    return this.#runs.byIds(this.#runtime.database, scope.environmentId, keys);
  }

  ofTrigger(scope: Scope, triggerUuid: string, page: Page<RunKey>): Promise<RunReadRow[]> {
    return this.#runs.ofTrigger(this.#runtime.database, scope.environmentId, triggerUuid, page);
  }

  /** A page of matching runs, latest trigger first, with one row more if there are more. */
  async page(scope: Scope, query: RunQuery, page: Page<RunKey>): Promise<RunPage> {
    const { workflowKey = null, recipient, status = null } = query;
    const named = recipient ? parseRecipientRef(recipient, ["filter", "recipient"]) : null;
    const issues = [...checkText(workflowKey, ["filter", "workflowKey"]), ...(named?.ok === false ? named.issues : [])];
    if (issues.length > 0) throw badInput(issues);
    const filter = { workflowKey, recipientKey: named?.ok === true ? named.value : null, status };
    return this.#runs.page(this.#runtime.database, scope.environmentId, filter, page);
  }
}
