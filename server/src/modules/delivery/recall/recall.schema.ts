import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

@InputType("RecallMessagesInput", { description: "Which messages to take back: those of a trigger, or by id." })
export class RecallMessagesInput {
  @Field(() => ID, { nullable: true, description: "All of this trigger, by its global id." })
  triggerId?: string | null;

  @Field(() => [ID], { nullable: true, description: "Up to 100 by id." })
  ids?: string[] | null;
}

@ObjectType("RecallMessagesPayload", { simpleResolvers: true, description: "Answer of `recallMessages`." })
export class RecallMessagesPayload {
  @Field(() => Int, { description: "How many were archived in feeds." })
  archivedCount!: number;

  @Field(() => Int, { description: "How many were dropped before they left Carillon." })
  droppedCount!: number;

  @Field(() => Int, { description: "How many had left Carillon, or may have: no vendor is asked to take them back." })
  goneCount!: number;

  @Field(() => Boolean, {
    description: "Whether all were reached: one call takes back at most 10,000. Make the same call again to go on.",
  })
  isComplete!: boolean;
}
