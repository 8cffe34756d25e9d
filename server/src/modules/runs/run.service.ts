import type { Page } from "../../platform/graphql/index.js";
import { parseLaneId } from "../../platform/ids/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../accounts/index.js";
import type { RunReadRow } from "./run-row.js";
import type { RunKey, RunRepository } from "./run.repository.js";

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
}
