import type { AnalyticsQueryVariables } from "../../api/generated/operations.js";
import { DEFAULT_SPAN, type AnalyticsSearch } from "./search.js";
import { intervalOf, SPANS } from "./spans.js";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What the page counts. */
export function statsVariables(search: AnalyticsSearch, now: number): AnalyticsQueryVariables {
  const { days } = SPANS[search.span ?? DEFAULT_SPAN];
  const interval = intervalOf(search);
  // Buckets are whole: a day contains this hour of seven days ago, so the first one is left out.
  const lead = interval === "HOUR" ? MINUTE_MS : DAY_MS;
  const from = new Date(now - days * DAY_MS + lead).toISOString();
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const filter = { workflowKey: search.workflow ?? null, channelKey: search.channel ?? null };
  const time = { range: { from }, interval, timezone, ...filter };
  return {
    time,
    cohort: { ...time, basis: "MADE" },
    outcomes: { ...time, groupBy: "OUTCOME", channelKey: null },
    workflows: { ...time, groupBy: "WORKFLOW" },
    channels: { ...time, groupBy: "CHANNEL" },
  };
}
