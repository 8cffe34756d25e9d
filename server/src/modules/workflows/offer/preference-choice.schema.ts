import { Field, ObjectType } from "type-graphql";
import { ChannelType } from "../../channels/index.js";
import { PreferenceRule } from "../../preferences/index.js";

@ObjectType("PreferenceChoice", {
  simpleResolvers: true,
  description: "Everything, a category or a workflow by one type of channel, and what holds for it now.",
})
export class PreferenceChoice {
  @Field(() => String, { nullable: true, description: "The workflow; null for everything and for a category." })
  workflowKey!: string | null;

  @Field(() => String, { nullable: true, description: "The category; null for everything and for a workflow." })
  category!: string | null;

  @Field(() => String, {
    description: "To show: the workflow's name, or the category as it is written; empty for everything.",
  })
  name!: string;

  @Field(() => [String], { description: "The categories of a workflow; else empty." })
  categories!: readonly string[];

  @Field(() => ChannelType, { description: "By which type of channel." })
  channelType!: ChannelType;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether messages are sent; null where the condition of a rule decides for each trigger.",
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
