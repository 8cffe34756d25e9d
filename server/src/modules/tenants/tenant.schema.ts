import { Field, ID, InputType, ObjectType } from "type-graphql";
import { connectionType, JsonObjectScalar, Node } from "../../platform/graphql/index.js";
import type { JsonObject } from "../../platform/json.js";

@ObjectType("Tenant", {
  implements: [Node],
  simpleResolvers: true,
  description: "A customer of yours, whose people and messages belong together.",
})
export class Tenant extends Node {
  @Field(() => ID, { description: "Global id." })
  override id!: string;

  @Field(() => ID, { description: "Your id, unique in the environment." })
  tenantId!: string;

  @Field(() => String, { nullable: true, description: "Name to show." })
  name!: string | null;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "Your own properties; null to callers who may not see them.",
  })
  properties!: JsonObject | null;
}

@InputType("TenantInput", { description: "A tenant to name, create or update." })
export class TenantInput {
  @Field(() => ID, { description: "Your id of the tenant." })
  tenantId!: string;

  @Field(() => String, { nullable: true, description: "Name to show." })
  name?: string | null;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "Your own properties; merged deeply, null unsets a key, lists are replaced.",
  })
  properties?: JsonObject | null;
}

@ObjectType("SetTenantPayload", { simpleResolvers: true, description: "Answer of `setTenant`." })
export class SetTenantPayload {
  @Field(() => Tenant, { description: "The tenant as stored." })
  tenant!: Tenant;
}

export const TenantConnection = connectionType<Tenant>("Tenant", () => Tenant, { one: "a tenant", many: "tenants" });

@InputType("DeleteTenantInput", { description: "The tenant to delete." })
export class DeleteTenantInput {
  @Field(() => ID, { description: "Your id of the tenant." })
  tenantId!: string;
}

@ObjectType("DeleteTenantPayload", { simpleResolvers: true, description: "Answer of `deleteTenant`." })
export class DeleteTenantPayload {
  @Field(() => ID, { description: "Your id of the tenant." })
  tenantId!: string;

  @Field(() => Boolean, {
    description: "Whether the tenant existed. Messages of a tenant that was never stored are deleted as well.",
  })
  wasKnown!: boolean;
}
