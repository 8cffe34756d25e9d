import MailComposer from "nodemailer/lib/mail-composer";
import type { EmailMessage, Mailbox } from "../kit/message.js";
import { derivedBytes } from "../kit/signing/derive.js";
import type { PreparedEmail } from "../kit/text/prepare-email.js";

/** What of a mail is not its content. */
type MailFacts = Pick<EmailMessage, "messageId" | "seed" | "createdAt">;

/** The `Message-ID` of a mail: the same at every try, so that a server can recognise a repeat. */
function messageIdHeader(messageId: string, from: string): string {
  const local = messageId.replace(/[^A-Za-z0-9_-]/g, "-");
  return `<${local}@${from.slice(from.lastIndexOf("@") + 1)}>`;
}

/** The mail in the format of RFC 5322, with CRLF line ends; the same bytes for the same input. BCC is left out. */
export function composeMail(mail: PreparedEmail, facts: MailFacts): Promise<Buffer> {
  const composer = new MailComposer({
    // Content is given as bytes; without these, a path in an attachment would be read.
    ...{ disableFileAccess: true, disableUrlAccess: true },
    messageId: messageIdHeader(facts.messageId, mail.from.address),
    date: new Date(facts.createdAt),
    baseBoundary: derivedBytes(facts.seed, "boundary", 12).toString("hex"),
    from: boxOf(mail.from),
    to: [boxOf(mail.to)],
    cc: mail.cc.map(boxOf),
    ...(mail.replyTo && { replyTo: [boxOf(mail.replyTo)] }),
    subject: mail.subject,
    ...(mail.text !== null && { text: mail.text }),
    ...(mail.html !== null && { html: mail.html }),
    headers: [
      ...mail.headers.map(({ name, value }) => ({ key: name, value })),
      { key: "X-Carillon-Message", value: facts.messageId },
    ],
    attachments: mail.attachments.map(({ filename, contentType, content, contentId }) => ({
      filename,
      contentType,
      content: Buffer.from(content, "base64"),
      ...(contentId !== undefined && { cid: contentId }),
    })),
  });
  return composer.compile().build();
}

function boxOf({ address, name = "" }: Mailbox): { address: string; name: string } {
  return { address, name };
}
