import { domainToASCII } from "node:url";
import { expect, test } from "@jest/globals";
import { simpleParser } from "mailparser";
import PostalMime from "postal-mime";
import type { EmailMessage } from "../kit/message.js";
import { plainLine, plainText } from "../kit/text/plain-text.js";
import { FIXED_NOW, fixedCases } from "../record/fixed-cases.js";
import { smtp } from "./provider.js";

/** What a parser found in a mail, in a form that both parsers can be brought to. */
interface ParsedMail {
  from: string | undefined;
  to: string[];
  cc: string[];
  subject: string | undefined;
  text: string;
  html: string | null;
  messageId: string | undefined;
  unsubscribe: string | undefined;
  attachments: { name: string | null | undefined; type: string; content: string; id: string | undefined }[];
}

/** One parser shows the domain in Unicode, the other as it is in the mail. */
const box = (name: string | undefined, address = ""): string =>
  `${name ?? ""} <${address.replace(/[^@]*$/, (domain) => domainToASCII(domain))}>`;
const trimmed = (text: string | undefined): string => (text ?? "").replace(/\r\n/g, "\n").trim();
const bare = (id: string | undefined): string | undefined => id?.replace(/^<|>$/g, "");

async function byPostalMime(mail: Uint8Array): Promise<ParsedMail> {
  const parsed = await PostalMime.parse(mail, { attachmentEncoding: "base64" });
  const boxes = (list: typeof parsed.to) => (list ?? []).map((each) => box(each.name, each.address));
  return {
    from: parsed.from && box(parsed.from.name, parsed.from.address),
    ...{ to: boxes(parsed.to), cc: boxes(parsed.cc), subject: parsed.subject, text: trimmed(parsed.text) },
    html: parsed.html === undefined ? null : trimmed(parsed.html),
    messageId: parsed.messageId,
    unsubscribe: parsed.headers.find(({ key }) => key === "list-unsubscribe")?.value,
    attachments: parsed.attachments.map(({ filename, mimeType, content, contentId }) => ({
      ...{ name: filename, type: mimeType, content: typeof content === "string" ? content : "", id: bare(contentId) },
    })),
  };
}

async function byMailparser(mail: Uint8Array): Promise<ParsedMail> {
  const parsed = await simpleParser(Buffer.from(mail), {
    skipTextToHtml: true,
    skipHtmlToText: true,
    skipImageLinks: true,
  });
  const boxes = (list: typeof parsed.to) =>
    [list ?? []].flat().flatMap(({ value }) => value.map((each) => box(each.name, each.address)));
  const line = parsed.headerLines.find(({ key }) => key === "list-unsubscribe")?.line;
  return {
    from: boxes(parsed.from)[0],
    ...{ to: boxes(parsed.to), cc: boxes(parsed.cc), subject: parsed.subject, text: trimmed(parsed.text) },
    html: parsed.html === false || parsed.html === undefined ? null : trimmed(parsed.html),
    messageId: parsed.messageId,
    unsubscribe: line?.slice(line.indexOf(":") + 1).trim(),
    attachments: parsed.attachments.map(({ filename, contentType, content, cid }) => ({
      ...{ name: filename, type: contentType, content: content.toString("base64"), id: bare(cid) },
    })),
  };
}

async function mailOf(message: EmailMessage): Promise<Uint8Array> {
  const request = await smtp.buildRequest(message, smtp.example.settings, smtp.example.credentials, FIXED_NOW);
  if (request.kind !== "smtp") throw new Error(JSON.stringify(request));
  return request.body;
}

const cases = Object.entries(fixedCases(smtp)).filter(
  (each): each is [string, EmailMessage] => each[1].channelType === "EMAIL",
);

test.each(cases)("two parsers read the contents of the mail %s (S-15)", async (_name, message) => {
  const mail = await mailOf(message);
  const parsed = await byPostalMime(mail);
  expect(await byMailparser(mail)).toEqual(parsed);
  const { from, to, cc, subject, text, html, attachments, headers } = message;
  const sender = from ?? smtp.example.settings.from;
  expect(parsed).toMatchObject({
    from: box(sender.name, sender.address),
    to: [box(plainLine(to.name ?? ""), to.address)],
    cc: cc.map((each) => box(each.name, each.address)),
    subject: plainLine(subject),
    text: trimmed(plainText(text ?? "")),
    html: html === null ? null : trimmed(html),
    unsubscribe: headers.find(({ name }) => name === "List-Unsubscribe")?.value,
  });
  // What the HTML shows stands in a mail before what is listed below it.
  const listed = [...attachments].sort((a, b) => Number(b.contentId !== undefined) - Number(a.contentId !== undefined));
  expect(parsed.attachments).toEqual(
    listed.map((each) => ({
      ...{ name: each.filename, type: each.contentType, content: each.content, id: each.contentId },
    })),
  );
});
