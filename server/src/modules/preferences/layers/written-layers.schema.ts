import { Field, ID, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../../../platform/graphql/index.js";
import { PreferenceRule, PreferenceSource } from "../preference.schema.js";

@ObjectType("PreferenceLayer", { simpleResolvers: true, description: "One layer of preferences as it was written." })
export class PreferenceLayer {
  @Field(() => Boolean, {
    nullable: true,
    description: "Whether it wants commercial messages; null if it does not say.",
  })
  commercialSubscribed!: boolean | null;

  @Field(() => [PreferenceRule], { description: "Its rules, also those that another layer overrides." })
  rules!: PreferenceRule[];

  @Field(() => PreferenceSource, { description: "Which layer." })
  source!: PreferenceSource;

  @Field(() => ID, { nullable: true, description: "The tenant to which it belongs; null outside any." })
  tenantId!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was last changed; null if it never was written.",
  })
  updatedAt!: Date | null;
}
