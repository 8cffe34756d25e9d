import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createCallbackRig, postmarkEvent, resendSigned, type CallbackRig } from "../support/callback-rig.js";
import { API_KEY, POSTMARK_SENT, postmark, RESEND_SENT, resend, twilio } from "../support/delivery-rig.js";

let rig: CallbackRig;

beforeEach(async () => {
  rig = await createCallbackRig();
});
afterEach(() => rig.close());

/** Sends a mail through Postmark. Returns the message id and the path that Postmark calls. */
async function sent(): Promise<{ id: string; path: string }> {
  await rig.addMailWorkflow([postmark]);
  rig.fake.answer = () => POSTMARK_SENT;
  await rig.send("told");
  await rig.drain();
  const [id = ""] = await rig.messageIds();
  return { id, path: await rig.pathOf("mail") };
}

const status = async (): Promise<string | undefined> => (await rig.seen())[0]?.status;

describe("R-36: a callback", () => {
  test("reports that a mail was delivered, and is deleted after it was processed", async () => {
    const { id, path } = await sent();
    expect(await rig.post(path, postmarkEvent(id, "Delivery", { DeliveredAt: "2026-01-01T00:00:00Z" }))).toBe(200);
    expect(await rig.stored()).toHaveLength(1);
    await rig.read();
    expect(await rig.seen()).toMatchObject([{ state: "DELIVERED", status: "DELIVERED", dueAt: null }]);
    expect(await rig.stored()).toEqual([]);
    expect(await rig.eventCodes(id)).toContain("delivery.delivered");
  });

  test("leads to the same state in any order and with repetitions", async () => {
    const { id, path } = await sent();
    const delivered = postmarkEvent(id, "Delivery", { DeliveredAt: "2026-01-01T00:00:01Z" });
    const bounced = postmarkEvent(id, "Bounce", { Type: "HardBounce", ID: 1, BouncedAt: "2026-01-01T00:00:02Z" });
    const deferred = postmarkEvent(id, "Bounce", { Type: "Transient", ID: 2, BouncedAt: "2026-01-01T00:00:00Z" });
    for (const event of [bounced, delivered, deferred, bounced, delivered, deferred]) {
      await rig.post(path, event);
      await rig.read();
      expect(await status()).toBe("BOUNCED");
    }
    await rig.post(path, delivered);
    await rig.post(path, delivered);
    await rig.read();
    const codes = await rig.eventCodes(id);
    for (const code of ["delivery.bounced", "delivery.delivered", "delivery.deferred"]) {
      expect(codes.filter((each) => each === code)).toEqual([code]);
    }
  });

  test("never moves a state backwards: a sent message stays sent, a delivered one stays delivered", async () => {
    const { id, path } = await sent();
    await rig.post(path, postmarkEvent(id, "Delivery", { DeliveredAt: "2026-01-01T00:00:01Z" }));
    await rig.read();
    await rig.post(path, postmarkEvent(id, "Bounce", { Type: "SoftBounce", ID: 3 }));
    await rig.read();
    expect(await status()).toBe("DELIVERED");
  });

  test("with a wrong secret, or the secret of another channel, is refused before its body is read", async () => {
    const { id, path } = await sent();
    const wrong = path.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    expect(await rig.post(wrong, postmarkEvent(id, "Delivery"))).toBe(404);
    expect(await rig.post(path.replace("/mail/", "/other/"), postmarkEvent(id, "Delivery"))).toBe(404);
    expect(await rig.post("/callbacks/mail/short", "x".repeat(2_000_000))).toBe(404);
    expect(await rig.stored()).toEqual([]);
  });

  test("larger than a mebibyte is refused; a malformed one is kept without its content", async () => {
    const { path } = await sent();
    expect(await rig.post(path, "x".repeat(1024 * 1024 + 1))).toBe(413);
    expect(await rig.post(path, "{\u0000")).toBe(200);
    expect(await rig.post(path, '{"RecordType":"Delivery","MessageID":"\\u0000","Metadata":[]}')).toBe(200);
    await rig.read();
    expect(await rig.stored()).toEqual([
      { outcome: "unreadable", body: null },
      { outcome: "unknown_message", body: null },
    ]);
  });

  test("about an unknown message, or a message of another channel, changes nothing", async () => {
    const { id, path } = await sent();
    await rig.addChannel("other", "EMAIL", [
      { ...postmark, settings: { ...postmark.settings, serverToken: "another" } },
    ]);
    await rig.post(await rig.pathOf("other"), postmarkEvent(id, "Bounce", { Type: "HardBounce", ID: 1 }));
    await rig.post(path, { ...postmarkEvent("msg_0000", "Delivery"), MessageID: "postmark-2" });
    await rig.read();
    expect(await status()).toBe("SENT");
    expect((await rig.stored()).map(({ outcome }) => outcome)).toEqual(["unknown_message", "unknown_message"]);
  });

  test("in a burst is answered 200, all of them, also when the secret has to be looked up again", async () => {
    const { id, path } = await sent();
    rig.pass(60_000);
    const burst = Array.from({ length: 500 }, (_each, n) =>
      rig.post(path, postmarkEvent(id, "Open", { ReceivedAt: new Date(n * 1000).toISOString() })),
    );
    expect(new Set(await Promise.all(burst))).toEqual(new Set([200]));
    expect(await rig.stored()).toHaveLength(500);
    await rig.read();
    expect(await rig.stored()).toEqual([]);
  });

  test("without our id is matched by the vendor's id", async () => {
    const { path } = await sent();
    await rig.post(path, { RecordType: "Delivery", MessageID: "postmark-1", DeliveredAt: "2026-01-01T00:00:01Z" });
    await rig.read();
    expect(await status()).toBe("DELIVERED");
  });
});

describe("R-36: a signature", () => {
  const secret = `whsec_${Buffer.from("a-secret-of-resend-for-webhooks!").toString("base64")}`;

  test("of Resend is verified: forged, changed and old callbacks change nothing", async () => {
    await rig.addMailWorkflow([{ ...resend, settings: { ...resend.settings, signingSecret: secret } }]);
    rig.fake.answer = () => RESEND_SENT;
    await rig.send("told");
    await rig.drain();
    const [id = ""] = await rig.messageIds();
    const path = await rig.pathOf("mail");
    const at = rig.runtime.clock.now();
    const tags = { carillon_message_id: id };
    const body = { type: "email.delivered", data: { email_id: "resend-1", tags } };
    const good = resendSigned(secret, { id: "evt_1", at, body });
    const forged = resendSigned("whsec_" + Buffer.from("no").toString("base64"), { id: "evt_1", at, body });
    const old = resendSigned(secret, { id: "evt_1", at: at - 3_600_000, body });
    for (const each of [forged, old]) await rig.post(path, each.body, each.headers);
    await rig.post(path, good.body.replace("delivered", "bounced__"), good.headers);
    await rig.post(path, good.body);
    await rig.read();
    expect((await rig.stored()).map(({ outcome }) => outcome)).toEqual(Array(4).fill("unverified"));
    expect(await status()).toBe("SENT");
    await rig.post(path, good.body, good.headers);
    await rig.read();
    expect(await status()).toBe("DELIVERED");
  });

  test("of Twilio is verified against the public URL, which each message names", async () => {
    await rig.addChannel("sms", "SMS", [twilio]);
    await rig.addWorkflow("texted", [{ ref: "sms", type: "channel", channelKey: "sms", template: { text: "Hi" } }]);
    rig.fake.answer = () => ({ status: 201, body: { sid: "SM1", status: "queued" } });
    await rig.send("texted");
    await rig.drain();
    const url = new URLSearchParams(rig.fake.ledger[0]?.body).get("StatusCallback") ?? "";
    const { pathname, search } = new URL(url);
    expect(pathname).toBe(await rig.pathOf("sms"));
    const form = "MessageSid=SM1&MessageStatus=delivered&To=%2B447700900000";
    const fields = "MessageSidSM1MessageStatusdeliveredTo+447700900000";
    const sign = (key: string) =>
      createHmac("sha1", key)
        .update(url + fields)
        .digest("base64");
    const type = { "content-type": "application/x-www-form-urlencoded" };
    await rig.post(pathname + search, form, { ...type, "x-twilio-signature": sign("forged") });
    await rig.read();
    expect(await status()).toBe("SENT");
    const signed = { ...type, "x-twilio-signature": sign(String(twilio.settings.authToken)) };
    await rig.post(pathname + search, form, signed);
    await rig.read();
    expect(await status()).toBe("DELIVERED");
  });
});

describe("an uncertain message", () => {
  test("is resolved by a callback with our id, and not sent again", async () => {
    await rig.addMailWorkflow([postmark], { onUncertain: "RETRY" });
    rig.fake.answer = () => "cut";
    await rig.send("told");
    await rig.drain();
    expect(await rig.seen()).toMatchObject([{ state: "UNCERTAIN" }]);
    const [id = ""] = await rig.messageIds();
    await rig.post(await rig.pathOf("mail"), postmarkEvent(id, "Bounce", { Type: "Transient", ID: 1 }));
    await rig.read();
    expect(await rig.seen()).toMatchObject([{ state: "SENT", status: "SENT", dueAt: null }]);
    rig.pass(3_600_000);
    await rig.drain();
    expect(rig.fake.ledger).toHaveLength(1);
  });

  test("that was given up becomes delivered", async () => {
    await rig.addMailWorkflow([postmark], { onUncertain: "STOP" });
    rig.fake.answer = () => "cut";
    await rig.send("told");
    await rig.drain();
    expect(await rig.seen()).toMatchObject([{ state: "UNDELIVERED", reason: "uncertain" }]);
    const [id = ""] = await rig.messageIds();
    await rig.post(await rig.pathOf("mail"), postmarkEvent(id, "Delivery", {}));
    await rig.read();
    expect(await rig.seen()).toMatchObject([{ state: "DELIVERED", reason: null }]);
  });
});

describe("a callback URL", () => {
  test("can be rotated: the old URL is accepted for one more day", async () => {
    const { id, path } = await sent();
    const rotate = 'mutation { rotateCallbackSecret(input: { channelKey: "mail" }) { channel { callbackUrl } } }';
    const { data } = await rig.ask(rotate);
    const next = await rig.pathOf("mail");
    expect(JSON.stringify(data)).toContain(next);
    expect(next).not.toBe(path);
    expect(await rig.post(path, postmarkEvent(id, "Open"))).toBe(200);
    rig.pass(24 * 3_600_000 + 1);
    expect(await rig.post(path, postmarkEvent(id, "Delivery"))).toBe(404);
    expect(await rig.post(next, postmarkEvent(id, "Delivery"))).toBe(200);
  });

  test("is null for channels whose providers send no callbacks, and its secret is encrypted in the database", async () => {
    const { path } = await sent();
    const { data } = await rig.ask("{ channels(first: 9) { nodes { channelKey callbackUrl } } }");
    expect(JSON.stringify(data)).toContain('{"channelKey":"in-app","callbackUrl":null}');
    const rows = await rig.db.database.query<{ row: string }>("select c::text as row from channel_callbacks c");
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).not.toContain(path.split("/").at(-1));
    expect(rows[0]?.row).not.toContain(API_KEY);
  });
});
