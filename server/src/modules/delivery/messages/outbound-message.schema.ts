import { Field, ObjectType } from "type-graphql";
import { Node } from "../../../platform/graphql/index.js";
import { Message } from "../../messages/index.js";
import { RecallState } from "../recall/recall-state.js";
import { MessageContent, type MessageContentView } from "../content/message-content.schema.js";

/** The fields that all outbound messages share. */
export abstract class OutboundMessage extends Message {
  /** A stable code for the reason if the message is undelivered; null for other states. */
  undeliveredReason!: string | null;
  /** Whether the vendor was asked to take it back, or shows a newer one in its place; null for neither. */
  recallState!: RecallState | null;
}

const RECALL = {
  nullable: true,
  description:
    "Whether its provider takes it back, or shows a newer message in its place; null where nothing was asked of the provider.",
};

const CONTENT = {
  nullable: true,
  description: "Its content. For an HTTP call null unless a secret key asks, because the headers may be secret.",
};

const REASON = {
  nullable: true,
  description:
    "The reason if it is undelivered: `gone`, `rejected`, `suppressed`, `auth`, `config`, `retries_exhausted`, `uncertain`, `no_provider`, `channel_deleted`, `address_removed`, `content_missing`, `unpreparable`, `expired`, `superseded` or `recalled`; null otherwise.",
};

@ObjectType("EmailMessage", { implements: [Message, Node], simpleResolvers: true, description: "An email." })
export class EmailMessage extends OutboundMessage {
  @Field(() => String, REASON)
  override undeliveredReason!: string | null;

  @Field(() => RecallState, RECALL)
  override recallState!: RecallState | null;

  @Field(() => MessageContent, CONTENT)
  content!: MessageContentView | null;
}

@ObjectType("SmsMessage", { implements: [Message, Node], simpleResolvers: true, description: "A text message." })
export class SmsMessage extends OutboundMessage {
  @Field(() => String, REASON)
  override undeliveredReason!: string | null;

  @Field(() => RecallState, RECALL)
  override recallState!: RecallState | null;

  @Field(() => MessageContent, CONTENT)
  content!: MessageContentView | null;
}

@ObjectType("PushMessage", { implements: [Message, Node], simpleResolvers: true, description: "A push message." })
export class PushMessage extends OutboundMessage {
  @Field(() => String, REASON)
  override undeliveredReason!: string | null;

  @Field(() => RecallState, RECALL)
  override recallState!: RecallState | null;

  @Field(() => MessageContent, CONTENT)
  content!: MessageContentView | null;
}

@ObjectType("ChatMessage", { implements: [Message, Node], simpleResolvers: true, description: "A chat message." })
export class ChatMessage extends OutboundMessage {
  @Field(() => String, REASON)
  override undeliveredReason!: string | null;

  @Field(() => RecallState, RECALL)
  override recallState!: RecallState | null;

  @Field(() => MessageContent, CONTENT)
  content!: MessageContentView | null;
}

@ObjectType("WebhookMessage", { implements: [Message, Node], simpleResolvers: true, description: "An HTTP call." })
export class WebhookMessage extends OutboundMessage {
  @Field(() => String, REASON)
  override undeliveredReason!: string | null;

  @Field(() => RecallState, RECALL)
  override recallState!: RecallState | null;

  @Field(() => MessageContent, CONTENT)
  content!: MessageContentView | null;
}
