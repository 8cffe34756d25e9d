import { Field, ID, InputType, ObjectType } from "type-graphql";
import { ConditionScalar } from "../../platform/graphql/index.js";
import type { JsonObject } from "../../platform/json.js";
import { ChannelType } from "../channels/index.js";
import { RecipientRefInput } from "../objects/index.js";
import { PreferenceSet, PreferenceWriteMode } from "./preference.schema.js";

@InputType("PreferenceRuleInput", {
  description:
    "One rule: name at most a workflow or a category, and at most a channel type or a channel; give `allow`, `when` or both.",
})
export class PreferenceRuleInput {
  @Field(() => String, { nullable: true, description: "The workflow it is about." })
  workflowKey?: string | null;

  @Field(() => String, { nullable: true, description: "The category it is about." })
  category?: string | null;

  @Field(() => ChannelType, { nullable: true, description: "The kind of channel it is about." })
  channelType?: ChannelType | null;

  @Field(() => String, { nullable: true, description: "The channel it is about." })
  channelKey?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "False forbids; true allows, if `when` holds; an outright null without `when` removes the rule.",
  })
  allow?: boolean | null;

  @Field(() => ConditionScalar, { nullable: true, description: "Allowed only while this holds." })
  when?: JsonObject | null;
}

@InputType("SetPreferencesInput", { description: "Whose preferences, and what they become." })
export class SetPreferencesInput {
  @Field(() => RecipientRefInput, {
    nullable: true,
    description: "Whose; left out, the user token's user (an error with a secret key).",
  })
  recipient?: RecipientRefInput | null;

  @Field(() => ID, { nullable: true, description: "The tenant they apply in; left out, outside any tenant." })
  tenantId?: string | null;

  @Field(() => PreferenceWriteMode, { defaultValue: PreferenceWriteMode.MERGE, description: "How to write." })
  mode!: PreferenceWriteMode;

  @Field(() => [PreferenceRuleInput], {
    nullable: true,
    description: "The rules, at most one for the same workflow or category and channel type or channel.",
  })
  rules?: PreferenceRuleInput[] | null;

  @Field(() => Boolean, { nullable: true, description: "Whether commercial messages are wanted." })
  commercialSubscribed?: boolean | null;
}

@InputType("SetDefaultPreferencesInput", { description: "Default preferences." })
export class SetDefaultPreferencesInput {
  @Field(() => ID, { nullable: true, description: "The tenant whose defaults these are; left out, the environment's." })
  tenantId?: string | null;

  @Field(() => PreferenceWriteMode, { defaultValue: PreferenceWriteMode.MERGE, description: "How to write." })
  mode!: PreferenceWriteMode;

  @Field(() => [PreferenceRuleInput], { nullable: true, description: "The rules." })
  rules?: PreferenceRuleInput[] | null;

  @Field(() => [PreferenceRuleInput], {
    nullable: true,
    description:
      "Rules that override the recipient's own rules. A rule for any channel overrides all of the recipient's rules for the same workflow or category. `rules` and this list must not contain rules for the same target and channel.",
  })
  overrides?: PreferenceRuleInput[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether commercial messages are wanted unless the recipient says otherwise.",
  })
  commercialSubscribed?: boolean | null;
}

@ObjectType("SetPreferencesPayload", { simpleResolvers: true, description: "Answer of `setPreferences`." })
export class SetPreferencesPayload {
  @Field(() => PreferenceSet, { description: "The set as it is now, with all layers merged." })
  preferences!: PreferenceSet;
}
