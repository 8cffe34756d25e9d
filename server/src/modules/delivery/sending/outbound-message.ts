import { isJsonObject, type Json, type JsonObject } from "../../../platform/json.js";
import { messageId } from "../../../platform/ids/index.js";
import type { Mailbox, OutboundMessage } from "../../../providers/kit/message.js";
import type { MessageContent } from "../../templates/index.js";
import type { ClaimedDelivery, DeliveryKey } from "../queue/delivery-row.js";

/** Content that leaves Carillon. */
export type OutboundContent = Exclude<MessageContent, { type: "IN_APP" }>;

/** What of a delivery its message is made of. It never changes. */
export type RenderedDelivery = DeliveryKey &
  Pick<ClaimedDelivery, "address" | "seed" | "createdAt" | "expiresAt" | "isCommercial">;

/** Content as its channel stored it; null for what this release does not know. */
export function outboundContent(stored: Json): OutboundContent | null {
  if (!isJsonObject(stored)) return null;
  const { type } = stored;
  if (type !== "EMAIL" && type !== "SMS" && type !== "CHAT" && type !== "WEBHOOK") return null;
  // What names its type was stored from that type's content.
  return stored as unknown as OutboundContent;
}

/**
 * The message that a provider makes a request of. The same delivery gives the same message at every try. `callbackUrl` is where
 * vendors that are told with each message call back; null for nowhere.
 */
export function outboundMessage(
  delivery: RenderedDelivery,
  content: OutboundContent,
  callbackUrl: string | null = null,
): OutboundMessage {
  const { seed, createdAt, expiresAt, address } = delivery;
  const base = { messageId: messageId(delivery), seed, createdAt, expiresAt, callbackUrl };
  const { isCommercial } = delivery;
  switch (content.type) {
    case "EMAIL":
      return {
        ...{ ...base, channelType: "EMAIL", isCommercial },
        to: mailboxOf(address),
        from: content.from && { address: content.from.address, ...named(content.from.name) },
        cc: content.cc.map((each) => ({ address: each })),
        bcc: content.bcc.map((each) => ({ address: each })),
        replyTo: content.replyTo === null ? null : { address: content.replyTo },
        ...{ subject: content.subject, text: content.text, html: content.html, headers: [], attachments: [] },
      };
    case "SMS": {
      const { text, from } = content;
      return { ...base, channelType: "SMS", isCommercial, to: textIn(address, "number"), from, text };
    }
    case "CHAT": {
      const { markdown, summary, replyTo, channelId, userId } = content;
      const named = channelId === null ? userId && { userId } : { channelId };
      return { ...base, channelType: "CHAT", address: named || null, content: { markdown }, summary, replyTo };
    }
    case "WEBHOOK": {
      const { method, url, query, headers, body } = content;
      return { ...base, channelType: "WEBHOOK", method, url, query, headers, body };
    }
  }
}

function mailboxOf(address: JsonObject | null): Mailbox {
  return { address: textIn(address, "address"), ...named(textIn(address, "name")) };
}

function named(name: string | null): { name?: string } {
  return name === null || name === "" ? {} : { name };
}

function textIn(address: JsonObject | null, field: string): string {
  const value = address?.[field];
  return typeof value === "string" ? value : "";
}
