import { deepMerge, type JsonObject } from "../../platform/json.js";
import type { BatchSummary } from "./engine/types.js";
import type { BatchItemRow } from "./lane-rows.js";

const ACTORS_MAX = 10;

/** What a closed batch tells its step: exact totals, the first or last few items, and the data of all, the last said counts. */
export function summarise(
  batchId: string,
  items: readonly BatchItemRow[],
  options: { renderLimit: number; order: "asc" | "desc"; actorOf: (key: string) => JsonObject | null },
): BatchSummary {
  const shown = options.order === "asc" ? items.slice(0, options.renderLimit) : items.slice(-options.renderLimit);
  const actorKeys = [
    ...new Set(
      items
        .map((item) => item.actor_key)
        .filter((key) => key !== null)
        .reverse(),
    ),
  ];
  return {
    batchId,
    total: items.length,
    totalActors: actorKeys.length,
    data: items.reduce<JsonObject>((data, item) => deepMerge(data, item.data), {}),
    activities: shown.map((item) => ({
      id: item.trigger_id,
      ...item.data,
      data: item.data,
      actor: item.actor_key ? options.actorOf(item.actor_key) : null,
      inserted_at: item.created_at.toISOString(),
    })),
    actorKeys: actorKeys.slice(0, ACTORS_MAX),
    actors: actorKeys
      .slice(0, ACTORS_MAX)
      .map(options.actorOf)
      .filter((actor) => actor !== null),
  };
}
