import { parseUuidId } from "../../platform/ids/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { isSecret, scopeOf, type NodeRegistry } from "../accounts/index.js";
import type { ChannelService } from "../channels/index.js";
import { toWorkflow, WorkflowResolver } from "./workflow.resolver.js";
import { WorkflowService } from "./workflow.service.js";

export interface WorkflowsModule {
  workflows: WorkflowService;
  resolvers: object[];
}

export function createWorkflowsModule(
  runtime: Runtime,
  deps: { nodes: NodeRegistry; channels: ChannelService },
): WorkflowsModule {
  const workflows = new WorkflowService(runtime, deps.channels);
  deps.nodes.register("workflow", async (context, ids) => {
    const scope = scopeOf(context);
    if (!isSecret(scope)) return [];
    const uuids = ids.flatMap((id) => parseUuidId("workflow", id) ?? []);
    return (await workflows.byUuids(scope, uuids)).map(toWorkflow);
  });
  return { workflows, resolvers: [new WorkflowResolver(workflows)] };
}
