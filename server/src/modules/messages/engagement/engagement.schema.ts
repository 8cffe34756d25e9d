import { Field, ID, InputType, registerEnumType } from "type-graphql";
import { JsonObjectScalar } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";

/** A mark on messages. Each may be repeated without harm, and setting a mark sets those it implies. */
export const EngagementMark = {
  SEEN: "SEEN",
  UNSEEN: "UNSEEN",
  READ: "READ",
  UNREAD: "UNREAD",
  INTERACTED: "INTERACTED",
  ARCHIVED: "ARCHIVED",
  UNARCHIVED: "UNARCHIVED",
} as const;

export type EngagementMark = keyof typeof EngagementMark;

registerEnumType(EngagementMark, {
  name: "EngagementMark",
  description: "What to do to messages; each mark may be repeated without harm, and setting one sets those it implies.",
  valuesConfig: {
    SEEN: { description: "Set seenAt." },
    UNSEEN: { description: "Clear seenAt and readAt." },
    READ: { description: "Set readAt, and seenAt if unset." },
    UNREAD: { description: "Clear readAt." },
    INTERACTED: { description: "Set interactedAt, and readAt and seenAt if unset." },
    ARCHIVED: { description: "Set archivedAt." },
    UNARCHIVED: { description: "Clear archivedAt; in `markFeed` give a filter that includes archived items." },
  },
});

@InputType("MarkMessagesInput", { description: "Which messages to mark." })
export class MarkMessagesInput {
  @Field(() => [ID], { description: "Up to 100 message ids." })
  ids!: string[];

  @Field(() => EngagementMark, { description: "What to do." })
  mark!: EngagementMark;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "What was done, kept with `INTERACTED`.",
  })
  metadata?: JsonObject | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      "Whether it was a link within the message that was followed: with `INTERACTED`, sets linkClickedAt too.",
  })
  isLinkClick!: boolean;
}
