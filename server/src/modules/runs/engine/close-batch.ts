import type { JsonObject } from "../../../platform/json.js";
import type { BatchSummary } from "./types.js";
import type { CompiledStep } from "../../workflows/pure.js";
import { mergeAll } from "./data-merge.js";

const ACTORS_MAX = 10;

/** One run's share of a batch. */
export interface ClosingItem {
  run_id: string;
  trigger_id: string;
  actor_key: string | null;
  data: JsonObject;
  created_at: Date;
}

/** The runs that a closing batch continues and ends. */
export interface ClosedBatch<Item> {
  /** The run of the first item, which continues for all runs of the batch. */
  carrierId: string;
  mergedIds: string[];
  items: Item[];
}

/**
 * Closes a batch whose items are given oldest first. The first run that still waits continues for all others. Skips items
 * whose run is no longer waiting; returns null when none is, and nothing is sent.
 */
export function closeBatch<Item extends Pick<ClosingItem, "run_id">>(
  items: readonly Item[],
  isWaiting: (runId: string) => boolean,
): ClosedBatch<Item> | null {
  const kept = items.filter((item) => isWaiting(item.run_id));
  const [first, ...others] = kept;
  if (!first) return null;
  return { carrierId: first.run_id, mergedIds: others.map((item) => item.run_id), items: kept };
}

export interface SummaryOptions {
  /** Maximum number of activities that a template sees. */
  renderLimit: number;
  /** Whether the listed items are the first or the last ones. */
  order: "asc" | "desc";
  actorOf: (key: string) => JsonObject | null;
}

/** The rendering options of a batch step; defaults if the version no longer has the step. */
export function renderOptions(step: CompiledStep | undefined): Pick<SummaryOptions, "renderLimit" | "order"> {
  return step?.type === "batch" ? step : { renderLimit: 10, order: "asc" };
}

/** The actors of these items, without repeats, in order. */
export function actorKeysOf(items: readonly Pick<ClosingItem, "actor_key">[]): string[] {
  return [...new Set(items.flatMap((item) => item.actor_key ?? []))];
}

/** The first or last few of the items, oldest first. */
export function shownOf<Item>(
  items: readonly Item[],
  { order, renderLimit }: Pick<SummaryOptions, "renderLimit" | "order">,
): Item[] {
  return order === "asc" ? items.slice(0, renderLimit) : items.slice(-renderLimit);
}

/** The actors that templates get, the latest first. */
export function toldActors(items: readonly Pick<ClosingItem, "actor_key">[]): { keys: string[]; total: number } {
  const keys = actorKeysOf([...items].reverse());
  return { keys: keys.slice(0, ACTORS_MAX), total: keys.length };
}

/** The data of a batch that templates get. */
export interface BatchTexts {
  /** The merged data of all items. */
  data: JsonObject;
  firstData: JsonObject;
  shown: readonly Pick<ClosingItem, "trigger_id" | "actor_key" | "data" | "created_at">[];
}

/**
 * The summary that a closed batch gives its step: exact totals, the first or last few items, and the merged data of all
 * items, in which later items win.
 */
export function summaryOf(
  batch: { id: string; stepRef: string },
  items: readonly Pick<ClosingItem, "actor_key">[],
  { data, firstData, shown }: BatchTexts,
  actorOf: SummaryOptions["actorOf"],
): BatchSummary {
  const actors = toldActors(items);
  return {
    batchId: batch.id,
    stepRef: batch.stepRef,
    total: items.length,
    totalActors: actors.total,
    data,
    firstData,
    activities: shown.map((item) => {
      const at = item.created_at.toISOString();
      const actor = item.actor_key ? actorOf(item.actor_key) : null;
      return { ...item.data, id: item.trigger_id, data: item.data, actor, inserted_at: at, updated_at: at };
    }),
    actorKeys: actors.keys,
    actors: actors.keys.map(actorOf).filter((actor) => actor !== null),
  };
}

/** The summary of items that are all at hand. */
export function summarise(
  batch: { id: string; stepRef: string },
  items: readonly ClosingItem[],
  options: SummaryOptions,
): BatchSummary {
  const data = mergeAll(items.map((item) => item.data));
  const texts = { data, firstData: items[0]?.data ?? {}, shown: shownOf(items, options) };
  return summaryOf(batch, items, texts, options.actorOf);
}
