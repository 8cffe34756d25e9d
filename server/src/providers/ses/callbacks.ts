import { createPublicKey, verify } from "node:crypto";
import type { JsonObject } from "../../platform/json.js";
import { itemsAt, lookUp, parseObject, textAt, timeAt } from "../kit/answers/read-json.js";
import {
  callbackEvent,
  signatureVerdict,
  unreadable,
  unverified,
  type Bounce,
  type CallbackEvent,
  type CallbackKind,
  type CallbackRequest,
  type ParsedCallback,
  type Verdict,
} from "../kit/callback.js";
import { MESSAGE_ID_NAME } from "../kit/message.js";
import { get, type HttpRequest } from "../kit/request.js";

const CERTIFICATE_HOST = /^sns\.[a-zA-Z0-9-]{3,}\.amazonaws\.com(?:\.cn)?$/;
const SIGNED = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
} as const;

const KINDS: Readonly<Record<string, CallbackKind>> = {
  Send: "sent",
  Delivery: "delivered",
  DeliveryDelay: "deferred",
  Bounce: "bounced",
  Reject: "bounced",
  Complaint: "complained",
  Open: "opened",
  Click: "clicked",
  Subscription: "unsubscribed",
};

/** SNS repeats a callback for an hour, with the time at which it was first made. */
const MAX_AGE_MS = 3_600_000;

/** The URL of the certificate that signed a notification of SNS; null unless it is Amazon's own host. */
export function callbackKeyUrl(request: CallbackRequest): string | null {
  const text = textAt(parseObject(request.body), "SigningCertURL");
  if (text === null || !URL.canParse(text)) return null;
  const url = new URL(text);
  const isAmazon =
    url.protocol === "https:" && url.port === "" && url.username === "" && CERTIFICATE_HOST.test(url.hostname);
  return isAmazon && url.pathname.endsWith(".pem") ? url.href : null;
}

/** Whether the certificate signed the notification. The topic is to be compared with the settings: anybody has topics. */
export function verifyCallback(request: CallbackRequest, certificate: string, now: number): Verdict {
  const body = parseObject(request.body);
  const names = SIGNED[textAt(body, "Type") === "Notification" ? "Notification" : "SubscriptionConfirmation"];
  const [signature, sentAt] = [textAt(body, "Signature"), timeAt(body, "Timestamp")];
  if (!body || signature === null || sentAt === null) return unverified("This is no notification of SNS.");
  if (Math.abs(now - sentAt) > MAX_AGE_MS) return unverified("The notification is older than an hour.");

  const canonical = names.flatMap((name) => {
    const value = textAt(body, name);
    return value === null ? [] : [`${name}\n${value}\n`];
  });
  const algorithm = textAt(body, "SignatureVersion") === "2" ? "sha256" : "sha1";
  try {
    const key = createPublicKey(certificate);
    const isSigned = verify(algorithm, Buffer.from(canonical.join("")), key, Buffer.from(signature, "base64"));
    return signatureVerdict(isSigned);
  } catch {
    return unverified("The certificate of SNS cannot be read.");
  }
}

/** Anybody can subscribe this URL to another topic, so only the topic in the settings is accepted. */
export function comesFrom(request: CallbackRequest, topicArn: string | undefined): Verdict {
  if (topicArn === undefined) return unverified("The channel's settings name no SNS topic; give it as topicArn.");
  const topic = textAt(parseObject(request.body), "TopicArn");
  return topic === topicArn ? { ok: true } : unverified("The notification comes from another SNS topic.");
}

/** Never the `SubscribeURL` of the body: the region of the settings determines the host. */
export function confirmation(topic: string, token: string, region: string): HttpRequest {
  const url = new URL(`https://sns.${region}.amazonaws.com/`);
  url.search = new URLSearchParams({
    Action: "ConfirmSubscription",
    Version: "2010-03-31",
    TopicArn: topic,
    Token: token,
  }).toString();
  return get(url.href, { accept: "application/json" });
}

export function parseCallback(request: CallbackRequest): ParsedCallback {
  const envelope = parseObject(request.body);
  const [type, topic, token] = ["Type", "TopicArn", "Token"].map((name) => textAt(envelope, name));
  if (type === "SubscriptionConfirmation" && topic && token) return { kind: "confirm", topic, token };
  if (type !== "Notification") return unreadable("The callback is no notification of SNS.");
  const event = parseObject(textAt(envelope, "Message") ?? "");
  // Once a topic is confirmed, SNS posts a sentence instead of an event.
  if (!event) return { kind: "events", events: [] };
  return { kind: "events", events: [eventOf(event, textAt(envelope, "MessageId"))] };
}

function eventOf(event: JsonObject, replayKey: string | null): CallbackEvent {
  const name = textAt(event, "eventType") ?? textAt(event, "notificationType") ?? "";
  const kind = lookUp(KINDS, name) ?? "other";
  const part = name.charAt(0).toLowerCase() + name.slice(1);
  const isPermanent = name === "Reject" || textAt(event, "bounce", "bounceType") === "Permanent";
  const people = [...itemsAt(event, part, "bouncedRecipients"), ...itemsAt(event, part, "complainedRecipients")];
  const subType = textAt(event, "bounce", "bounceSubType");
  const link = textAt(event, "click", "link");
  return callbackEvent(kind === "bounced" && !isPermanent ? "deferred" : kind, {
    messageId: textAt(event, "mail", "tags", MESSAGE_ID_NAME, 0),
    vendorId: textAt(event, "mail", "messageId"),
    replayKey,
    at: timeAt(event, part, "timestamp") ?? timeAt(event, "mail", "timestamp"),
    code: subType ?? name,
    detail: textAt(people[0], "diagnosticCode") ?? textAt(event, "reject", "reason"),
    address: textAt(people[0], "emailAddress") ?? textAt(event, "mail", "destination", 0),
    ...(kind === "bounced" && isPermanent && { bounce: bounceOf(name, subType) }),
    ...(link !== null && { link }),
  });
}

function bounceOf(name: string, subType: string | null): Bounce {
  if (name === "Reject") return "rejected";
  return subType === "Suppressed" || subType === "OnAccountSuppressionList" ? "suppressed" : "gone";
}
