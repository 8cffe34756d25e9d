import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const AddSuppressionDocument: TypedDocument<types.AddSuppressionMutation, types.AddSuppressionMutationVariables> =
  "mutation AddSuppression($input:AddSuppressionInput!){addSuppression(input:$input){isNew}}";

export const DeadLettersDocument: TypedDocument<types.DeadLettersQuery, types.DeadLettersQueryVariables> =
  "query DeadLetters($at:TimeRangeInput){deadLetters(at:$at){...DeadLetter}}fragment DeadLetter on DeadLetterGroup{channelKey providerKey reason count firstAt lastAt example{__typename id}}";

export const LiftSuppressionDocument: TypedDocument<types.LiftSuppressionMutation, types.LiftSuppressionMutationVariables> =
  "mutation LiftSuppression($input:LiftSuppressionInput!){liftSuppression(input:$input){wasKnown}}";

export const ResendDocument: TypedDocument<types.ResendMutation, types.ResendMutationVariables> =
  "mutation Resend($input:ResendMessagesInput!){resendMessages(input:$input){queuedCount remainingCount leftOut{code count}}}";

export const SuppressionsDocument: TypedDocument<types.SuppressionsQuery, types.SuppressionsQueryVariables> =
  "query Suppressions($filter:SuppressionFilterInput$after:String){suppressions(filter:$filter first:50 after:$after){nodes{...OneSuppression}pageInfo{hasNextPage endCursor}}}fragment OneSuppression on Suppression{address channelType reason note createdAt}";
