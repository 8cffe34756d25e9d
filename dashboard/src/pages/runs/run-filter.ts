import type { RunFilterInput } from "../../api/generated/operations.js";
import { recipientRef } from "../../components/log/search.js";
import { DEFAULT_RANGE, startOf } from "../../components/log/ranges.js";
import { OUTCOME_FILTERS } from "../../components/marks/outcome.js";
import type { RunsSearch } from "./search.js";

/** Whether all matching runs are shown, whenever they began: those of one trigger, and those that wait. */
export function isOfAnyTime({ trigger, outcome, step, wakes }: RunsSearch): boolean {
  return trigger !== undefined || step !== undefined || wakes !== undefined || outcome === "waiting";
}

/** The API's filter for what the address says. */
export function runFilter(search: RunsSearch): RunFilterInput {
  const { range = DEFAULT_RANGE, workflow, outcome, recipient, trigger, step, version, wakes } = search;
  const codes = OUTCOME_FILTERS.find(({ kind }) => kind === outcome)?.codes;
  const [from = null, to = null] = wakes?.split("~") ?? [];
  return {
    ...(isOfAnyTime(search) ? {} : { createdAt: { from: startOf(range) } }),
    ...(trigger === undefined ? {} : { triggerId: trigger }),
    ...(workflow === undefined ? {} : { workflowKey: workflow }),
    ...(workflow === undefined || step === undefined ? {} : { stepRef: step }),
    ...(workflow === undefined || version === undefined ? {} : { version: Number(version) || 0 }),
    ...(wakes === undefined ? {} : { wakesAt: { from, to } }),
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
