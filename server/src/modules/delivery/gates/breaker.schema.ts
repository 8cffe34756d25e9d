import { Field, InputType, Int, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../../../platform/graphql/index.js";
import { Channel } from "../../channels/index.js";

@ObjectType("ProviderBreaker", {
  simpleResolvers: true,
  description: "Whether sending by one provider of a channel is held because the provider fails, and why.",
})
export class ProviderBreaker {
  @Field(() => String, { description: "The provider." })
  providerKey!: string;

  @Field(() => String, {
    description:
      "`closed`: it sends; `open`: it is held; `half_open`: one message tries whether the provider works again.",
  })
  state!: string;

  @Field(() => String, { nullable: true, description: "The provider's code; null unless it needs somebody to act." })
  code!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Why, in words for an operator; null while it is closed.",
  })
  reason!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Since when the provider needs somebody to act; null where it does not.",
  })
  stoppedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When one message is tried; null while it is closed." })
  retryAt!: Date | null;
}

@InputType("ResumeChannelInput", { description: "Which channel to send by again." })
export class ResumeChannelInput {
  @Field(() => String, { description: "Which channel." })
  channelKey!: string;
}

@ObjectType("ResumeChannelPayload", { simpleResolvers: true, description: "Answer of `resumeChannel`." })
export class ResumeChannelPayload {
  @Field(() => Channel, { description: "The channel; its breaker opens again if its provider still fails." })
  channel!: Channel;

  @Field(() => Int, { description: "How many of its providers were held." })
  resumedCount!: number;
}
