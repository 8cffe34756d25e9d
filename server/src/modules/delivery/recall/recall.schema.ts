import { Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { RecallState } from "./recall-state.js";

registerEnumType(RecallState, {
  name: "RecallState",
  description: "How far a message is taken back at its provider; values may be added.",
  valuesConfig: {
    PENDING: { description: "The provider is asked to delete it." },
    RECALLED: { description: "The provider deleted it." },
    REPLACED: { description: "The provider shows a newer message in its place." },
    FAILED: { description: "The provider did not delete it: the last attempt says why." },
  },
});

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
    description:
      "The number of messages that their providers, Slack and Discord, are asked to delete: see `recallState` of each.",
  })
  vendorCount!: number;

  @Field(() => Int, {
    description: "The number of messages that were, or may have been, sent, and that no provider deletes.",
  })
  goneCount!: number;

  @Field(() => Boolean, {
    description:
      "Whether all matching messages were processed: one call recalls at most 10,000. Repeat the call to continue.",
  })
  isComplete!: boolean;
}
