import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const TenantsDocument: TypedDocument<types.TenantsQuery, types.TenantsQueryVariables> =
  "query Tenants($first:Int!$after:String){tenants(first:$first after:$after){nodes{...ListedTenant}pageInfo{hasNextPage endCursor}}}fragment ListedTenant on Tenant{id tenantId name}";
