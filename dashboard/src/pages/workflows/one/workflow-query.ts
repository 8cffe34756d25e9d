import { queryOptions } from "@tanstack/react-query";
import { ask } from "../../../api/ask.js";
import type { OpenWorkflowFragment } from "../../../api/generated/operations.js";
import { WorkflowDocument as WorkflowQueryDocument } from "../../../api/generated/workflow.js";

export type OpenWorkflow = OpenWorkflowFragment;

/** One workflow; null if there is none with this key. */
export const workflowOptions = (env: string, key: string) =>
  queryOptions({
    queryKey: [env, "workflow", key],
    queryFn: async ({ signal }): Promise<OpenWorkflow | null> =>
      (await ask(env, WorkflowQueryDocument, { variables: { key }, signal })).workflow,
  });
