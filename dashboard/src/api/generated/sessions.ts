import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const RevokeSessionDocument: TypedDocument<types.RevokeSessionMutation, types.RevokeSessionMutationVariables> =
  "mutation RevokeSession($input:RevokeSessionInput!){revokeSession(input:$input){sessionId}}";

export const SessionsDocument: TypedDocument<types.SessionsQuery, types.SessionsQueryVariables> =
  "query Sessions($memberId:ID){sessions(memberId:$memberId){...ListedSession}}fragment ListedSession on Session{id isCurrent createdAt lastUsedAt expiresAt ipAddress userAgent member{email name}}";
