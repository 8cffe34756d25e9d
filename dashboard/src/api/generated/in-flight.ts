import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const BacklogDocument: TypedDocument<types.BacklogQuery, types.BacklogQueryVariables> =
  "query Backlog{backlog{...ShownBacklog}}fragment ShownBacklog on Backlog{dueRunCount fanningOutTriggerCount lagSeconds openBatchCount queuedMessageCount waitingRunCount wakesByHour steps{workflowKey steps{...WaitingStep}}}fragment WaitingStep on StepBacklog{stepRef version waitingRunCount openBatchCount nextAt}";

export const BacklogChangedDocument: TypedDocument<types.BacklogChangedSubscription, types.BacklogChangedSubscriptionVariables> =
  "subscription BacklogChanged{backlogChanged{...ShownBacklog}}fragment ShownBacklog on Backlog{dueRunCount fanningOutTriggerCount lagSeconds openBatchCount queuedMessageCount waitingRunCount wakesByHour steps{workflowKey steps{...WaitingStep}}}fragment WaitingStep on StepBacklog{stepRef version waitingRunCount openBatchCount nextAt}";

export const ChangeRunsDocument: TypedDocument<types.ChangeRunsMutation, types.ChangeRunsMutationVariables> =
  "mutation ChangeRuns($input:ChangeRunsInput!){changeRuns(input:$input){changedCount remainingCount}}";

export const WaitingRunsDocument: TypedDocument<types.WaitingRunsQuery, types.WaitingRunsQueryVariables> =
  "query WaitingRuns($filter:RunFilterInput!$first:Int!){runs(filter:$filter first:$first){nodes{id workflowKey stepRef wakesAt recipient{...Person}}}}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";

export const WaitingVersionDocument: TypedDocument<types.WaitingVersionQuery, types.WaitingVersionQueryVariables> =
  "query WaitingVersion($key:String!$version:Int!){workflow(workflowKey:$key){id version(number:$version){id document}}}";
