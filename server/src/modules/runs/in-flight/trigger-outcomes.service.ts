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
    const found = new Map<string, OutcomeRow[]>();
    for (const row of await this.#rows.of(this.#runtime.database, environmentId, triggerIds))
      found.set(row.trigger_id, [...(found.get(row.trigger_id) ?? []), row]);
    return found;
  }
}
