import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const EraseObjectDocument: TypedDocument<types.EraseObjectMutation, types.EraseObjectMutationVariables> =
  "mutation EraseObject($input:DeleteObjectInput!){deleteObject(input:$input){counts{...Erased}}}fragment Erased on ErasureCounts{messages runs preferenceSets subscriptions channelData}";

export const EraseUserDocument: TypedDocument<types.EraseUserMutation, types.EraseUserMutationVariables> =
  "mutation EraseUser($input:DeleteUserInput!){deleteUser(input:$input){counts{...Erased}}}fragment Erased on ErasureCounts{messages runs preferenceSets subscriptions channelData}";
