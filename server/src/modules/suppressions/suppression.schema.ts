import { Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import { connectionType, DateTimeScalar } from "../../platform/graphql/index.js";
import { ChannelType } from "../channels/index.js";
import { SuppressionReason } from "./suppression-reason.js";
import type { SuppressionRow } from "./suppression.repository.js";

registerEnumType(SuppressionReason, {
  name: "SuppressionReason",
  description: "Why nothing is sent to an address; values may be added.",
  valuesConfig: {
    BOUNCED: { description: "A message came back from there for good." },
    COMPLAINED: { description: "Its reader called a message spam." },
    MANUAL: { description: "It was added by `addSuppression`." },
  },
});

@ObjectType("Suppression", { simpleResolvers: true, description: "An address to which nothing is sent." })
export class Suppression {
  @Field(() => ChannelType, { description: "Of which type of channel: `EMAIL` or `SMS`." })
  channelType!: ChannelType;

  @Field(() => String, { description: "The address or number, in the form in which it is compared." })
  address!: string;

  @Field(() => SuppressionReason, { description: "Why." })
  reason!: SuppressionReason;

  @Field(() => String, { nullable: true, description: "The provider's words, or the operator's." })
  note!: string | null;

  @Field(() => DateTimeScalar, { description: "Since when." })
  createdAt!: Date;
}

export const SuppressionConnection = connectionType("Suppression", () => Suppression, {
  one: "a suppression",
  many: "suppressions",
});

@InputType("SuppressionFilterInput", { description: "Which suppressions; all given parts must hold." })
export class SuppressionFilterInput {
  @Field(() => ChannelType, { nullable: true, description: "Only those of this type of channel." })
  channelType?: ChannelType | null;

  @Field(() => String, { nullable: true, description: "Only this address or number." })
  address?: string | null;

  @Field(() => SuppressionReason, { nullable: true, description: "Only those with this reason." })
  reason?: SuppressionReason | null;
}

@InputType("AddSuppressionInput", { description: "To where nothing is sent any more." })
export class AddSuppressionInput {
  @Field(() => ChannelType, { description: "Of which type of channel: `EMAIL` or `SMS`." })
  channelType!: ChannelType;

  @Field(() => String, { description: "The email address or phone number." })
  address!: string;

  @Field(() => String, { nullable: true, description: "Why, at most 500 characters." })
  note?: string | null;
}

@ObjectType("AddSuppressionPayload", { simpleResolvers: true, description: "Answer of `addSuppression`." })
export class AddSuppressionPayload {
  @Field(() => Suppression, { description: "The suppression; of one that was there, the first reason stays." })
  suppression!: Suppression;

  @Field(() => Boolean, { description: "Whether it is new." })
  isNew!: boolean;
}

@InputType("LiftSuppressionInput", { description: "To where is sent again." })
export class LiftSuppressionInput {
  @Field(() => ChannelType, { description: "Of which type of channel: `EMAIL` or `SMS`." })
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
