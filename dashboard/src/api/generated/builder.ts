import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const BuilderChannelsDocument: TypedDocument<types.BuilderChannelsQuery, types.BuilderChannelsQueryVariables> =
  "query BuilderChannels{channels(first:100){nodes{channelKey name type}}}";

export const CheckDraftDocument: TypedDocument<types.CheckDraftQuery, types.CheckDraftQueryVariables> =
  "query CheckDraft($input:CheckWorkflowInput!){checkWorkflow(input:$input){issues{...DocumentIssue}warnings{...DocumentIssue}}}fragment DocumentIssue on InputIssue{path code message}";

export const CommitDraftDocument: TypedDocument<types.CommitDraftMutation, types.CommitDraftMutationVariables> =
  "mutation CommitDraft($input:CommitWorkflowInput!){commitWorkflow(input:$input){workflow{...OpenWorkflow}}}fragment OpenWorkflow on Workflow{id workflowKey name isActive committedVersion hasDraft draftRevision draftSavedBy{name}updatedAt document committedDocument}";

export const DiscardDraftDocument: TypedDocument<types.DiscardDraftMutation, types.DiscardDraftMutationVariables> =
  "mutation DiscardDraft($input:DiscardWorkflowDraftInput!){discardWorkflowDraft(input:$input){workflow{...OpenWorkflow}}}fragment OpenWorkflow on Workflow{id workflowKey name isActive committedVersion hasDraft draftRevision draftSavedBy{name}updatedAt document committedDocument}";

export const SaveDraftDocument: TypedDocument<types.SaveDraftMutation, types.SaveDraftMutationVariables> =
  "mutation SaveDraft($input:SaveWorkflowInput!){saveWorkflow(input:$input){warnings{...DocumentIssue}workflow{...OpenWorkflow}}}fragment DocumentIssue on InputIssue{path code message}fragment OpenWorkflow on Workflow{id workflowKey name isActive committedVersion hasDraft draftRevision draftSavedBy{name}updatedAt document committedDocument}";

export const UnfinishedRunsDocument: TypedDocument<types.UnfinishedRunsQuery, types.UnfinishedRunsQueryVariables> =
  "query UnfinishedRuns($key:String!){workflow(workflowKey:$key){versions(first:20){nodes{number unfinishedRunCount}}}}";
