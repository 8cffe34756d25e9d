import { deepMerge, type JsonObject } from "../../platform/json.js";
import type { BatchSummary } from "./engine/types.js";
import type { CompiledStep } from "../workflows/pure.js";

const ACTORS_MAX = 10;

/** One run's share of a batch. */
export interface ClosingItem {
  run_id: string;
  trigger_id: string;
  actor_key: string | null;
  data: JsonObject;
  created_at: Date;
}

/** Who goes on when a batch closes, and whose runs end in it. */
export interface ClosedBatch<Item extends ClosingItem> {
  /** The run of the first item, which goes on for all. */
  carrierId: string;
  mergedIds: string[];
  items: Item[];
}

/**
 * What becomes of a batch's items, oldest first and without those removed. The first run that still waits goes on for
 * all; when none does, nobody goes on and nothing is sent. An item whose run waits no longer is told of by no one.
 */
export function closeBatch<Item extends ClosingItem>(
  items: readonly Item[],
  isWaiting: (runId: string) => boolean,
): ClosedBatch<Item> | null {
  const kept = items.filter((item) => isWaiting(item.run_id));
  const [first, ...others] = kept;
  if (!first) return null;
  return { carrierId: first.run_id, mergedIds: others.map((item) => item.run_id), items: kept };
}

export interface SummaryOptions {
  /** How many activities a template sees. */
  renderLimit: number;
  /** Whether those are the first or the last. */
  order: "asc" | "desc";
  actorOf: (key: string) => JsonObject | null;
}

/** How a batch step wants its batch told; a version that has the step no more has no wishes. */
export function renderOptions(step: CompiledStep | undefined): Pick<SummaryOptions, "renderLimit" | "order"> {
  return step?.type === "batch" ? step : { renderLimit: 10, order: "asc" };
}

/** Who acts in these items, each once. */
export function actorKeysOf(items: readonly ClosingItem[]): string[] {
  return [...new Set(items.flatMap((item) => item.actor_key ?? []))];
}

/** What a closed batch tells its step: exact totals, the first or last few items, and the data of all, the last said counts. */
export function summarise(
  batch: { id: string; stepRef: string },
  items: readonly ClosingItem[],
  options: SummaryOptions,
): BatchSummary {
  const shown = options.order === "asc" ? items.slice(0, options.renderLimit) : items.slice(-options.renderLimit);
  const actorKeys = actorKeysOf([...items].reverse());
  const shownKeys = actorKeys.slice(0, ACTORS_MAX);
  return {
    batchId: batch.id,
    stepRef: batch.stepRef,
    total: items.length,
    totalActors: actorKeys.length,
    data: items.reduce<JsonObject>((data, item) => deepMerge(data, item.data), {}),
    firstData: items[0]?.data ?? {},
    activities: shown.map((item) => {
      const at = item.created_at.toISOString();
      const actor = item.actor_key ? options.actorOf(item.actor_key) : null;
      return { ...item.data, id: item.trigger_id, data: item.data, actor, inserted_at: at, updated_at: at };
    }),
    actorKeys: shownKeys,
    actors: shownKeys.map(options.actorOf).filter((actor) => actor !== null),
  };
}
