import { isJsonObject, type Json, type JsonObject } from "../../../platform/json.js";
import { messageId } from "../../identifiers/index.js";
import type { Attachment, ChatAddress, Mailbox, OutboundMessage, PushAddress } from "../../../providers/kit/message.js";
import type { MessageContent } from "../../templates/index.js";
import type { ClaimedDelivery, DeliveryKey } from "../queue/delivery-row.js";

/** Content that is sent by a provider. */
export type OutboundContent = Exclude<MessageContent, { type: "IN_APP" }>;

/** The parts of a delivery from which its message is built. They never change. */
export type RenderedDelivery = DeliveryKey &
  Pick<ClaimedDelivery, "address" | "seed" | "createdAt" | "expiresAt" | "isCommercial">;

const OUTBOUND_TYPES: ReadonlySet<string> = new Set(["EMAIL", "SMS", "PUSH", "CHAT", "WEBHOOK"]);

/** Stored content, or null if this release does not know its type. */
export function outboundContent(stored: Json): OutboundContent | null {
  if (!isJsonObject(stored)) return null;
  const { type } = stored;
  if (typeof type !== "string" || !OUTBOUND_TYPES.has(type)) return null;
  // Content with a type was stored from that type's content.
  return stored as unknown as OutboundContent;
}

/** What a message needs beside its content: the address, the callback URL, and the bytes of its attachments. */
export interface MessageRoute {
  /** The address of a push or chat message; null for the webhook of the provider's settings. */
  address: PushAddress | ChatAddress;
  /** Null for none. */
  callbackUrl: string | null;
  /** None where there are none, or where they do not matter. */
  attachments?: readonly Attachment[];
  /** The vendor's handle of the earlier message that it replies to; none if left out. */
  replyTo?: string | null;
}

/** The message from which a provider builds a request. Every attempt of a delivery gives the same message. */
export function outboundMessage(
  delivery: RenderedDelivery,
  content: OutboundContent,
  { address: routed, callbackUrl, attachments = [], replyTo: thread = null }: MessageRoute,
): OutboundMessage {
  const { seed, createdAt, expiresAt, address } = delivery;
  const base = { messageId: messageId(delivery), seed, createdAt, expiresAt, callbackUrl };
  const { isCommercial } = delivery;
  switch (content.type) {
    case "EMAIL":
      // Each field by its name: V8 takes several microseconds to add so many fields to a spread object.
      return {
        messageId: base.messageId,
        seed,
        createdAt,
        expiresAt,
        callbackUrl,
        channelType: "EMAIL",
        isCommercial,
        to: mailbox(textIn(address, "address"), textIn(address, "name")),
        from: content.from && mailbox(content.from.address, content.from.name),
        cc: content.cc.map((each) => ({ address: each })),
        bcc: content.bcc.map((each) => ({ address: each })),
        replyTo: content.replyTo === null ? null : { address: content.replyTo },
        subject: content.subject,
        text: content.text,
        html: content.html,
        headers: [],
        attachments: [...attachments],
      };
    case "SMS": {
      const { text, from } = content;
      return { ...base, channelType: "SMS", isCommercial, to: textIn(address, "number"), from, text };
    }
    case "CHAT": {
      const { markdown, json, summary, replyTo } = content;
      const said = markdown === null ? { json } : { markdown };
      return {
        ...{ ...base, channelType: "CHAT", address: chatAddress(routed), content: said, summary },
        replyTo: replyTo ?? thread,
      };
    }
    case "PUSH": {
      const { type, ...said } = content;
      const collapseKey = said.collapseKey ?? (textIn(address, "collapseKey") || null);
      return { ...base, channelType: type, address: pushAddress(routed), ...said, collapseKey };
    }
    case "WEBHOOK": {
      const { method, url, query, headers, body } = content;
      return { ...base, channelType: "WEBHOOK", method, url, query, headers, body };
    }
  }
}

function chatAddress(address: PushAddress | ChatAddress): ChatAddress {
  return address !== null && ("token" in address || "endpoint" in address) ? null : address;
}

/** A push without a device gets an address that no provider accepts. */
function pushAddress(address: PushAddress | ChatAddress): PushAddress {
  return address !== null && ("token" in address || "endpoint" in address) ? address : { token: "" };
}

function mailbox(address: string, name: string | null): Mailbox {
  return name === null || name === "" ? { address } : { address, name };
}

function textIn(address: JsonObject | null, field: string): string {
  const value = address?.[field];
  return typeof value === "string" ? value : "";
}
