import { Field, ObjectType } from "type-graphql";
import { PreferenceRule } from "../../preferences/index.js";

@ObjectType("PreferenceVerdict", {
  simpleResolvers: true,
  description: "Whether preferences let one workflow reach a recipient by one channel, and why.",
})
export class PreferenceVerdict {
  @Field(() => String, { description: "The channel." })
  channelKey!: string;

  @Field(() => String, { description: "The trace code that decides, such as `preference.category_off`." })
  code!: string;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether it is allowed; null if a condition needs a trigger to decide.",
  })
  isAllowed!: boolean | null;

  @Field(() => String, { description: "The sentence a support person would say." })
  message!: string;

  @Field(() => PreferenceRule, {
    nullable: true,
    description: "The rule that decides, with its layer; null if none does, and for commercial messages.",
  })
  rule!: PreferenceRule | null;

  @Field(() => String, { description: "The workflow." })
  workflowKey!: string;
}
