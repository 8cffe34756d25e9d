import { parseUuidId } from "../../platform/ids/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { may, scopeOf, type NodeRegistry } from "../requests/index.js";
import type { EnvironmentSettings } from "../environments/index.js";
import type { ChannelService } from "../channels/index.js";
import { WorkflowVersions } from "./workflow-versions.service.js";
import { OfferService } from "./offer/offer.service.js";
import { PreferenceChoiceResolver } from "./offer/preference-choice.resolver.js";
import { toWorkflow, WorkflowResolver } from "./workflow.resolver.js";
import { WorkflowVersionEntity } from "./workflow-version.entity.js";
import { WorkflowEntity } from "./workflow.entity.js";
import { WorkflowService } from "./workflow.service.js";

export const WORKFLOW_ENTITIES = [WorkflowEntity, WorkflowVersionEntity];

export interface WorkflowsModule {
  workflows: WorkflowService;
  versions: WorkflowVersions;
  resolvers: object[];
}

export function createWorkflowsModule(
  runtime: Runtime,
  deps: { nodes: NodeRegistry; channels: ChannelService; settings: EnvironmentSettings },
): WorkflowsModule {
  const versions = new WorkflowVersions(runtime, deps);
  const workflows = new WorkflowService(runtime, versions);
  const choices = new PreferenceChoiceResolver(new OfferService(runtime, deps.channels));
  deps.nodes.register("workflow", async (context, ids) => {
    const scope = scopeOf(context);
    if (!may(scope, "workflows.read")) return [];
    const uuids = ids.flatMap((id) => parseUuidId("workflow", id) ?? []);
    return (await workflows.byUuids(scope, uuids)).map(toWorkflow);
  });
  return { workflows, versions, resolvers: [new WorkflowResolver(workflows), choices] };
}
