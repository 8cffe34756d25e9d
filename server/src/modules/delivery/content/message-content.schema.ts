import { createUnionType, Field, Int, ObjectType } from "type-graphql";
import { JsonObjectScalar } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { FeedBlock } from "../../feeds/index.js";

@ObjectType("FeedContent", { simpleResolvers: true, description: "In-app content." })
export class FeedContent {
  @Field(() => [FeedBlock], { description: "The rendered blocks." })
  blocks!: FeedBlock[];
}

@ObjectType("EmailAttachment", { simpleResolvers: true, description: "A file that is attached to an email." })
export class EmailAttachment {
  @Field(() => String, { description: "File name." })
  name!: string;

  @Field(() => String, { description: "MIME type, such as `application/pdf`." })
  contentType!: string;

  @Field(() => Int, { description: "Size in bytes." })
  size!: number;
}

@ObjectType("EmailContent", { simpleResolvers: true, description: "An email." })
export class EmailContent {
  @Field(() => String, { nullable: true, description: "The sender; null for the sender in the provider's settings." })
  from!: string | null;

  @Field(() => String, { nullable: true, description: "Recipient's address; null in a simulation without one." })
  to!: string | null;

  @Field(() => [String], { description: "The carbon copy recipients." })
  cc!: string[];

  @Field(() => String, { nullable: true, description: "The address for answers." })
  replyTo!: string | null;

  @Field(() => String, { description: "The subject line." })
  subject!: string;

  @Field(() => String, { description: "The complete HTML with its layout. Show it in a sandboxed frame only." })
  html!: string;

  @Field(() => Int, { description: "Size of the HTML in bytes; mail programs cut mails from about 102,000 bytes." })
  htmlByteCount!: number;

  @Field(() => String, { description: "Plain text." })
  text!: string;

  @Field(() => [EmailAttachment], { description: "The attached files, without their contents." })
  attachments!: EmailAttachment[];
}

@ObjectType("SmsContent", { simpleResolvers: true, description: "A text message." })
export class SmsContent {
  @Field(() => String, { nullable: true, description: "Recipient's number; null in a simulation without one." })
  to!: string | null;

  @Field(() => String, { description: "The text." })
  text!: string;

  @Field(() => Int, { description: "The number of parts into which the carrier splits it." })
  segmentCount!: number;
}

@ObjectType("PushContent", { simpleResolvers: true, description: "A push message." })
export class PushContent {
  @Field(() => String, { nullable: true, description: "The title." })
  title!: string | null;

  @Field(() => String, { description: "The body text." })
  body!: string;

  @Field(() => JsonObjectScalar, { description: "The app's data." })
  data!: JsonObject;

  @Field(() => Boolean, { description: "Whether the push wakes the app without showing anything." })
  isSilent!: boolean;
}

@ObjectType("ChatContent", { simpleResolvers: true, description: "A chat message." })
export class ChatContent {
  @Field(() => String, { description: "Its text as Markdown; for JSON, its summary." })
  text!: string;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "The provider's own JSON, for example Slack's `{ blocks }`; null if it is text only.",
  })
  payload!: JsonObject | null;

  @Field(() => String, {
    nullable: true,
    description: "The text on a lock screen; null for the beginning of the text.",
  })
  summary!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The ref of the step, or the provider's handle, of the message that it answers; null for none.",
  })
  replyTo!: string | null;
}

@ObjectType("WebhookContent", { simpleResolvers: true, description: "An HTTP call." })
export class WebhookContent {
  @Field(() => String, { description: "The method of the request." })
  method!: string;

  @Field(() => String, { description: "The URL of the request, without the query." })
  url!: string;

  @Field(() => JsonObjectScalar, { description: "The query of the request." })
  query!: JsonObject;

  @Field(() => JsonObjectScalar, { description: "The request's headers, without those of its signature." })
  headers!: JsonObject;

  @Field(() => String, { description: "The request's body; empty for none." })
  body!: string;
}

export const MessageContent = createUnionType({
  name: "MessageContent",
  description: "The content of a message, as it was or would be sent; types may be added.",
  types: () => [FeedContent, EmailContent, SmsContent, PushContent, ChatContent, WebhookContent] as const,
});

export type MessageContentView = FeedContent | EmailContent | SmsContent | PushContent | ChatContent | WebhookContent;
