import type { EmailMessage, Mailbox } from "../message.js";
import { unsendable, type Unsendable } from "../request.js";
import { base64Digits, isContentId, isMimeType } from "./attachment-rules.js";
import { isAsciiAddress, mailAddress } from "./mailbox.js";
import { plainLine, plainText, wellFormed } from "./plain-text.js";

/** The sender in the settings of every email provider. */
export interface EmailSettings {
  from: Mailbox;
}

/** The parts of a mail that every vendor sends. */
type EmailContent = Pick<
  EmailMessage,
  "to" | "cc" | "bcc" | "replyTo" | "subject" | "text" | "html" | "headers" | "attachments"
>;

/** A mail whose addresses and headers hold nothing that could become another address or header. */
export interface PreparedEmail extends EmailContent {
  kind: "prepared";
  from: Mailbox;
}

const HEADER_NAME = /^[A-Za-z0-9][A-Za-z0-9-]{0,75}$/;

/** Headers that fields of the message make, or that servers make. */
const OWN_HEADERS =
  /^(?:from|to|cc|bcc|sender|reply-to|return-path|subject|date|message-id|mime-version|content-.*|received|dkim-signature|x-sg-.*)$/i;

/** The longest header value that every vendor takes. */
const HEADER_MAX_LENGTH = 995;

/** The mail as vendors may have it; or why it is not sent: an address or a header that is none. */
export function prepareEmail(
  message: EmailMessage,
  settings: EmailSettings,
  rules: { takesUnicodeAddresses: boolean } = { takesUnicodeAddresses: false },
): PreparedEmail | Unsendable {
  const { takesUnicodeAddresses } = rules;
  const isTaken = (box: Mailbox): boolean => takesUnicodeAddresses || isAsciiAddress(box.address);
  const to = readMailbox(message.to);
  if (!to) return unsendable("gone", "invalid_address", "The recipient's email address is not an address.");
  if (!isTaken(to)) return unsendable("rejected", "unicode_address", "This provider takes no address beyond ASCII.");

  const from = readMailbox(message.from ?? settings.from);
  if (!from || !isTaken(from)) return unsendable("config", "invalid_sender", "The sender's address is not an address.");

  const [cc, bcc, replyTo] = [
    readAll(message.cc),
    readAll(message.bcc),
    readAll(message.replyTo ? [message.replyTo] : []),
  ];
  if (!cc || !bcc || !replyTo || ![...cc, ...bcc, ...replyTo].every(isTaken)) {
    return unsendable("rejected", "invalid_address", "An address of CC, BCC or Reply-To is not an address.");
  }
  const refusal = checkHeaders(message) ?? checkParts(message);
  if (refusal) return refusal;

  const filled = (text: string | null): string | null => (text === null || text === "" ? null : text);
  return {
    kind: "prepared",
    from,
    to,
    cc,
    bcc,
    replyTo: replyTo[0] ?? null,
    subject: plainLine(message.subject),
    text: filled(message.text === null ? null : plainText(message.text)),
    html: filled(message.html === null ? null : wellFormed(message.html)),
    headers: message.headers.map(({ name, value }) => ({ name, value: value.trim() })),
    attachments: message.attachments.map((each) => ({ ...each, filename: plainLine(each.filename) })),
  };
}

function readMailbox({ address, name }: Mailbox): Mailbox | null {
  const read = mailAddress(address);
  const shown = plainLine(name ?? "");
  if (read === null) return null;
  return shown === "" ? { address: read } : { address: read, name: shown };
}

function readAll(boxes: Mailbox[]): Mailbox[] | null {
  const read = boxes.map(readMailbox).filter((box) => box !== null);
  return read.length === boxes.length ? read : null;
}

function checkHeaders({ headers }: EmailMessage): Unsendable | null {
  for (const { name, value } of headers) {
    if (!HEADER_NAME.test(name) || OWN_HEADERS.test(name)) {
      return unsendable("rejected", "invalid_header", `The header "${plainLine(name).slice(0, 80)}" cannot be set.`);
    }
    if (/[\p{Cc}\p{Cs}]/u.test(value) || value.length > HEADER_MAX_LENGTH) {
      const reason = `The value of the header ${name} holds a line break or is longer than ${HEADER_MAX_LENGTH} characters.`;
      return unsendable("rejected", "invalid_header", reason);
    }
  }
  return null;
}

function checkParts({ text, html, attachments }: EmailMessage): Unsendable | null {
  if (!text && !html) return unsendable("rejected", "empty", "The mail has neither text nor HTML.");
  for (const { filename, contentType, content, contentId } of attachments) {
    const name = plainLine(filename).slice(0, 80);
    if (name === "") return unsendable("rejected", "invalid_attachment", "An attachment has no file name.");
    const isSound =
      isMimeType(contentType) && base64Digits(content) !== null && (contentId === undefined || isContentId(contentId));
    if (!isSound)
      return unsendable("rejected", "invalid_attachment", `The attachment "${name}" has no proper type, id or base64.`);
  }
  return null;
}
