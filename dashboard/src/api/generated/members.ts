import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const InviteMemberDocument: TypedDocument<types.InviteMemberMutation, types.InviteMemberMutationVariables> =
  "mutation InviteMember($input:InviteMemberInput!){inviteMember(input:$input){link member{...ListedMember}}}fragment ListedMember on Member{id email name role signInMethod joinedAt lastSeenAt environmentRoles{environmentKey role}}";

export const MembersDocument: TypedDocument<types.MembersQuery, types.MembersQueryVariables> =
  "query Members($first:Int$after:String){members(first:$first after:$after){nodes{...ListedMember}pageInfo{hasNextPage endCursor}}}fragment ListedMember on Member{id email name role signInMethod joinedAt lastSeenAt environmentRoles{environmentKey role}}";

export const RemoveMemberDocument: TypedDocument<types.RemoveMemberMutation, types.RemoveMemberMutationVariables> =
  "mutation RemoveMember($input:RemoveMemberInput!){removeMember(input:$input){memberId}}";

export const SetMemberRoleDocument: TypedDocument<types.SetMemberRoleMutation, types.SetMemberRoleMutationVariables> =
  "mutation SetMemberRole($input:SetMemberRoleInput!){setMemberRole(input:$input){member{...ListedMember}}}fragment ListedMember on Member{id email name role signInMethod joinedAt lastSeenAt environmentRoles{environmentKey role}}";
