import type { TriggerFilterInput } from "../../api/generated/operations.js";
import { DEFAULT_RANGE, startOf } from "../../components/log/ranges.js";
import type { TriggersSearch } from "./search.js";

/** The API's filter for what the address says. */
export function triggerFilter({ range = DEFAULT_RANGE, workflow, tenant, key }: TriggersSearch): TriggerFilterInput {
  return {
    acceptedAt: { from: startOf(range) },
    ...(workflow === undefined ? {} : { workflowKey: workflow }),
    ...(tenant === undefined ? {} : { tenantId: tenant }),
    ...(key === undefined ? {} : { cancellationKey: key }),
  };
}
