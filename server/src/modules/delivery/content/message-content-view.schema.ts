import { isJsonObject, type JsonObject } from "../../../platform/json.js";
import { smsSegments } from "../../../providers/kit/text/sms-text.js";
import { mailboxText } from "../../../providers/kit/text/mailbox.js";
import { toBlocks } from "../../feeds/index.js";
import type { MessageContent } from "../../templates/index.js";
import {
  ChatContent,
  EmailAttachment,
  EmailContent,
  FeedContent,
  PushContent,
  SmsContent,
  WebhookContent,
  type MessageContentView,
} from "./message-content.schema.js";

type ContentOf<Type extends MessageContent["type"]> = Extract<MessageContent, { type: Type }>;

/** The content of a message as the API shows it. `address`: where the message is sent. */
export function toMessageContent(content: MessageContent, address: JsonObject | null): MessageContentView {
  switch (content.type) {
    case "IN_APP":
      return Object.assign(new FeedContent(), { blocks: toBlocks(content.blocks) });
    case "EMAIL":
      return toEmailContent(content, address);
    case "SMS":
      return toSmsContent(content, address);
    case "PUSH":
      return toPushContent(content);
    case "CHAT":
      return toChatContent(content);
    case "WEBHOOK":
      return toWebhookContent(content);
  }
}

export function toEmailContent(
  { subject, html, text, from, cc, replyTo, attachments = [] }: ContentOf<"EMAIL">,
  address: JsonObject | null,
): EmailContent {
  return Object.assign(new EmailContent(), {
    ...{ subject, html, text, cc, replyTo, to: textIn(address, "address") },
    from: from && mailboxText({ address: from.address, ...(from.name !== null && { name: from.name }) }),
    attachments: attachments.map(({ name, contentType, size }) =>
      Object.assign(new EmailAttachment(), { name, contentType, size }),
    ),
    htmlByteCount: Buffer.byteLength(html),
  });
}

export function toSmsContent({ text }: ContentOf<"SMS">, address: JsonObject | null): SmsContent {
  const segmentCount = smsSegments(text).count;
  return Object.assign(new SmsContent(), { text, segmentCount, to: textIn(address, "number") });
}

export function toPushContent({ type, ...said }: ContentOf<"PUSH">): PushContent {
  return Object.assign(new PushContent(), said);
}

export function toChatContent({ markdown, json, summary, replyTo, replyToStep }: ContentOf<"CHAT">): ChatContent {
  const payload = isJsonObject(json) ? json : Array.isArray(json) ? { blocks: json } : null;
  const said = { text: markdown ?? summary ?? "", payload, summary };
  return Object.assign(new ChatContent(), { ...said, replyTo: replyToStep ?? replyTo });
}

export function toWebhookContent({ method, url, query, headers, body }: ContentOf<"WEBHOOK">): WebhookContent {
  return Object.assign(new WebhookContent(), { method, url, query, headers, body: body ?? "" });
}

function textIn(address: JsonObject | null, field: string): string | null {
  const value = address?.[field];
  return typeof value === "string" ? value : null;
}
