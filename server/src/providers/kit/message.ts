import type { Json, JsonObject } from "../../platform/json.js";

/** The name under which our message id travels in a request and comes back in callbacks. */
export const MESSAGE_ID_NAME = "carillon_message_id";

/** The fields of messages of every channel type. A message is stored as JSON, so it contains neither dates nor bytes. */
interface MessageBase {
  /** Our id of the message. It is the same at every try and comes back in the vendor's callbacks. */
  messageId: string;
  /**
   * 32 bytes as base64url from which boundaries, salts and ephemeral keys are derived. Secret: whoever knows it can decrypt
   * a web push. It is stored with the message, so that every try has the same bytes.
   */
  seed: string;
  /** When it was rendered, in milliseconds since 1970: the `Date` of a mail, the same at every try. */
  createdAt: number;
  /** When the message is no longer worth sending, in milliseconds since 1970; null for never. */
  expiresAt: number | null;
  /** Where the vendor is to send what becomes of the message, if the request can name it; null for nowhere. */
  callbackUrl: string | null;
}

/** A mailbox: one address and the name to show. */
export interface Mailbox {
  address: string;
  name?: string;
}

export interface Attachment {
  filename: string;
  /** MIME type, such as `application/pdf`. */
  contentType: string;
  /** The bytes as base64. */
  content: string;
  /** With an id the HTML shows the attachment as `cid:<id>`; without, it is listed below the mail. */
  contentId?: string;
}

export interface EmailMessage extends MessageBase {
  channelType: "EMAIL";
  to: Mailbox;
  /** Instead of the sender in the settings. */
  from: Mailbox | null;
  cc: Mailbox[];
  bcc: Mailbox[];
  replyTo: Mailbox | null;
  subject: string;
  text: string | null;
  html: string | null;
  /** Further headers, such as `List-Unsubscribe`. */
  headers: { name: string; value: string }[];
  attachments: Attachment[];
  /** Whether the mail advertises something, which some vendors send by servers of their own. */
  isCommercial: boolean;
}

export interface SmsMessage extends MessageBase {
  channelType: "SMS";
  /** A number in the form of E.164: `+447700900000`. */
  to: string;
  /** Instead of the sender in the settings. */
  from: string | null;
  text: string;
  isCommercial: boolean;
}

/** Where a push goes: the token of an app on a device, or the subscription of a browser. */
export type PushAddress = { token: string } | { endpoint: string; p256dh: string; auth: string };

export interface PushMessage extends MessageBase {
  channelType: "PUSH";
  address: PushAddress;
  title: string | null;
  body: string;
  /** Data for the app. */
  data: JsonObject;
  /** Whether the app is woken without showing anything. */
  isSilent: boolean;
  /** A newer message with the same key replaces an older one on the screen. */
  collapseKey: string | null;
  badge: number | null;
  /** Name of a sound of the app; null for the default sound. */
  sound: string | null;
  /** The URL that a tap opens, in browsers. */
  url: string | null;
  isUrgent: boolean;
}

/**
 * The address of a chat message. `webhookUrl` replaces the webhook in the settings. `addressLookup` converts addresses that
 * a vendor cannot send to, such as an email address.
 */
export type ChatAddress =
  { channelId: string } | { userId: string } | { email: string } | { webhookUrl: string } | null;

export interface ChatMessage extends MessageBase {
  channelType: "CHAT";
  /** Null to use the webhook in the settings. */
  address: ChatAddress;
  /** Markdown, which becomes the vendor's dialect; or the vendor's own JSON. */
  content: { markdown: string } | { json: Json };
  /** Shown on a lock screen instead of blocks and cards; null for the beginning of the text. */
  summary: string | null;
  /** The vendor's handle of the message to reply to, as `readAnswer` returned it; null for a new message. */
  replyTo: string | null;
}

export interface WebhookMessage extends MessageBase {
  channelType: "WEBHOOK";
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  /** The body; null for no body. */
  body: string | null;
}

/** The message of each channel type that leaves Carillon. */
interface Messages {
  EMAIL: EmailMessage;
  SMS: SmsMessage;
  PUSH: PushMessage;
  CHAT: ChatMessage;
  WEBHOOK: WebhookMessage;
}

/** The channel types that leave Carillon. */
export type OutboundType = keyof Messages;

/** The message of one channel type. */
export type MessageOf<Type extends OutboundType> = Messages[Type];

/** A rendered message of any channel type. */
export type OutboundMessage = MessageOf<OutboundType>;
