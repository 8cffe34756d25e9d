import type { RunFilterInput } from "../../api/generated/operations.js";
import { recipientRef } from "../../components/log/search.js";
import { DEFAULT_RANGE, startOf } from "../../components/log/ranges.js";
import { OUTCOME_FILTERS } from "../../components/marks/outcome.js";
import type { RunsSearch } from "./search.js";

/** The API's filter for what the address says. The runs of one trigger are shown whatever their time. */
export function runFilter({
  range = DEFAULT_RANGE,
  workflow,
  outcome,
  recipient,
  trigger,
}: RunsSearch): RunFilterInput {
  const codes = OUTCOME_FILTERS.find(({ kind }) => kind === outcome)?.codes;
  return {
    ...(trigger === undefined ? { createdAt: { from: startOf(range) } } : { triggerId: trigger }),
    ...(workflow === undefined ? {} : { workflowKey: workflow }),
    ...(recipient === undefined ? {} : { recipient: recipientRef(recipient) }),
    ...outcomeFilter(outcome, codes),
  };
}

/** What waits, was cancelled or failed has an index by status. */
function outcomeFilter(outcome: RunsSearch["outcome"], codes: readonly string[] | undefined): RunFilterInput {
  if (outcome === "waiting") return { statuses: ["PENDING", "WAITING"] };
  if (outcome === "failed") return { status: "FAILED" };
  if (outcome === "cancelled") return { status: "CANCELLED" };
  return codes ? { outcomeCodes: codes, statuses: ["COMPLETED"] } : {};
}
