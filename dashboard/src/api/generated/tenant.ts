import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const ChangeTenantDocument: TypedDocument<types.ChangeTenantMutation, types.ChangeTenantMutationVariables> =
  "mutation ChangeTenant($input:TenantInput!){setTenant(input:$input){tenant{id}}}";

export const TenantDocument: TypedDocument<types.TenantQuery, types.TenantQueryVariables> =
  "query Tenant($tenantId:ID!){tenant(tenantId:$tenantId){...ListedTenant properties channelData{...OneChannelData}}}fragment ListedTenant on Tenant{id tenantId name}fragment OneChannelData on ChannelData{channelKey data updatedAt}";
