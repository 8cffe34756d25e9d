import { afterEach, expect, test } from "@jest/globals";
import { HttpClient, readOriginMap } from "../../src/platform/http-client/index.js";
import { readNoAnswer } from "../../src/providers/kit/answers/read-no-answer.js";
import { FIXED_NOW, fixedCases } from "../../src/providers/record/fixed-cases.js";
import { smtp } from "../../src/providers/smtp/provider.js";
import { mailFake, type MailFault } from "../../src/custom-providers/contract/fakes/mail-fake.js";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function sent(fault: MailFault | null, name = "minimal", timeoutMs = 3000) {
  const fake = await mailFake(fault);
  const { settings, credentials } = smtp.example;
  const originMap = readOriginMap(
    JSON.stringify({ [`smtp://${settings.host}:${settings.port}`]: `smtp://127.0.0.1:${fake.port}` }),
  );
  const client = new HttpClient({ originMap });
  open.push(fake, client);
  const message = fixedCases(smtp)[name];
  if (message?.channelType !== "EMAIL") throw new Error("no mail");
  const request = await smtp.buildRequest(message, settings, credentials, FIXED_NOW);
  if (request.kind !== "smtp") throw new Error("no request");
  const outcome = await client.sendMail(request, { timeoutMs });
  const answer =
    outcome.kind === "answer" ? smtp.readAnswer(outcome, FIXED_NOW) : readNoAnswer("SMTP", outcome.stage, outcome);
  return { outcome, answer, fake, request };
}

test("a mail arrives with the bytes of the request, and the server's id is returned", async () => {
  const { answer, fake, request } = await sent(null, "full", 20_000);
  expect(answer).toMatchObject({ outcome: "ok", vendorId: "4F2A1" });
  expect(fake.mails.map((mail) => mail.trimEnd())).toEqual([Buffer.from(request.body).toString("latin1").trimEnd()]);
});

test.each<[MailFault["at"], MailFault["does"], string]>([
  ["greeting", "hang", "retry"],
  ["greeting", "cut", "retry"],
  ["EHLO", "hang", "retry"],
  ["AUTH", "hang", "retry"],
  ["MAIL", "cut", "retry"],
  ["RCPT", "hang", "retry"],
  ["RCPT", "cut", "retry"],
  ["DATA", "hang", "retry"],
  ["DATA", "cut", "retry"],
  ["dot", "hang", "uncertain"],
  ["dot", "cut", "uncertain"],
  ["greeting", { reply: "421 4.7.0 Too many connections" }, "throttled"],
  ["AUTH", { reply: "535 5.7.8 Bad credentials" }, "auth"],
  ["MAIL", { reply: "550 5.1.8 Sender unknown" }, "config"],
  ["RCPT", { reply: "550 5.1.1 No such user" }, "gone"],
  ["RCPT", { reply: "450 4.2.0 Greylisted, try again after 300 seconds" }, "throttled"],
  ["DATA", { reply: "451 4.3.0 Later" }, "retry"],
  ["dot", { reply: "554 5.7.1 Spam" }, "rejected"],
  ["dot", { reply: "452 4.2.2 Over quota" }, "throttled"],
])("at %s the mail server does %p: %s", async (at, does, outcome) => {
  const { answer } = await sent({ at, does });
  expect(answer).toMatchObject({ outcome });
});

test("a check of the settings ends after the login, and sends nothing", async () => {
  for (const [fault, expected] of [
    [null, null],
    [{ at: "AUTH", does: { reply: "535 5.7.8 Bad credentials" } }, { outcome: "auth" }],
  ] as const) {
    const fake = await mailFake(fault);
    const { settings, credentials } = smtp.example;
    const originMap = new Map([[`smtp://${settings.host}:587`, { hostname: "127.0.0.1", port: fake.port }]]);
    const client = new HttpClient({ originMap });
    open.push(fake, client);
    const request = smtp.checkSettings?.buildRequest(settings, credentials, FIXED_NOW);
    if (request?.kind !== "smtp-login") throw new Error("no check");
    const outcome = await client.sendMail(request, { timeoutMs: 20_000 });
    const said = outcome.kind === "answer" ? smtp.checkSettings?.readAnswer(outcome) : outcome;
    if (expected === null) expect(said).toBeNull();
    else expect(said).toMatchObject(expected);
    expect(fake.mails).toEqual([]);
  }
});

test("nothing is sent to a server without STARTTLS, unless the settings allow it", async () => {
  const fake = await mailFake(null);
  // An allowed network is not a test double: the settings' security applies.
  const client = new HttpClient({
    allowedNetworks: ["127.0.0.1"],
    originMap: new Map(),
    lookup: (_name, options, done) => {
      if (options.all === true) done(null, [{ address: "127.0.0.1", family: 4 }]);
      else done(null, "127.0.0.1", 4);
    },
    mailPorts: [fake.port],
  });
  open.push(fake, client);
  const request = { host: "mail.example", port: fake.port, login: { user: "u", password: "p" } };
  const mail = { envelope: { from: "a@b.example", to: ["c@d.example"] }, body: Buffer.from("A: b\r\n\r\nc\r\n") };
  const refused = await client.sendMail({ ...request, ...mail, security: "starttls" }, { timeoutMs: 20_000 });
  if (refused.kind !== "answer") throw new Error("no answer");
  expect(smtp.readAnswer(refused, FIXED_NOW)).toMatchObject({ outcome: "config" });
  expect(fake.mails).toEqual([]);
  const plain = await client.sendMail({ ...request, ...mail, security: "none" }, { timeoutMs: 20_000 });
  expect(plain).toMatchObject({ kind: "answer", status: 250 });
});
