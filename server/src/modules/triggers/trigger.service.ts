import { parseUuidId } from "../../platform/ids/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../accounts/index.js";
import type { TriggerCounts, TriggerRepository, TriggerRow } from "./trigger.repository.js";

type RunTotals = Omit<TriggerCounts, "trigger_id">;

const NOTHING: RunTotals = { pending_lanes: 0, runs: 0, completed: 0, cancelled: 0, failed: 0 };

/** A trigger and how far its runs are. */
export interface CountedTrigger {
  row: TriggerRow;
  counts: RunTotals;
}

/** Reads triggers. */
export class TriggerService {
  readonly #runtime: Runtime;
  readonly #triggers: TriggerRepository;

  constructor(runtime: Runtime, triggers: TriggerRepository) {
    this.#runtime = runtime;
    this.#triggers = triggers;
  }

  /** By uuid, as they stand now; two statements, whatever the number. */
  async load(scope: Scope, uuids: readonly string[]): Promise<Map<string, CountedTrigger>> {
    if (uuids.length === 0) return new Map();
    const { database } = this.#runtime;
    const rows = await this.#triggers.byIds(database, scope.environmentId, uuids);
    const counts = new Map(
      (await this.#triggers.counts(database, scope.environmentId, uuids)).map((row) => [row.trigger_id, row]),
    );
    return new Map(rows.map((row) => [row.id, { row, counts: counts.get(row.id) ?? NOTHING }]));
  }

  async byId(scope: Scope, id: string): Promise<CountedTrigger | null> {
    const uuid = parseUuidId("trigger", id);
    return uuid === null ? null : ((await this.load(scope, [uuid])).get(uuid) ?? null);
  }
}
