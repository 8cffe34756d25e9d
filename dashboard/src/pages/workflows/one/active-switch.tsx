import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../../api/ask.js";
import { SetWorkflowActiveDocument } from "../../../api/generated/workflow.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import styles from "./workflow-head.module.css";
import { workflowOptions, type OpenWorkflow } from "./workflow-query.js";

/** Whether triggers are accepted; takes effect at once, for all versions. */
export function ActiveSwitch({ workflow }: { readonly workflow: OpenWorkflow }) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const { permissions } = useSession();
  const { workflowKey, isActive } = workflow;
  const set = useMutation({
    mutationFn: (next: boolean) =>
      ask(env, SetWorkflowActiveDocument, { variables: { input: { workflowKey, isActive: next } } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [env, "workflows"] });
      await client.invalidateQueries({ queryKey: workflowOptions(env, workflowKey).queryKey });
    },
  });
  if (!permissions.includes("workflows.change")) return null;
  return (
    <label className={styles["switch"]} title={set.error?.message}>
      <input
        type="checkbox"
        role="switch"
        checked={set.isPending ? set.variables : isActive}
        disabled={set.isPending}
        onChange={(event) => set.mutate(event.target.checked)}
      />
      {set.isError ? "Not switched: try again" : "Active"}
    </label>
  );
}
