import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { connectionType, DateTimeScalar, JsonObjectScalar, Node } from "../../platform/graphql/index.js";
import type { JsonObject } from "../../platform/json.js";
import { ObjectRefInput, RecipientInput, RecipientRefInput } from "../objects/index.js";

@ObjectType("ObjectSubscription", {
  implements: [Node],
  simpleResolvers: true,
  description: "A recipient's subscription to an object: a `notify` to the object also reaches the recipient.",
})
export class ObjectSubscription extends Node {
  @Field(() => ID, { description: "Global id; the same object and recipient always give the same one." })
  override id!: string;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "Properties of this subscription, readable in workflows as `recipient.subscription`.",
  })
  properties!: JsonObject | null;

  @Field(() => DateTimeScalar, { description: "When it was created." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "Last changed." })
  updatedAt!: Date;

  /** The source of the fields; not part of the schema. */
  objectKey!: string;
  subscriberKey!: string;
}

export const ObjectSubscriptionConnection = connectionType<ObjectSubscription>(
  "ObjectSubscription",
  () => ObjectSubscription,
  { one: "a subscription", many: "subscriptions" },
);

@InputType("SubscribeInput", { description: "Who to subscribe to what." })
export class SubscribeInput {
  @Field(() => ObjectRefInput, { description: "The object; created if unknown." })
  object!: ObjectRefInput;

  @Field(() => [RecipientInput], { description: "Up to 1,000 recipients; inline ones are stored first." })
  recipients!: RecipientInput[];

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "Properties of these subscriptions, readable in workflows as `recipient.subscription`.",
  })
  properties?: JsonObject | null;
}

@ObjectType("SubscribePayload", { simpleResolvers: true, description: "Answer of `subscribe`." })
export class SubscribePayload {
  @Field(() => Int, { description: "How many subscriptions were created or changed." })
  changedCount!: number;
}

@InputType("UnsubscribeInput", { description: "Who to unsubscribe from what." })
export class UnsubscribeInput {
  @Field(() => ObjectRefInput, { description: "The object." })
  object!: ObjectRefInput;

  @Field(() => [RecipientRefInput], { description: "Up to 1,000 recipients." })
  recipients!: RecipientRefInput[];
}

@ObjectType("UnsubscribePayload", { simpleResolvers: true, description: "Answer of `unsubscribe`." })
export class UnsubscribePayload {
  @Field(() => Int, { description: "How many subscriptions ended." })
  changedCount!: number;
}
