import { parseMessageId } from "../../identifiers/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Attachment, EmailMessage, Mailbox, SmsMessage } from "../../../providers/kit/message.js";
import { prepareEmail } from "../../../providers/kit/text/prepare-email.js";
import { smsSegments, type SmsSegments } from "../../../providers/kit/text/sms-text.js";
import { mailSender, smsSender, type MailboxSettings } from "../../../providers/mailbox/sender.js";
import { composeMail } from "../../../providers/smtp/compose.js";
import type { ChannelProviders } from "../../channels/index.js";
import type { MessageAttachments } from "../sending/message-attachments.service.js";
import { outboundContent, outboundMessage } from "../sending/outbound-message.js";
import type { CaughtRow, MailboxRepository } from "./mailbox.repository.js";

/** A caught message in the list. */
export interface CaughtSummary {
  id: string;
  type: "EMAIL" | "SMS";
  at: string;
  to: string;
  /** The subject of a mail, or the beginning of a text message. */
  title: string;
  preview: string;
}

export interface CaughtAttachment {
  filename: string;
  contentType: string;
  bytes: number;
}

/** A caught message with all details. */
export type CaughtMessage = CaughtSummary & { from: string } & (
    | {
        type: "EMAIL";
        html: string | null;
        text: string | null;
        headers: { name: string; value: string }[];
        source: string;
        attachments: CaughtAttachment[];
      }
    | { type: "SMS"; text: string; segments: SmsSegments }
  );

const LIST_MAX = 200;
const PREVIEW_MAX_LENGTH = 140;
/** Of the source, which the page shows as text. */
const SOURCE_MAX_LENGTH = 256 * 1024;

export interface LocalMailboxDeps {
  rows: MailboxRepository;
  channelProviders: ChannelProviders;
  attachments: MessageAttachments;
}

/** The messages that the local mailbox caught, for developers. */
export class LocalMailbox {
  readonly #runtime: Runtime;
  readonly #deps: LocalMailboxDeps;

  constructor(runtime: Runtime, deps: LocalMailboxDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** The latest first. */
  async latest(environmentId: number): Promise<CaughtSummary[]> {
    const rows = await this.#deps.rows.latest(this.#runtime.database, environmentId, LIST_MAX);
    return rows.flatMap((row) => {
      const message = messageOf(environmentId, row);
      return message ? [summaryOf(message, row.at)] : [];
    });
  }

  async byId(environmentId: number, id: string): Promise<CaughtMessage | null> {
    const found = await this.#find(environmentId, id);
    if (!found) return null;
    const { row, message } = found;
    const settings = await this.#settings(environmentId, row.channelId);
    const summary = summaryOf(message, row.at);
    if (message.channelType === "EMAIL") return emailOf(message, summary, settings);
    const from = message.from ?? smsSender(settings);
    return { ...summary, type: "SMS", from, text: message.text, segments: smsSegments(message.text) };
  }

  /** One attachment of a mail, by its place in the list. */
  async attachment(environmentId: number, id: string, index: number): Promise<Attachment | null> {
    const message = (await this.#find(environmentId, id))?.message;
    return (message?.channelType === "EMAIL" && message.attachments[index]) || null;
  }

  async #find(
    environmentId: number,
    id: string,
  ): Promise<{ row: CaughtRow; message: EmailMessage | SmsMessage } | null> {
    const key = parseMessageId(id);
    const row = key && (await this.#deps.rows.byKey(this.#runtime.database, environmentId, key));
    const content = row && outboundContent(row.content);
    if (!row || !content) return null;
    const attachments = (await this.#deps.attachments.of(environmentId, content)) ?? [];
    const message = messageOf(environmentId, row, attachments);
    return message && { row, message };
  }

  async #settings(environmentId: number, channelId: number): Promise<MailboxSettings> {
    const rows = (await this.#deps.channelProviders.byChannel(environmentId, [channelId])).get(channelId) ?? [];
    const settings: JsonObject & MailboxSettings =
      rows.find(({ provider_key }) => provider_key === "mailbox")?.settings ?? {};
    return settings;
  }
}

function messageOf(
  environmentId: number,
  row: CaughtRow,
  attachments: readonly Attachment[] = [],
): EmailMessage | SmsMessage | null {
  const content = outboundContent(row.content);
  if (!content) return null;
  const rendered = { ...row, environmentId, expiresAt: null };
  const message = outboundMessage(rendered, content, { address: null, callbackUrl: null, attachments });
  return message.channelType === "EMAIL" || message.channelType === "SMS" ? message : null;
}

function summaryOf(message: EmailMessage | SmsMessage, at: Date): CaughtSummary {
  const isMail = message.channelType === "EMAIL";
  const text = (message.text ?? "").replace(/\s+/g, " ").trim();
  return {
    id: message.messageId,
    type: message.channelType,
    at: at.toISOString(),
    to: isMail ? shownBox(message.to) : message.to,
    title: isMail ? message.subject : text.slice(0, PREVIEW_MAX_LENGTH),
    preview: isMail ? text.slice(0, PREVIEW_MAX_LENGTH) : "",
  };
}

async function emailOf(
  message: EmailMessage,
  summary: CaughtSummary,
  settings: MailboxSettings,
): Promise<CaughtMessage | null> {
  const mail = prepareEmail(message, { from: mailSender(settings) }, { takesUnicodeAddresses: true });
  if (mail.kind === "unsendable") return null;
  const source = (await composeMail(mail, message)).toString("utf8");
  const attachments = mail.attachments.map(({ filename, contentType, content }) => ({
    ...{ filename, contentType, bytes: Buffer.byteLength(content, "base64") },
  }));
  const { html, text } = mail;
  return {
    ...summary,
    type: "EMAIL",
    from: shownBox(mail.from),
    html,
    text,
    headers: headersOf(source),
    source: source.length > SOURCE_MAX_LENGTH ? `${source.slice(0, SOURCE_MAX_LENGTH)}\n…` : source,
    attachments,
  };
}

function shownBox({ address, name = "" }: Mailbox): string {
  return name === "" ? address : `${name} <${address}>`;
}

/** The headers of a mail, each unfolded to one line. */
function headersOf(source: string): { name: string; value: string }[] {
  const [head = ""] = source.split("\r\n\r\n", 1);
  const lines = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  return lines.map((line) => {
    const colon = line.indexOf(":");
    return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
  });
}
