import { createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createCallbackRig, type CallbackRig } from "../support/callback-rig.js";
import { twilio } from "../support/delivery-rig.js";

let rig: CallbackRig;
let path: string;

beforeEach(async () => {
  rig = await createCallbackRig();
  await rig.addChannel("sms", "SMS", [twilio]);
  await rig.addWorkflow("texted", [{ ref: "sms", type: "channel", channelKey: "sms", template: { text: "Hi" } }]);
  rig.fake.answer = (_request, index) => ({ status: 201, body: { sid: `SM${index}`, status: "queued" } });
  path = await rig.pathOf("sms");
});
afterEach(() => rig.close());

/** Posts what Twilio posts when somebody answers the channel's number by SMS. */
async function reply(text: string, sid: string, from = "+447700900000"): Promise<void> {
  const form = new URLSearchParams({ MessageSid: sid, From: from, To: "+15005550006", Body: text });
  const fields = [...form].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, value]) => name + value);
  const signature = createHmac("sha1", String(twilio.settings.authToken))
    .update(`https://notify.acme.example${path}${fields.join("")}`)
    .digest("base64");
  const type = { "content-type": "application/x-www-form-urlencoded" };
  expect(await rig.post(path, form.toString(), { ...type, "x-twilio-signature": signature })).toBe(200);
  await rig.read();
}

async function texted(): Promise<string[]> {
  const { runs } = await rig.finished(await rig.notify("texted", ["ada"]));
  await rig.drain();
  return runs[0]?.codes ?? [];
}

async function rules(): Promise<object[]> {
  const { data } = await rig.ask('{ user(userId: "ada") { preferences { rules { channelType allow } } } }');
  return (data.user as unknown as { preferences: { rules: object[] } }).preferences.rules;
}

test("STOP stores a preference of the sender, START removes it", async () => {
  await texted();
  expect(rig.fake.ledger).toHaveLength(1);
  await reply(" stop ", "IN1");
  expect(await rules()).toEqual([{ channelType: "SMS", allow: false }]);
  expect((await texted()).some((code) => code.startsWith("preference."))).toBe(true);
  expect(rig.fake.ledger).toHaveLength(1);
  await reply("START", "IN2");
  expect(await rules()).toEqual([]);
  await texted();
  expect(rig.fake.ledger).toHaveLength(2);
});

test("a repeated STOP after START changes nothing", async () => {
  await texted();
  await reply("STOP", "IN1");
  await reply("START", "IN2");
  await reply("STOP", "IN1");
  expect(await rules()).toEqual([]);
  const [id = ""] = await rig.messageIds();
  expect((await rig.eventCodes(id)).filter((code) => code === "engagement.replied")).toHaveLength(2);
});

test("other words, and other numbers, change no preference", async () => {
  await texted();
  await reply("Thanks! Stop by some time.", "IN1");
  await reply("STOP", "IN2", "+447700900999");
  expect(await rules()).toEqual([]);
});
