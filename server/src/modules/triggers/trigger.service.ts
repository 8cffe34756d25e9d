import { parseUuidId, uuidId } from "../../platform/ids/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../accounts/index.js";
import { statusOf } from "./trigger-status.js";
import type { TriggerCounts, TriggerRepository, TriggerRow } from "./trigger.repository.js";
import { Trigger, TriggerStatus } from "./trigger.schema.js";

const NOTHING: Omit<TriggerCounts, "trigger_id"> = { pending_lanes: 0, runs: 0, completed: 0, cancelled: 0, failed: 0 };

/** Reads triggers. */
export class TriggerService {
  readonly #runtime: Runtime;
  readonly #triggers: TriggerRepository;

  constructor(runtime: Runtime, triggers: TriggerRepository) {
    this.#runtime = runtime;
    this.#triggers = triggers;
  }

  /** By uuid, as they stand now; two statements, whatever the number. */
  async load(scope: Scope, uuids: readonly string[]): Promise<Map<string, Trigger>> {
    if (uuids.length === 0) return new Map();
    const { database } = this.#runtime;
    const rows = await this.#triggers.byIds(database, scope.environmentId, uuids);
    const counts = new Map(
      (await this.#triggers.counts(database, scope.environmentId, uuids)).map((row) => [row.trigger_id, row]),
    );
    return new Map(rows.map((row) => [row.id, toTrigger(row, counts.get(row.id) ?? NOTHING)]));
  }

  async byId(scope: Scope, id: string): Promise<Trigger | null> {
    const uuid = parseUuidId("trigger", id);
    return uuid === null ? null : ((await this.load(scope, [uuid])).get(uuid) ?? null);
  }
}

function toTrigger(row: TriggerRow, counts: Omit<TriggerCounts, "trigger_id">): Trigger {
  const status = statusOf({ isCancelled: row.cancelled_at !== null, hasFailed: row.failure !== null }, counts);
  return Object.assign(new Trigger(), {
    id: uuidId("trigger", row.id),
    workflowKey: row.workflow_key,
    status: TriggerStatus[status],
    runCount: counts.runs,
    acceptedAt: row.accepted_at,
  });
}
