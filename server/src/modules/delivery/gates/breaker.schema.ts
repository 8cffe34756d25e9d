import { Field, InputType, Int, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../../../platform/graphql/index.js";
import { Channel } from "../../channels/index.js";

@ObjectType("ProviderBreaker", {
  simpleResolvers: true,
  description: "Whether sending through one provider of a channel is paused because the provider fails, and why.",
})
export class ProviderBreaker {
  @Field(() => String, { description: "The provider." })
  providerKey!: string;

  @Field(() => String, {
    description:
      "`closed`: messages are sent; `open`: messages wait; `half_open`: one message is sent to test the provider.",
  })
  state!: string;

  @Field(() => String, { nullable: true, description: "The provider's code; null unless an operator must act." })
  code!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The reason, as text for an operator; null while it is closed.",
  })
  reason!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the provider began to need an operator; null if it does not.",
  })
  stoppedAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When one message is sent as a test; null while it is closed.",
  })
  retryAt!: Date | null;
}

@InputType("ResumeChannelInput", { description: "The channel to resume." })
export class ResumeChannelInput {
  @Field(() => String, { description: "The channel." })
  channelKey!: string;
}

@ObjectType("ResumeChannelPayload", { simpleResolvers: true, description: "Answer of `resumeChannel`." })
export class ResumeChannelPayload {
  @Field(() => Channel, { description: "The channel; its breaker opens again if its provider still fails." })
  channel!: Channel;

  @Field(() => Int, { description: "The number of its providers that were paused." })
  resumedCount!: number;
}
