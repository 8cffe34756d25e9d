import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const UsersDocument: TypedDocument<types.UsersQuery, types.UsersQueryVariables> =
  "query Users($filter:UserFilterInput$first:Int!$after:String){users(filter:$filter first:$first after:$after){nodes{...ListedUser}pageInfo{hasNextPage endCursor}}}fragment ListedUser on User{id userId name email phoneNumber updatedAt}";
