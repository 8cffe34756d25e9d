import { isJsonObject, type Json, type JsonObject } from "../../../platform/json.js";
import { messageId } from "../../../platform/ids/index.js";
import type { ChatAddress, Mailbox, OutboundMessage, PushAddress } from "../../../providers/kit/message.js";
import type { MessageContent } from "../../templates/index.js";
import type { ClaimedDelivery, DeliveryKey } from "../queue/delivery-row.js";

/** Content that leaves Carillon. */
export type OutboundContent = Exclude<MessageContent, { type: "IN_APP" }>;

/** What of a delivery its message is made of. It never changes. */
export type RenderedDelivery = DeliveryKey &
  Pick<ClaimedDelivery, "address" | "seed" | "createdAt" | "expiresAt" | "isCommercial">;

const OUTBOUND_TYPES: ReadonlySet<string> = new Set(["EMAIL", "SMS", "PUSH", "CHAT", "WEBHOOK"]);

/** Content as its channel stored it; null for what this release does not know. */
export function outboundContent(stored: Json): OutboundContent | null {
  if (!isJsonObject(stored)) return null;
  const { type } = stored;
  if (typeof type !== "string" || !OUTBOUND_TYPES.has(type)) return null;
  // What names its type was stored from that type's content.
  return stored as unknown as OutboundContent;
}

/** Where a message goes, and where vendors that are told with each message call back. */
export interface MessageRoute {
  /** Of a push or chat message; null for the webhook in the provider's settings. */
  address: PushAddress | ChatAddress;
  /** Null for nowhere. */
  callbackUrl: string | null;
}

/** The message that a provider makes a request of. The same delivery gives the same message at every try. */
export function outboundMessage(
  delivery: RenderedDelivery,
  content: OutboundContent,
  { address: routed, callbackUrl }: MessageRoute,
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
      const { markdown, json, summary, replyTo } = content;
      const said = markdown === null ? { json } : { markdown };
      return { ...base, channelType: "CHAT", address: chatAddress(routed), content: said, summary, replyTo };
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

/** A push without a device has an address that no provider takes. */
function pushAddress(address: PushAddress | ChatAddress): PushAddress {
  return address !== null && ("token" in address || "endpoint" in address) ? address : { token: "" };
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
