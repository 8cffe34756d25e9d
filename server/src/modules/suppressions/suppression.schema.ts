import { Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import { connectionType, DateTimeScalar } from "../../platform/graphql/index.js";
import { ChannelType } from "../channels/index.js";
import { SuppressionReason } from "./suppression-reason.js";
import type { SuppressionRow } from "./suppression.repository.js";

registerEnumType(SuppressionReason, {
  name: "SuppressionReason",
  description: "Reasons for a suppression; values may be added.",
  valuesConfig: {
    BOUNCED: { description: "A message to the address bounced permanently." },
    COMPLAINED: { description: "The recipient marked a message as spam." },
    MANUAL: { description: "It was added by `addSuppression`." },
  },
});

@ObjectType("Suppression", { simpleResolvers: true, description: "A suppressed address: nothing is sent to it." })
export class Suppression {
  @Field(() => ChannelType, { description: "The channel type: `EMAIL` or `SMS`." })
  channelType!: ChannelType;

  @Field(() => String, { description: "The normalised address or number." })
  address!: string;

  @Field(() => SuppressionReason, { description: "The reason." })
  reason!: SuppressionReason;

  @Field(() => String, { nullable: true, description: "Details from the provider or the operator." })
  note!: string | null;

  @Field(() => DateTimeScalar, { description: "When the address was first suppressed." })
  createdAt!: Date;
}

export const SuppressionConnection = connectionType("Suppression", () => Suppression, {
  one: "a suppression",
  many: "suppressions",
});

@InputType("SuppressionFilterInput", { description: "Selects suppressions. All given fields must match." })
export class SuppressionFilterInput {
  @Field(() => ChannelType, { nullable: true, description: "Only those of this type of channel." })
  channelType?: ChannelType | null;

  @Field(() => String, { nullable: true, description: "Only this address or number." })
  address?: string | null;

  @Field(() => SuppressionReason, { nullable: true, description: "Only those with this reason." })
  reason?: SuppressionReason | null;
}

@InputType("AddSuppressionInput", { description: "The address to suppress." })
export class AddSuppressionInput {
  @Field(() => ChannelType, { description: "The channel type: `EMAIL` or `SMS`." })
  channelType!: ChannelType;

  @Field(() => String, { description: "The email address or phone number." })
  address!: string;

  @Field(() => String, { nullable: true, description: "The reason, for people. At most 500 characters." })
  note?: string | null;
}

@ObjectType("AddSuppressionPayload", { simpleResolvers: true, description: "Answer of `addSuppression`." })
export class AddSuppressionPayload {
  @Field(() => Suppression, { description: "The suppression. An existing suppression keeps its reason." })
  suppression!: Suppression;

  @Field(() => Boolean, { description: "Whether the address was not suppressed before." })
  isNew!: boolean;
}

@InputType("LiftSuppressionInput", { description: "The address to send to again." })
export class LiftSuppressionInput {
  @Field(() => ChannelType, { description: "The channel type: `EMAIL` or `SMS`." })
  channelType!: ChannelType;

  @Field(() => String, { description: "The email address or phone number." })
  address!: string;
}

@ObjectType("LiftSuppressionPayload", { simpleResolvers: true, description: "Answer of `liftSuppression`." })
export class LiftSuppressionPayload {
  @Field(() => Boolean, { description: "Whether it was suppressed." })
  wasKnown!: boolean;
}

export function toSuppression(row: SuppressionRow): Suppression {
  const { channel_type: channelType, address, reason, note, created_at: createdAt } = row;
  return Object.assign(new Suppression(), { channelType, address, reason, note, createdAt });
}
