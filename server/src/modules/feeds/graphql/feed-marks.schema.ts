import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { DateTimeScalar, FeedVersionScalar } from "../../../platform/graphql/index.js";
import { EngagementMark, Message } from "../../messages/index.js";
import { RecipientRefInput } from "../../objects/index.js";
import { FeedFilterInput } from "./feed-filter.schema.js";
import { Feed } from "./feed.schema.js";

@InputType("MarkFeedInput", { description: "Which feed to mark." })
export class MarkFeedInput {
  @Field(() => RecipientRefInput, { nullable: true, description: "As in `Query.feed`." })
  recipient?: RecipientRefInput | null;

  @Field(() => String, { nullable: true, description: "As in `Query.feed`." })
  channelKey?: string | null;

  @Field(() => ID, { nullable: true, description: "As in `Query.feed`." })
  tenantId?: string | null;

  @Field(() => FeedFilterInput, { nullable: true, description: "Which items; left out, all that are not archived." })
  filter?: FeedFilterInput | null;

  @Field(() => FeedVersionScalar, {
    nullable: true,
    description:
      "Only items that arrived up to this version, so that what the reader has not been shown stays untouched; left out, all.",
  })
  upToVersion?: string | null;

  @Field(() => EngagementMark, { description: "What to do." })
  mark!: EngagementMark;
}

@ObjectType("MarkFeedPayload", { simpleResolvers: true, description: "Answer of `markFeed`." })
export class MarkFeedPayload {
  @Field(() => Feed, { description: "The feed, with its new version and counts." })
  feed!: Feed;

  @Field(() => Int, { description: "How many items changed." })
  changedCount!: number;

  @Field(() => DateTimeScalar, {
    description: "The timestamp of this mark on all changed items. Give it to `undoMarkFeed` to undo the mark.",
  })
  markedAt!: Date;
}

@InputType("UndoMarkFeedInput", { description: "The mark of a feed to undo." })
export class UndoMarkFeedInput {
  @Field(() => RecipientRefInput, { nullable: true, description: "As in `Query.feed`." })
  recipient?: RecipientRefInput | null;

  @Field(() => String, { nullable: true, description: "As in `Query.feed`." })
  channelKey?: string | null;

  @Field(() => ID, { nullable: true, description: "As in `Query.feed`." })
  tenantId?: string | null;

  @Field(() => DateTimeScalar, { description: "`MarkFeedPayload.markedAt` of the mark." })
  markedAt!: Date;
}

@ObjectType("UndoMarkFeedPayload", { simpleResolvers: true, description: "Answer of `undoMarkFeed`." })
export class UndoMarkFeedPayload {
  @Field(() => Feed, { description: "The feed, with its new version and counts." })
  feed!: Feed;

  @Field(() => Int, { description: "How many items changed." })
  changedCount!: number;
}

@ObjectType("MarkMessagesPayload", { simpleResolvers: true, description: "Answer of `markMessages`." })
export class MarkMessagesPayload {
  @Field(() => [Message], { description: "The messages as they are now, in the order asked, without those missing." })
  messages!: Message[];

  @Field(() => [Feed], { description: "The feeds touched, with their new versions and counts." })
  feeds!: Feed[];

  @Field(() => [ID], { description: "Ids that name no message of this caller; never a reason to refuse the rest." })
  missingIds!: string[];
}
