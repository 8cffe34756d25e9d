import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { simpleParser } from "mailparser";
import PostalMime from "postal-mime";
import { mailFake, type MailFault } from "../../src/custom-providers/contract/fakes/mail-fake.js";
import { HttpClient, readOriginMap } from "../../src/platform/http-client/index.js";
import { createDeliveryRig, type DeliveryRig } from "../support/delivery-rig.js";
import { talkingServer } from "../support/mail-talk.js";
import { waitUntil } from "../support/wait-until.js";

const PASSWORD = "a-password-that-nobody-may-read";
const smtp = {
  providerKey: "smtp",
  settings: {
    from: { address: "hi@acme.example", name: "Acme" },
    ...{ host: "mail.acme.example", port: 587, user: "carillon", password: PASSWORD, security: "starttls" },
  },
};
const LEASE_MS = 75_000;
/** In place of the half minute that a mail server has. */
const PATIENCE_MS = 1000;

let rig: DeliveryRig;
const open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  rig = await createDeliveryRig();
});
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
  await rig.close();
});

/** Waits for a mail server no longer than the tests do. */
class HastyClient extends HttpClient {
  override sendMail: HttpClient["sendMail"] = (request, { timeoutMs }) =>
    super.sendMail(request, { timeoutMs: Math.min(timeoutMs, PATIENCE_MS) });
}

/** A mail server with one fault, and a worker whose mail goes there. */
async function mailServer(fault: MailFault | null) {
  const server = await mailFake(fault);
  const map = { "smtp://mail.acme.example:587": `smtp://127.0.0.1:${server.port}` };
  const client = new HastyClient({ originMap: readOriginMap(JSON.stringify(map)) });
  open.push(server, client);
  return { server, worker: rig.deliveryWorker({ http: client }) };
}

const hashes = async (): Promise<string[]> =>
  (await rig.db.database.query<{ request_hash: string }>("select request_hash from attempts order by number")).map(
    ({ request_hash }) => request_hash,
  );

describe("a mail by SMTP", () => {
  beforeEach(() => rig.addMailWorkflow([smtp]));

  test("goes from the queue to the server, and two parsers read back what it says", async () => {
    const { server, worker } = await mailServer(null);
    await rig.send("told", { n: "Grüße & <b>7</b>" });
    await rig.drain(worker);
    expect(await rig.seen()).toMatchObject([
      { state: "SENT", status: "SENT", dueAt: null, attempts: [{ number: 1, provider: "smtp", outcome: "sent" }] },
    ]);
    expect(await rig.db.database.query("select vendor_id from deliveries")).toEqual([{ vendor_id: "4F2A1" }]);
    expect(server.mails).toHaveLength(1);
    const bytes = Buffer.from(server.mails[0] ?? "", "latin1");
    const postal = await PostalMime.parse(bytes);
    const parsed = await simpleParser(bytes);
    expect(postal).toMatchObject({
      from: { name: "Acme", address: "hi@acme.example" },
      to: [{ name: "Ada", address: "ada@example.com" }],
      subject: "Hello Ada",
    });
    expect(parsed).toMatchObject({ subject: "Hello Ada", messageId: postal.messageId });
    expect(parsed.from?.value).toEqual([{ name: "Acme", address: "hi@acme.example" }]);
    for (const text of [postal.text, parsed.text]) expect(text?.trim()).toBe("Grüße & <b>7</b> for Ada");
    for (const html of [postal.html, parsed.html]) {
      expect(html).toContain("<strong>Grüße &amp; &lt;b&gt;7&lt;/b&gt;</strong> for Ada");
    }
  });

  test("is tried again after a hang at RCPT TO, since nothing was taken, with the same bytes", async () => {
    const hanging = await mailServer({ at: "RCPT", does: "hang" });
    await rig.send("told");
    await rig.drain(hanging.worker);
    expect(await rig.seen()).toMatchObject([
      { state: "QUEUED", status: "QUEUED", attempts: [{ outcome: "retry", code: "ETIMEDOUT" }] },
    ]);
    expect(hanging.server.mails).toEqual([]);
    const well = await mailServer(null);
    rig.pass(120_000);
    await rig.drain(well.worker);
    expect(await rig.seen()).toMatchObject([
      { state: "SENT", attempts: [{ outcome: "retry" }, { outcome: "sent", isDuplicate: false }] },
    ]);
    expect(well.server.mails).toHaveLength(1);
    expect(new Set(await hashes()).size).toBe(1);
  });

  test.each<MailFault["does"]>(["hang", "cut"])(
    "is uncertain after a %s behind the final dot, and a repeat is marked and has the same Message-ID",
    async (does) => {
      const silent = await mailServer({ at: "dot", does });
      await rig.send("told");
      await rig.drain(silent.worker);
      expect(await rig.seen()).toMatchObject([
        { state: "UNCERTAIN", status: "UNCERTAIN", attempts: [{ outcome: "uncertain" }] },
      ]);
      const well = await mailServer(null);
      rig.pass(300_000);
      await rig.drain(well.worker);
      expect(await rig.seen()).toMatchObject([
        { state: "SENT", attempts: [{ outcome: "uncertain" }, { outcome: "sent", isDuplicate: true }] },
      ]);
      expect(silent.server.mails).toHaveLength(1);
      expect(silent.server.mails).toEqual(well.server.mails);
    },
  );

  test("that is held off is not tried before the time that the server named", async () => {
    const { server, worker } = await mailServer({
      ...{ at: "RCPT", does: { reply: "450 4.2.0 Greylisted, try again after 300 seconds" } },
    });
    await rig.send("told");
    await rig.drain(worker);
    expect(await rig.seen()).toMatchObject([{ state: "QUEUED", attempts: [{ outcome: "retry", code: "4.2.0" }] }]);
    const connections = server.connectionCount();
    rig.pass(299_000);
    await rig.drain(worker);
    expect(server.connectionCount()).toBe(connections);
    const well = await mailServer(null);
    rig.pass(61_000);
    await rig.drain(well.worker);
    expect(await rig.seen()).toMatchObject([{ state: "SENT" }]);
  });

  test.each<[MailFault, string, string]>([
    [{ at: "RCPT", does: { reply: "550 5.1.1 No such user" } }, "gone", "5.1.1"],
    [{ at: "dot", does: { reply: "554 5.7.1 Spam" } }, "rejected", "5.7.1"],
    [{ at: "DATA", does: { reply: "552 5.3.4 Too large" } }, "rejected", "5.3.4"],
  ])("that the server refuses for good (%p) is undelivered as %s", async (fault, reason, code) => {
    const { worker } = await mailServer(fault);
    await rig.send("told");
    await rig.drain(worker);
    expect(await rig.seen()).toMatchObject([
      { state: "UNDELIVERED", status: "UNDELIVERED", reason, attempts: [{ outcome: "refused", code }] },
    ]);
  });

  test("whose login is refused stops the channel, waits, and shows the password nowhere", async () => {
    const { worker } = await mailServer({ at: "AUTH", does: { reply: `535 5.7.8 Bad credentials ${PASSWORD}` } });
    await rig.send("told");
    await rig.drain(worker);
    expect(await rig.seen()).toMatchObject([{ state: "QUEUED", attempts: [{ outcome: "refused", code: "5.7.8" }] }]);
    const { data } = await rig.ask("{ channels { nodes { channelKey breaker breakers { state code reason } } } }");
    expect(JSON.stringify(data)).toContain('"channelKey":"mail","breaker":"open"');
    const log = await rig.db.database.query("select to_jsonb(a) as row from attempts a");
    expect(JSON.stringify([data, log])).not.toContain(PASSWORD);
  });

  test("whose worker died behind the final dot is uncertain once the lease ends", async () => {
    const held = await mailServer({ at: "dot", does: "hang" });
    const { client, worker } = await patientWorker(held.server.port);
    await rig.send("told");
    const dead = rig.drain(worker);
    await waitUntil(async () => held.server.mails.length === 1);
    await rig.drain();
    expect(await rig.seen()).toMatchObject([{ state: "SENDING" }]);
    rig.pass(LEASE_MS + 1000);
    await rig.drain();
    expect(await rig.seen()).toMatchObject([{ state: "UNCERTAIN", attempts: [{ code: "lease_ended" }] }]);
    expect(held.server.mails).toHaveLength(1);
    await held.server.close();
    await dead;
    await client.close();
  });
});

/** A worker that waits as long as workers do. */
async function patientWorker(port: number) {
  const map = { "smtp://mail.acme.example:587": `smtp://127.0.0.1:${port}` };
  const client = new HttpClient({ originMap: readOriginMap(JSON.stringify(map)) });
  return { client, worker: rig.deliveryWorker({ http: client }) };
}

describe("a mail server that offers no STARTTLS, or refuses it", () => {
  test.each([
    ["does not offer it", "250 mail.acme.example", "502 5.5.1 Unknown command"],
    ["refuses it", "250-mail.acme.example\r\n250-AUTH PLAIN\r\n250 STARTTLS", "502 5.5.1 Not now"],
    ["has no TLS now", "250-mail.acme.example\r\n250-AUTH PLAIN\r\n250 STARTTLS", "454 4.7.0 TLS not available"],
  ])("%s: it hears neither the password nor the mail", async (_how, hello, answer) => {
    await rig.addMailWorkflow([smtp]);
    const server = await talkingServer((line) => {
      if (line === null) return "220 mail.acme.example ESMTP";
      if (/^EHLO/i.test(line)) return hello;
      if (/^STARTTLS/i.test(line)) return answer;
      return "250 Ok";
    });
    open.push(server);
    await rig.send("told");
    await rig.drain(rig.deliveryWorker({ http: server.client }));
    expect(server.heard.filter((line) => !/^(?:EHLO|STARTTLS|QUIT)/i.test(line))).toEqual([]);
    expect(server.heard).toContain("STARTTLS");
    const [seen] = await rig.seen();
    expect(seen).toMatchObject({ state: "QUEUED", attempts: [{ number: 1, provider: "smtp" }] });
    expect(seen?.attempts[0]?.outcome).not.toBe("sent");
  });
});
