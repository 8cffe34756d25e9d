import { groupBy } from "../../../platform/group-by.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import { OUTCOMES_SCAN_MAX, TriggerOutcomesRepository, type OutcomeRow } from "./trigger-outcomes.repository.js";

export { OUTCOMES_SCAN_MAX };

/** Counts how the runs of triggers ended. */
export class TriggerOutcomes {
  readonly #runtime: Runtime;
  readonly #rows = new TriggerOutcomesRepository();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** By the uuid of each trigger that has any, the most frequent first. */
  async of({ environmentId }: Scope, triggerIds: readonly string[]): Promise<Map<string, OutcomeRow[]>> {
    const rows = await this.#rows.of(this.#runtime.database, environmentId, triggerIds);
    return groupBy(rows, (row) => row.trigger_id);
  }
}
