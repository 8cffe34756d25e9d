import { parseUuidId } from "../identifiers/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { may, scopeOf, type NodeRegistry } from "../requests/index.js";
import type { MemberService } from "../members/index.js";
import type { ApiKeyService, EnvironmentService, EnvironmentSettings } from "../environments/index.js";
import type { ChannelService } from "../channels/index.js";
import { WorkflowVersions } from "./workflow-versions.service.js";
import { OfferService } from "./offer/offer.service.js";
import { PreferenceChoiceResolver } from "./offer/preference-choice.resolver.js";
import { AuthorResolver } from "./history/author.resolver.js";
import { DocumentValidator } from "./document-validator.service.js";
import { WorkflowHistory } from "./history/workflow-history.service.js";
import { WorkflowHistoryResolver } from "./history/workflow-history.resolver.js";
import { PromotionResolver } from "./history/promotion.resolver.js";
import { WorkflowPromotion } from "./history/promotion.service.js";
import { parseVersionId, toVersion } from "./history/version-view.schema.js";
import { toWorkflow, WorkflowResolver } from "./workflow.resolver.js";
import { WorkflowVersionEntity } from "./workflow-version.entity.js";
import { WorkflowEntity } from "./workflow.entity.js";
import { WorkflowService } from "./workflow.service.js";

export const WORKFLOW_ENTITIES = [WorkflowEntity, WorkflowVersionEntity];

export interface WorkflowsDeps {
  nodes: NodeRegistry;
  channels: ChannelService;
  environments: EnvironmentService;
  members: MemberService;
  settings: EnvironmentSettings;
  apiKeys: ApiKeyService;
}

export interface WorkflowsModule {
  workflows: WorkflowService;
  versions: WorkflowVersions;
  history: WorkflowHistory;
  resolvers: object[];
}

export function createWorkflowsModule(runtime: Runtime, deps: WorkflowsDeps): WorkflowsModule {
  const versions = new WorkflowVersions(runtime, deps);
  const parts = { versions, validator: new DocumentValidator(versions), apiKeys: deps.apiKeys };
  const workflows = new WorkflowService(runtime, parts);
  const history = new WorkflowHistory(runtime, parts);
  const choices = new PreferenceChoiceResolver(new OfferService(runtime, deps.channels));
  deps.nodes.register("workflow", async (context, ids) => {
    const scope = scopeOf(context);
    if (!may(scope, "workflows.read")) return [];
    const uuids = ids.flatMap((id) => parseUuidId("workflow", id) ?? []);
    return (await workflows.byUuids(scope, uuids)).map(toWorkflow);
  });
  deps.nodes.register("workflowVersion", async (context, ids) => {
    const scope = scopeOf(context);
    if (!may(scope, "workflows.read")) return [];
    const refs = ids.flatMap((id) => parseVersionId(id) ?? []);
    return (await history.byRefs(scope, refs)).map(toVersion);
  });
  const resolvers = [
    new WorkflowResolver(workflows),
    new WorkflowHistoryResolver(history),
    new PromotionResolver(new WorkflowPromotion(runtime, parts, deps)),
    new AuthorResolver(deps.apiKeys),
    choices,
  ];
  return { workflows, versions, history, resolvers };
}
