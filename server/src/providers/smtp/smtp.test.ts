import { expect, test } from "@jest/globals";
import { read } from "../../../test/support/provider-answers.js";
import type { EmailMessage } from "../kit/message.js";
import type { SmtpRequest } from "../kit/request.js";
import { FIXED_NOW, fixedCases } from "../record/fixed-cases.js";
import type { SmtpStage } from "./answers.js";
import { smtp } from "./provider.js";

test.each<[number, string, SmtpStage, string]>([
  [250, "2.0.0 Ok: queued as 4F2A1", "accepted", "ok"],
  [250, "Ok", "rcpt", "uncertain"],
  [421, "4.7.0 Too many connections", "greeting", "throttled"],
  [554, "No SMTP service here", "greeting", "config"],
  [502, "STARTTLS is not offered", "greeting", "config"],
  [450, "4.2.0 Greylisted", "rcpt", "throttled"],
  [451, "4.3.0 Try again later", "data", "retry"],
  [452, "4.2.2 Over quota", "rcpt", "throttled"],
  [455, "x", "rcpt", "retry"],
  [550, "5.1.1 No such user", "rcpt", "gone"],
  [551, "User not local", "rcpt", "gone"],
  [553, "Mailbox name not allowed", "rcpt", "gone"],
  [550, "5.7.1 Blocked by policy", "rcpt", "rejected"],
  [550, "Refused", "accepted", "rejected"],
  [552, "5.3.4 Message too big", "accepted", "rejected"],
  [552, "5.2.2 Mailbox full", "rcpt", "rejected"],
  [554, "5.7.1 Spam", "accepted", "rejected"],
  [550, "5.1.8 Sender unknown", "mail", "config"],
  [530, "5.7.0 Authentication required", "mail", "auth"],
  [535, "5.7.8 Bad credentials", "auth", "auth"],
  [534, "5.7.9 Application-specific password required", "auth", "auth"],
  [0, "", "data", "uncertain"],
])("reads %p %p at %s as %s", (status, body, stage, outcome) => {
  expect(read(smtp, status, body, { "x-smtp-stage": stage })).toMatchObject({ outcome });
});

test("returns the server's id, and the delay in a reply's text", () => {
  expect(read(smtp, 250, "2.0.0 Ok: queued as 4F2A1", { "x-smtp-stage": "accepted" })).toMatchObject({
    vendorId: "4F2A1",
  });
  const greylisted = read(smtp, 450, "4.7.1 Greylisted, try again after 300 seconds", { "x-smtp-stage": "rcpt" });
  expect(greylisted).toMatchObject({ outcome: "throttled", retryAfterMs: 300_000 });
});

async function requestOf(name: string, change: Partial<EmailMessage> = {}): Promise<SmtpRequest> {
  const message = { ...(fixedCases(smtp)[name] as EmailMessage), ...change };
  const request = await smtp.buildRequest(message, smtp.example.settings, smtp.example.credentials, FIXED_NOW);
  if (request.kind !== "smtp") throw new Error(JSON.stringify(request));
  return request;
}

test("composes mail with the message's headers and none that its text adds (S-15)", async () => {
  const { body, envelope } = await requestOf("hostile-text");
  const text = Buffer.from(body).toString("latin1");
  const head = text.slice(0, text.indexOf("\r\n\r\n")).replace(/\r\n[ \t]/g, " ");
  const names = head.split("\r\n").map((line) => line.slice(0, line.indexOf(":")).toLowerCase());
  expect(names.sort()).toEqual(
    ["content-type", "date", "from", "message-id", "mime-version", "subject", "to", "x-carillon-message"].sort(),
  );
  expect(envelope).toEqual({ from: "notifications@acme.example", to: ["ada@example.com"] });
  expect(head).not.toMatch(/^bcc:/im);
});

test("names BCC in the envelope only, and uses the same Message-ID and Date for all attempts", async () => {
  const { body, envelope } = await requestOf("full");
  const text = Buffer.from(body).toString("latin1");
  expect(envelope.to).toEqual(["ada@example.com", "charles@example.com", "archive@acme.example"]);
  expect(text).not.toContain("archive@acme.example");
  expect(text).toContain("Message-ID: <msg_01hzy3v9k2f8q4r6t0w1x5c7d9@acme.example>");
  expect(text).toContain("Date: Sun, 29 Nov 2026 11:59:00 +0000");
  expect(text).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
});

test.each<[string, Partial<EmailMessage>, string]>([
  ["an address with a line break", { to: { address: "ada@example.com\r\nRCPT TO:<evil@example.com>" } }, "gone"],
  ["two addresses in one", { to: { address: "ada@example.com, evil@example.com" } }, "gone"],
  ["an address in brackets", { to: { address: "<ada@example.com>" } }, "gone"],
  ["a quoted local part", { to: { address: '"a b"@example.com' } }, "gone"],
  ["a header with a line break", { headers: [{ name: "X-A", value: "b\r\nBcc: evil@example.com" }] }, "rejected"],
  ["a header name with a colon", { headers: [{ name: "X-A: b\r\nBcc", value: "c" }] }, "rejected"],
  ["a header that fields make", { headers: [{ name: "bcc", value: "evil@example.com" }] }, "rejected"],
  [
    "an attachment that is no base64",
    { attachments: [{ filename: "a", contentType: "text/plain", content: "%" }] },
    "rejected",
  ],
  ["neither text nor HTML", { text: "", html: null }, "rejected"],
  ["an invalid CC", { cc: [{ address: "nobody" }] }, "rejected"],
])("refuses %s (S-15)", async (_what, change, outcome) => {
  const message = { ...(fixedCases(smtp).minimal as EmailMessage), ...change };
  const { settings, credentials } = smtp.example;
  expect(await smtp.buildRequest(message, settings, credentials, FIXED_NOW)).toMatchObject({
    kind: "unsendable",
    outcome,
  });
});
