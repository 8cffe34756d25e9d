import { Field, ID, InputType, ObjectType } from "type-graphql";
import { MarkMessagesPayload } from "./feed-marks.schema.js";

@InputType("PinMessagesInput", { description: "The items to pin." })
export class PinMessagesInput {
  @Field(() => [ID], { description: "Up to 100 message ids." })
  ids!: string[];
}

@InputType("UnpinMessagesInput", { description: "The items to unpin." })
export class UnpinMessagesInput {
  @Field(() => [ID], { description: "Up to 100 message ids." })
  ids!: string[];
}

@ObjectType("PinMessagesPayload", { simpleResolvers: true, description: "Answer of `pinMessages`." })
export class PinMessagesPayload extends MarkMessagesPayload {}

@ObjectType("UnpinMessagesPayload", { simpleResolvers: true, description: "Answer of `unpinMessages`." })
export class UnpinMessagesPayload extends MarkMessagesPayload {}
