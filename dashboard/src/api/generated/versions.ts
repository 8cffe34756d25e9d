import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const ArchiveWorkflowDocument: TypedDocument<types.ArchiveWorkflowMutation, types.ArchiveWorkflowMutationVariables> =
  "mutation ArchiveWorkflow($input:ArchiveWorkflowInput!){archiveWorkflow(input:$input){workflowKey cancelledRunCount}}";

export const PromoteWorkflowDocument: TypedDocument<types.PromoteWorkflowMutation, types.PromoteWorkflowMutationVariables> =
  "mutation PromoteWorkflow($input:PromoteWorkflowInput!){promoteWorkflow(input:$input){workflow{id committedVersion}}}";

export const PromotionTargetDocument: TypedDocument<types.PromotionTargetQuery, types.PromotionTargetQueryVariables> =
  "query PromotionTarget($key:String!){workflow(workflowKey:$key){id committedVersion committedDocument hasDraft}channels(first:100){nodes{channelKey}}}";

export const PromotionTargetsDocument: TypedDocument<types.PromotionTargetsQuery, types.PromotionTargetsQueryVariables> =
  "query PromotionTargets{session{id role environment{id key promotesTo{key}}environments{id key name promotesTo{key}}}}";

export const RevertWorkflowDocument: TypedDocument<types.RevertWorkflowMutation, types.RevertWorkflowMutationVariables> =
  "mutation RevertWorkflow($input:RevertWorkflowInput!){revertWorkflow(input:$input){workflow{...OpenWorkflow}}}fragment OpenWorkflow on Workflow{id workflowKey name isActive committedVersion hasDraft draftRevision draftSavedBy{name}updatedAt document committedDocument}";

export const VersionsDocument: TypedDocument<types.VersionsQuery, types.VersionsQueryVariables> =
  "query Versions($key:String!$first:Int!$after:String){workflow(workflowKey:$key){...OpenWorkflow versions(first:$first after:$after){nodes{...ListedVersion}pageInfo{hasNextPage endCursor}}}}fragment ListedVersion on WorkflowVersion{id number committedAt message revertOf promotedFrom unfinishedRunCount author{name}document}fragment OpenWorkflow on Workflow{id workflowKey name isActive committedVersion hasDraft draftRevision draftSavedBy{name}updatedAt document committedDocument}";
