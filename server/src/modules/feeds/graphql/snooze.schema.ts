import { Field, ID, InputType, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../../../platform/graphql/index.js";
import { MarkMessagesPayload } from "./feed-marks.schema.js";

@InputType("SnoozeMessagesInput", { description: "The items to snooze." })
export class SnoozeMessagesInput {
  @Field(() => [ID], { description: "Up to 100 message ids." })
  ids!: string[];

  @Field(() => DateTimeScalar, {
    description: "When they return, up to 366 days ahead. With a past time, they return at once.",
  })
  until!: Date;
}

@InputType("UnsnoozeMessagesInput", { description: "The items to return before their time." })
export class UnsnoozeMessagesInput {
  @Field(() => [ID], { description: "Up to 100 message ids." })
  ids!: string[];
}

@ObjectType("SnoozeMessagesPayload", { simpleResolvers: true, description: "Answer of `snoozeMessages`." })
export class SnoozeMessagesPayload extends MarkMessagesPayload {}

@ObjectType("UnsnoozeMessagesPayload", { simpleResolvers: true, description: "Answer of `unsnoozeMessages`." })
export class UnsnoozeMessagesPayload extends MarkMessagesPayload {}
