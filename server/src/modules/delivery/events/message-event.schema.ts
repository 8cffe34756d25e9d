import { Field, ObjectType } from "type-graphql";
import { DateTimeScalar, JsonObjectScalar } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { MessageEventFacts } from "./message-events.js";

@ObjectType("MessageEvent", { simpleResolvers: true, description: "One change of a message." })
export class MessageEvent {
  @Field(() => DateTimeScalar, { description: "When." })
  at!: Date;

  @Field(() => String, { description: "The actor: `recipient`, `provider` or `system`; values may be added." })
  by!: string;

  @Field(() => String, {
    description: "Stable code, such as `delivery.sent`, `delivery.bounced`, `engagement.read`, `link.clicked`.",
  })
  code!: string;

  @Field(() => String, { description: "A sentence that describes it." })
  message!: string;

  @Field(() => JsonObjectScalar, {
    description: "Details, for example the provider, its code, and the reason of a bounce.",
  })
  values!: JsonObject;
}

export function toMessageEvent(facts: MessageEventFacts): MessageEvent {
  return Object.assign(new MessageEvent(), facts);
}
