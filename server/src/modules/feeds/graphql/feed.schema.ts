import { Field, ID, Int, ObjectType } from "type-graphql";
import { Node } from "../../../platform/graphql/index.js";
import { FeedItem } from "./feed-item.schema.js";
import type { FeedReader } from "../reading/feed-reader.service.js";

@ObjectType("FeedCounts", { simpleResolvers: true, description: "How many items a feed holds, archived ones aside." })
export class FeedCounts {
  @Field(() => Int, { description: "All." })
  total!: number;

  @Field(() => Int, { description: "Those not read." })
  unread!: number;

  @Field(() => Int, { description: "Those not seen." })
  unseen!: number;
}

@ObjectType("FilteredFeedCounts", {
  simpleResolvers: true,
  description: "The numbers of items of a feed that match a filter.",
})
export class FilteredFeedCounts {
  @Field(() => Int, { description: "All matching items." })
  total!: number;

  @Field(() => Int, { description: "The unread items among them." })
  unread!: number;

  @Field(() => Int, { description: "The unseen items among them." })
  unseen!: number;

  @Field(() => Boolean, {
    description:
      "Whether every item of the feed was counted. False if it has more than 10,000 items, including archived ones: then the counts are of the newest 10,000.",
  })
  isExact!: boolean;
}

@ObjectType("Feed", {
  implements: [Node],
  simpleResolvers: true,
  description: "One in-app channel of one recipient, seen through one tenant or none.",
})
export class Feed extends Node {
  @Field(() => ID, { description: "Global id; the same recipient, channel and tenant always give the same one." })
  override id!: string;

  @Field(() => String, { description: "Its in-app channel." })
  channelKey!: string;

  /** The source of the fields; not part of the schema. */
  reader!: FeedReader;
}

@ObjectType("FeedChange", { simpleResolvers: true, description: "What happened to a feed since the change before." })
export class FeedChange {
  @Field(() => Feed, { description: "The feed, with the version and counts that this change led to." })
  feed!: Feed;

  @Field(() => [FeedItem], {
    description: "New or changed items that match the filter, oldest change first, at most 100.",
  })
  items!: FeedItem[];

  @Field(() => [ID], {
    description: "Ids that match no longer or are gone, at most 100; may name items that you never held.",
  })
  removedIds!: string[];

  @Field(() => Boolean, {
    description:
      "Whether too much was missed or changed at once: drop what you hold and ask for a page; the lists are empty.",
  })
  isReset!: boolean;
}
