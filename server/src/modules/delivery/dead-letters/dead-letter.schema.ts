import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../../../platform/graphql/index.js";
import { MessageFilterInput } from "../../messages/index.js";
import type { DeadLetterGroupRow } from "./dead-letter.repository.js";

@ObjectType("DeadLetterGroup", { simpleResolvers: true, description: "Undelivered messages that failed alike." })
export class DeadLetterGroup {
  @Field(() => String, { description: "The channel." })
  channelKey!: string;

  @Field(() => String, { nullable: true, description: "The provider that was asked last; null where none was." })
  providerKey!: string | null;

  @Field(() => String, { description: "Stable code of the reason, as in `undeliveredReason`." })
  reason!: string;

  @Field(() => Int, { description: "How many." })
  count!: number;

  @Field(() => DateTimeScalar, { description: "When the first of them was given up." })
  firstAt!: Date;

  @Field(() => DateTimeScalar, { description: "When the last of them was given up." })
  lastAt!: Date;

  /** The row from which the example is resolved; not part of the schema. */
  row!: DeadLetterGroupRow;
}

@ObjectType("OutcomeCount", { simpleResolvers: true, description: "The number of attempts with one outcome." })
export class OutcomeCount {
  @Field(() => String, { description: "A stable code." })
  code!: string;

  @Field(() => Int, { description: "How many." })
  count!: number;
}

@InputType("ResendMessagesInput", { description: "Which undelivered messages to send again." })
export class ResendMessagesInput {
  @Field(() => MessageFilterInput, {
    nullable: true,
    description: "Those that match; either this or `ids`. Of more than 50,000 the latest.",
  })
  filter?: MessageFilterInput | null;

  @Field(() => [ID], { nullable: true, description: "Up to 100 by id." })
  ids?: string[] | null;

  @Field(() => Boolean, { defaultValue: false, description: "Only say how many it would be." })
  isDryRun!: boolean;

  @Field(() => Int, { nullable: true, description: "Leave out what was made longer ago than this, in seconds." })
  maxAgeSeconds?: number | null;

  @Field(() => Boolean, {
    defaultValue: true,
    description: "Leave out what its recipient has read on another channel of the same run.",
  })
  skipRead!: boolean;
}

@ObjectType("ResendMessagesPayload", { simpleResolvers: true, description: "Answer of `resendMessages`." })
export class ResendMessagesPayload {
  @Field(() => Int, { description: "How many are, or would be, queued again." })
  queuedCount!: number;

  @Field(() => Int, {
    description: "How many more match: one call queues at most 20,000. Make the same call again to go on.",
  })
  remainingCount!: number;

  @Field(() => [OutcomeCount], {
    description:
      "How many were left out, by reason: `too_old`, `read`, `channel_deleted`, or `expired`, `superseded` and `recalled` for what was not to be sent any more.",
  })
  leftOut!: OutcomeCount[];
}
