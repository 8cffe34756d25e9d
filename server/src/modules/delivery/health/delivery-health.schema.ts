import { Field, Int, ObjectType } from "type-graphql";

@ObjectType("DeliveryHealth", {
  simpleResolvers: true,
  description: "The results of the attempts by one provider of one channel.",
})
export class DeliveryHealth {
  @Field(() => String, { description: "The channel." })
  channelKey!: string;

  @Field(() => String, { description: "The provider." })
  providerKey!: string;

  @Field(() => Int, { description: "The number of attempts." })
  attemptCount!: number;

  @Field(() => Int, { description: "The number of attempts after which the message was not sent." })
  failureCount!: number;

  @Field(() => Int, {
    nullable: true,
    description: "Half of all answers came within this, rounded up to one of 28 steps; null if none came.",
  })
  p50Ms!: number | null;

  @Field(() => Int, { nullable: true, description: "95 of 100 answers came within this, rounded likewise." })
  p95Ms!: number | null;

  @Field(() => Int, {
    description: "Messages that wait to be sent now, retries included; of each sort at most 10,000 are counted.",
  })
  queuedCount!: number;

  @Field(() => Int, {
    nullable: true,
    description: "How long the first of those that are due has waited, in seconds; null if none is due.",
  })
  oldestQueuedSeconds!: number | null;

  @Field(() => String, {
    description:
      "Whether sending by it is held because it fails now: `closed`, `open` or `half_open`; see `Channel.breakers`.",
  })
  breaker!: string;
}
