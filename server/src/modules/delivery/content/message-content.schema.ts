import { createUnionType, Field, Int, ObjectType } from "type-graphql";
import { JsonObjectScalar } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { FeedBlock } from "../../feeds/index.js";

@ObjectType("FeedContent", { simpleResolvers: true, description: "In-app content." })
export class FeedContent {
  @Field(() => [FeedBlock], { description: "The rendered blocks." })
  blocks!: FeedBlock[];
}

@ObjectType("EmailContent", { simpleResolvers: true, description: "An email." })
export class EmailContent {
  @Field(() => String, { nullable: true, description: "Sender; null for the one in the provider's settings." })
  from!: string | null;

  @Field(() => String, { nullable: true, description: "Recipient's address; null in a simulation without one." })
  to!: string | null;

  @Field(() => [String], { description: "Whom it is copied to." })
  cc!: string[];

  @Field(() => String, { nullable: true, description: "Where answers go." })
  replyTo!: string | null;

  @Field(() => String, { description: "Subject." })
  subject!: string;

  @Field(() => String, { description: "Whole HTML, layout included; show it in a sandboxed frame only." })
  html!: string;

  @Field(() => Int, { description: "Bytes of the HTML; mail programs cut from about 102,000." })
  htmlByteCount!: number;

  @Field(() => String, { description: "Plain text." })
  text!: string;
}

@ObjectType("SmsContent", { simpleResolvers: true, description: "A text message." })
export class SmsContent {
  @Field(() => String, { nullable: true, description: "Recipient's number; null in a simulation without one." })
  to!: string | null;

  @Field(() => String, { description: "The text." })
  text!: string;

  @Field(() => Int, { description: "How many parts the carrier makes of it." })
  segmentCount!: number;
}

@ObjectType("PushContent", { simpleResolvers: true, description: "A push message." })
export class PushContent {
  @Field(() => String, { nullable: true, description: "Title." })
  title!: string | null;

  @Field(() => String, { description: "Body." })
  body!: string;

  @Field(() => JsonObjectScalar, { description: "What the app gets beside it." })
  data!: JsonObject;

  @Field(() => Boolean, { description: "Whether the app is woken without showing anything." })
  isSilent!: boolean;
}

@ObjectType("ChatContent", { simpleResolvers: true, description: "A chat message." })
export class ChatContent {
  @Field(() => String, { description: "Its text, as markdown; of JSON its summary." })
  text!: string;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "The provider's own JSON, such as `{ blocks }` of Slack; null where text is all.",
  })
  payload!: JsonObject | null;

  @Field(() => String, { nullable: true, description: "What a lock screen shows; null for the beginning of the text." })
  summary!: string | null;
}

@ObjectType("WebhookContent", { simpleResolvers: true, description: "An HTTP call." })
export class WebhookContent {
  @Field(() => String, { description: "Its method." })
  method!: string;

  @Field(() => String, { description: "Its URL, without the query below." })
  url!: string;

  @Field(() => JsonObjectScalar, { description: "Its query." })
  query!: JsonObject;

  @Field(() => JsonObjectScalar, { description: "The request's headers, without those of its signature." })
  headers!: JsonObject;

  @Field(() => String, { description: "The request's body; empty for none." })
  body!: string;
}

export const MessageContent = createUnionType({
  name: "MessageContent",
  description: "What a message holds, as it was or would be sent; types may be added.",
  types: () => [FeedContent, EmailContent, SmsContent, PushContent, ChatContent, WebhookContent] as const,
});

export type MessageContentView = FeedContent | EmailContent | SmsContent | PushContent | ChatContent | WebhookContent;
