import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

@InputType("RecallMessagesInput", { description: "Selects the messages to recall: those of a trigger, or by id." })
export class RecallMessagesInput {
  @Field(() => ID, { nullable: true, description: "All messages of this trigger, by its global id." })
  triggerId?: string | null;

  @Field(() => [ID], { nullable: true, description: "Up to 100 by id." })
  ids?: string[] | null;
}

@ObjectType("RecallMessagesPayload", { simpleResolvers: true, description: "Answer of `recallMessages`." })
export class RecallMessagesPayload {
  @Field(() => Int, { description: "The number of messages that were archived in feeds." })
  archivedCount!: number;

  @Field(() => Int, { description: "The number of messages that were dropped before they were sent." })
  droppedCount!: number;

  @Field(() => Int, {
    description: "The number of messages that were, or may have been, sent: no vendor is asked to recall them.",
  })
  goneCount!: number;

  @Field(() => Boolean, {
    description:
      "Whether all matching messages were processed: one call recalls at most 10,000. Repeat the call to continue.",
  })
  isComplete!: boolean;
}
