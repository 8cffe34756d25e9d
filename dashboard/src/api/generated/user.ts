import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const ChangeUserDocument: TypedDocument<types.ChangeUserMutation, types.ChangeUserMutationVariables> =
  "mutation ChangeUser($input:IdentifyInput!){identify(input:$input){user{id}}}";

export const UserDocument: TypedDocument<types.UserQuery, types.UserQueryVariables> =
  "query User($userId:ID!){user(userId:$userId){...ListedUser avatar locale timezone createdAt properties channelData{...OneChannelData}}}fragment ListedUser on User{id userId name email phoneNumber updatedAt}fragment OneChannelData on ChannelData{channelKey data updatedAt}";
