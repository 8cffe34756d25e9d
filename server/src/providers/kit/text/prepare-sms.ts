import type { SmsMessage } from "../message.js";
import { unsendable, type Unsendable } from "../request.js";
import { plainLine, plainMessage } from "./plain-text.js";
import { isE164, smsSegments, type SmsSegments } from "./sms-text.js";

/** A text message with a valid number and sender. */
export interface PreparedSms {
  kind: "prepared";
  to: string;
  from: string;
  text: string;
  segments: SmsSegments;
}

/** A number, a short code, or up to eleven letters and digits. */
const SENDER = /^(?:\+?[1-9]\d{2,14}|(?=.*[A-Za-z])[A-Za-z0-9 &._-]{1,11})$/;

/** Twelve parts: the limit of the strictest vendor. */
const SEGMENTS_MAX = 12;

/** The text message in a form that every vendor takes; or the reason why it cannot be sent. */
export function prepareSms(message: SmsMessage, defaultFrom: string): PreparedSms | Unsendable {
  if (!isE164(message.to)) {
    return unsendable("gone", "invalid_number", "The recipient's number is not in the form +447700900000.");
  }
  const from = plainLine(message.from ?? defaultFrom);
  if (!SENDER.test(from)) {
    return unsendable(
      "config",
      "invalid_sender",
      "The sender is neither a number nor up to eleven letters and digits.",
    );
  }
  const text = plainMessage(message.text);
  if (text.trim() === "") return unsendable("rejected", "empty", "The message has no text.");
  const segments = smsSegments(text);
  if (segments.count > SEGMENTS_MAX) {
    return unsendable(
      "rejected",
      "too_long",
      `The text makes ${segments.count} parts; at most ${SEGMENTS_MAX} are sent.`,
    );
  }
  return { kind: "prepared", to: message.to, from, text, segments };
}
