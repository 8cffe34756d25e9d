import { Field, ObjectType } from "type-graphql";
import { ChannelType } from "../../channels/index.js";
import { PreferenceRule } from "../../preferences/index.js";

@ObjectType("PreferenceChoice", {
  simpleResolvers: true,
  description:
    "One possible choice: everything, a category or a workflow, for one channel type, with its current state.",
})
export class PreferenceChoice {
  @Field(() => String, { nullable: true, description: "The workflow; null for everything and for a category." })
  workflowKey!: string | null;

  @Field(() => String, { nullable: true, description: "The category; null for everything and for a workflow." })
  category!: string | null;

  @Field(() => String, {
    description: "The name to show: the workflow's name, or the category; empty for everything.",
  })
  name!: string;

  @Field(() => [String], { description: "The categories of a workflow; else empty." })
  categories!: readonly string[];

  @Field(() => ChannelType, { description: "The channel type." })
  channelType!: ChannelType;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether messages are sent; null if the condition of a rule decides for each trigger.",
  })
  isAllowed!: boolean | null;

  @Field(() => Boolean, {
    description:
      "Whether the recipient's own rule cannot change the result, because another rule or the workflow itself decides.",
  })
  isFixed!: boolean;

  @Field(() => String, {
    description:
      "The trace code that decides: `preference.allowed`, `preference.overridden`, `preference.commercial_off`, `preference.workflow_off`, `preference.category_off`, `preference.channel_off`, `preference.channel_type_off` or `preference.everything_off`.",
  })
  code!: string;

  @Field(() => PreferenceRule, {
    nullable: true,
    description: "The deciding rule; null if there is none.",
  })
  rule!: PreferenceRule | null;
}
