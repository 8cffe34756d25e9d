import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { ConditionScalar, Node } from "../../platform/graphql/index.js";
import type { JsonObject } from "../../platform/json.js";
import { ChannelType } from "../channels/index.js";
import type { MergedPreferences } from "./rules/merge-preferences.js";

/** The layer that a rule comes from. */
export const PreferenceSource = {
  RECIPIENT: "RECIPIENT",
  TENANT: "TENANT",
  ENVIRONMENT: "ENVIRONMENT",
} as const;

export type PreferenceSource = keyof typeof PreferenceSource;

registerEnumType(PreferenceSource, {
  name: "PreferenceSource",
  description: "The layer that a rule comes from.",
  valuesConfig: {
    RECIPIENT: { description: "The recipient." },
    TENANT: { description: "The tenant's defaults." },
    ENVIRONMENT: { description: "The environment's defaults." },
  },
});

/** Modes of writing preferences. */
export const PreferenceWriteMode = {
  MERGE: "MERGE",
  REPLACE: "REPLACE",
} as const;

export type PreferenceWriteMode = keyof typeof PreferenceWriteMode;

registerEnumType(PreferenceWriteMode, {
  name: "PreferenceWriteMode",
  description: "How preferences are written.",
  valuesConfig: {
    MERGE: { description: "Change the rules given, keep the others." },
    REPLACE: { description: "Make the set exactly what is given." },
  },
});

@ObjectType("PreferenceRule", {
  simpleResolvers: true,
  description:
    "Whether something may be sent: for a workflow, a category or everything, by a channel type, a channel or any.",
})
export class PreferenceRule {
  @Field(() => String, { nullable: true, description: "The workflow it is about." })
  workflowKey!: string | null;

  @Field(() => String, { nullable: true, description: "The category it is about." })
  category!: string | null;

  @Field(() => ChannelType, { nullable: true, description: "The kind of channel it is about." })
  channelType!: ChannelType | null;

  @Field(() => String, { nullable: true, description: "The channel it is about." })
  channelKey!: string | null;

  @Field(() => Boolean, { nullable: true, description: "False forbids; true or null allows, if `when` holds." })
  allow!: boolean | null;

  @Field(() => ConditionScalar, { nullable: true, description: "Allowed only while this holds." })
  when!: JsonObject | null;

  @Field(() => Boolean, { description: "For a default: whether it overrides the recipient's own rule." })
  overridesRecipient!: boolean;

  @Field(() => PreferenceSource, { description: "Who said so." })
  source!: PreferenceSource;
}

@ObjectType("PreferenceSet", {
  implements: [Node],
  simpleResolvers: true,
  description: "What a recipient wants, in one tenant or outside any.",
})
export class PreferenceSet extends Node {
  @Field(() => ID, { description: "Global id." })
  override id!: string;

  /** Read by the field `tenant`. */
  tenantId!: string | null;

  /** Read by the field `choices`, which the workflows module adds. */
  merged!: MergedPreferences;

  @Field(() => [PreferenceRule], {
    description: "The rules in force, each with the layer that said it; what no rule names is allowed.",
  })
  rules!: PreferenceRule[];

  @Field(() => Boolean, { description: "Whether commercial messages are wanted." })
  commercialSubscribed!: boolean;
}
