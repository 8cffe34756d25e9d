import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../../../platform/graphql/index.js";
import { MessageFilterInput } from "../../messages/index.js";
import type { DeadLetterGroupRow } from "./dead-letter.repository.js";

@ObjectType("DeadLetterGroup", { simpleResolvers: true, description: "Undelivered messages with the same reason." })
export class DeadLetterGroup {
  @Field(() => String, { description: "The channel." })
  channelKey!: string;

  @Field(() => String, { nullable: true, description: "The provider of the last attempt; null without an attempt." })
  providerKey!: string | null;

  @Field(() => String, { description: "Stable code of the reason, as in `undeliveredReason`." })
  reason!: string;

  @Field(() => Int, { description: "The number of entries." })
  count!: number;

  @Field(() => DateTimeScalar, { description: "When the first message of the group was given up." })
  firstAt!: Date;

  @Field(() => DateTimeScalar, { description: "When the last message of the group was given up." })
  lastAt!: Date;

  /** The row from which the example is resolved; not part of the schema. */
  row!: DeadLetterGroupRow;
}

@ObjectType("OutcomeCount", { simpleResolvers: true, description: "How many had one outcome." })
export class OutcomeCount {
  @Field(() => String, { description: "A stable code." })
  code!: string;

  @Field(() => Int, { description: "The number of entries." })
  count!: number;
}

@InputType("ResendMessagesInput", { description: "Selects the undelivered messages to send again." })
export class ResendMessagesInput {
  @Field(() => MessageFilterInput, {
    nullable: true,
    description: "The matching messages; either this or `ids`. Of more than 50,000, the latest.",
  })
  filter?: MessageFilterInput | null;

  @Field(() => [ID], { nullable: true, description: "Up to 100 by id." })
  ids?: string[] | null;

  @Field(() => Boolean, { defaultValue: false, description: "Only returns the counts." })
  isDryRun!: boolean;

  @Field(() => Int, {
    nullable: true,
    description: "Skips messages that were created longer ago than this, in seconds.",
  })
  maxAgeSeconds?: number | null;

  @Field(() => Boolean, {
    defaultValue: true,
    description: "Skips messages whose recipient has read another message of the same run.",
  })
  skipRead!: boolean;
}

@ObjectType("ResendMessagesPayload", { simpleResolvers: true, description: "Answer of `resendMessages`." })
export class ResendMessagesPayload {
  @Field(() => Int, { description: "The number of messages that are, or would be, queued again." })
  queuedCount!: number;

  @Field(() => Int, {
    description: "The number of further matches: one call queues at most 20,000. Repeat the call to continue.",
  })
  remainingCount!: number;

  @Field(() => [OutcomeCount], {
    description:
      "The number of skipped messages by reason: `too_old`, `read`, `channel_deleted`, or `expired`, `superseded` and `recalled` for messages that must not be sent any more.",
  })
  leftOut!: OutcomeCount[];
}
