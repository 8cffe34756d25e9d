import { Field, ID, Int, ObjectType } from "type-graphql";
import {
  DateTimeScalar,
  FeedVersionScalar,
  JsonObjectScalar,
  Node,
  connectionType,
} from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { DeliveryStatus, Message } from "../../messages/index.js";
import { FeedBlock } from "./feed-block.schema.js";

@ObjectType("FeedItem", {
  implements: [Message, Node],
  simpleResolvers: true,
  description: "A message in an in-app feed.",
})
export class FeedItem extends Message {
  @Field(() => ID, { description: "Global id, also the message's id." })
  override id!: string;

  @Field(() => FeedVersionScalar, {
    description:
      "Where it arrived in the feed's sequence; never changes; items sort by it, and `markFeed(upToVersion:)` compares with it.",
  })
  position!: string;

  @Field(() => FeedVersionScalar, {
    description: "Position of its last change; of two copies of an item keep the one with the later version.",
  })
  version!: string;

  @Field(() => [String], { description: "The workflow's categories." })
  categories!: string[];

  @Field(() => String, { description: "Its in-app channel." })
  override channelKey!: string;

  @Field(() => DeliveryStatus, { description: "Always `DELIVERED`, or `NOT_SENT` in sandbox mode." })
  override deliveryStatus!: DeliveryStatus;

  @Field(() => JsonObjectScalar, { description: "The part of the trigger's data that the workflow shows in feeds." })
  data!: JsonObject;

  @Field(() => [FeedBlock], { description: "The rendered content, top to bottom." })
  blocks!: FeedBlock[];

  @Field(() => Int, { description: "How many different actors." })
  actorCount!: number;

  @Field(() => Int, { description: "How many activities, 1 if nothing was batched." })
  activityCount!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "When it returns to the feed; null if it is not snoozed. Until then it is in no list and no count that does not ask for it.",
  })
  snoozedUntil!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was pinned, null if it is not." })
  pinnedAt!: Date | null;
}

export const FeedItemConnection = connectionType<FeedItem>("FeedItem", () => FeedItem, {
  one: "an item",
  many: "items",
  page: "feed items",
});
