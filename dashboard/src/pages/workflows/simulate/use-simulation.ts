import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ask } from "../../../api/ask.js";
import { SimulateDocument } from "../../../api/generated/simulate.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import type { OpenWorkflow } from "../one/workflow-query.js";
import { simulateInput, type Story } from "./story.js";

/** What a story leads to; the last answer stays while the next one is on its way. */
export function useSimulation({ workflowKey, draftRevision, committedVersion }: OpenWorkflow, story: Story) {
  const env = useEnvironmentKey();
  const input = simulateInput(workflowKey, story);
  return useQuery({
    // What was saved or committed meanwhile is simulated anew.
    queryKey: [env, "simulate", input, draftRevision, committedVersion],
    staleTime: 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const { simulate } = await ask(env, SimulateDocument, { variables: { input }, signal });
      if (!simulate) throw new Error("The server answered without a simulation.");
      return simulate;
    },
  });
}
