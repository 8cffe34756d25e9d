import { badInput, checkId, checkText } from "../../platform/errors/index.js";
import type { Page } from "../../platform/paging/index.js";
import { parseUuidId } from "../identifiers/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../requests/index.js";
import type { Matching } from "../../platform/tails/index.js";
import type { JsonObject } from "../../platform/json.js";
import type {
  TriggerCallRow,
  TriggerCounts,
  TriggerFilter,
  TriggerKey,
  TriggerRepository,
  TriggerRow,
} from "./trigger.repository.js";

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

  /** The current triggers with these uuids; two statements for any number. */
  async load(scope: Scope, uuids: readonly string[]): Promise<Map<string, CountedTrigger>> {
    if (uuids.length === 0) return new Map();
    const rows = await this.#triggers.byIds(this.#runtime.database, scope.environmentId, uuids);
    return new Map((await this.#count(scope, rows)).map((trigger) => [trigger.row.id, trigger]));
  }

  async calls(scope: Scope, uuids: readonly string[]): Promise<Map<string, TriggerCallRow>> {
    const rows = await this.#triggers.callsByIds(this.#runtime.database, scope.environmentId, uuids);
    return new Map(rows.map((row) => [row.id, row]));
  }

  async data(scope: Scope, uuids: readonly string[]): Promise<Map<string, JsonObject>> {
    const rows = await this.#triggers.dataByIds(this.#runtime.database, scope.environmentId, uuids);
    return new Map(rows.map((row) => [row.id, row.data]));
  }

  /** Tells which of named triggers match; null if all do. Throws `BAD_USER_INPUT` for a filter that is not valid. */
  matcher(environmentId: number, filter: TriggerFilter): Matching {
    checkFilter(filter);
    if (Object.values(filter).every((value) => value == null)) return null;
    return (uuids) => this.#triggers.matching(this.#runtime.database, environmentId, filter, uuids);
  }

  /** A page of matching triggers, latest first, with one row more if there are more; two statements. */
  async page(
    scope: Scope,
    filter: TriggerFilter,
    page: Page<TriggerKey>,
  ): Promise<{ rows: CountedTrigger[]; stoppedAt: TriggerKey | null }> {
    checkFilter(filter);
    const found = await this.#triggers.page(this.#runtime.database, scope.environmentId, filter, page);
    return { rows: await this.#count(scope, found.rows), stoppedAt: found.stoppedAt };
  }

  async #count(scope: Scope, rows: readonly TriggerRow[]): Promise<CountedTrigger[]> {
    if (rows.length === 0) return [];
    const ids = rows.map((row) => row.id);
    const counted = await this.#triggers.counts(this.#runtime.database, scope.environmentId, ids);
    const counts = new Map(counted.map((row) => [row.trigger_id, row]));
    return rows.map((row) => ({ row, counts: counts.get(row.id) ?? NOTHING }));
  }

  async byId(scope: Scope, id: string): Promise<CountedTrigger | null> {
    const uuid = parseUuidId("trigger", id);
    return uuid === null ? null : ((await this.load(scope, [uuid])).get(uuid) ?? null);
  }
}

function checkFilter({ workflowKey, tenantId, cancellationKey }: TriggerFilter): void {
  const issues = [
    ...checkText(workflowKey, ["filter", "workflowKey"]),
    ...(tenantId == null ? [] : checkId(tenantId, ["filter", "tenantId"])),
    ...checkText(cancellationKey, ["filter", "cancellationKey"]),
  ];
  if (issues.length > 0) throw badInput(issues);
}
