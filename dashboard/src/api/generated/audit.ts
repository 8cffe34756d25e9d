import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const AuditEntriesDocument: TypedDocument<types.AuditEntriesQuery, types.AuditEntriesQueryVariables> =
  "query AuditEntries($filter:AuditFilterInput$first:Int$after:String){auditEntries(filter:$filter first:$first after:$after){nodes{...ListedEntry}pageInfo{hasNextPage endCursor isCutShort}}}fragment ListedEntry on AuditEntry{id at action target actorName ipAddress changes member{id email}apiKey{id kind}environment{key name}}";

export const AuditEntryDocument: TypedDocument<types.AuditEntryQuery, types.AuditEntryQueryVariables> =
  "query AuditEntry($id:ID!){node(id:$id){...on AuditEntry{...ListedEntry}}}fragment ListedEntry on AuditEntry{id at action target actorName ipAddress changes member{id email}apiKey{id kind}environment{key name}}";
