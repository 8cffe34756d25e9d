import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { OutboundMessage } from "../../src/providers/kit/message.js";
import * as kit from "../../src/providers/kit/index.js";
import { createDeliveryRig, RESEND, type DeliveryRig } from "../support/delivery-rig.js";

/** Where messages of these tests say by their text what their provider does wrong. */
const poisonOf = (message: OutboundMessage): string => ("text" in message ? (message.text ?? "") : "");

const acme = kit.defineProvider<"SMS", { from: string }, { apiKey: string }>({
  ...{ key: "acme", name: "Acme SMS", channelTypes: ["SMS"] },
  settingsSchema: kit.settingsSchema(
    { from: kit.text("Sender", "A number."), apiKey: kit.secret("API key", "A key.") },
    ["from", "apiKey"],
  ),
  ...{ idempotency: null, callbacks: "none", carriesOurId: null, batch: 1, maxBytes: 65_536, rateLimit: null },
  onUncertain: "STOP",
  docs: { summary: "Sends text messages by Acme.", setup: [], callbackSetup: [], notes: [] },
  example: { settings: { from: "Acme" }, credentials: { apiKey: "a-key-of-acme" } },
  accessToken: {
    from: "here",
    scopeOf(message) {
      if (poisonOf(message) === "token") throw new Error("There is no scope.");
      return "all";
    },
    mint: (_settings, _credentials, { now }) => ({ token: "t", renewAt: now + 3_600_000, expiresAt: now + 7_200_000 }),
  },
  buildRequest(message) {
    if (message.text === "build") throw new Error("This cannot be built.");
    if (message.text === "hang") return new Promise(() => undefined);
    return kit.postJson(`${RESEND}/acme`, {}, { to: message.to, text: message.text });
  },
  readAnswer({ body }) {
    if (body.includes("unreadable")) throw new Error("This cannot be read.");
    return kit.accepted(null);
  },
});

let rig: DeliveryRig;
beforeAll(async () => {
  rig = await createDeliveryRig({ customProviders: [acme] });
  await rig.addChannel("text", "SMS", [{ providerKey: "acme", settings: { from: "Acme", apiKey: "a-key-of-acme" } }]);
  const template = { text: "{{ data.text }}" };
  await rig.addWorkflow("told", [{ ref: "sms", type: "channel", channelKey: "text", template }]);
});
afterAll(() => rig.close());
beforeEach(async () => {
  await rig.db.database.query("delete from deliveries");
  rig.fake.answer = ({ body }) => ({ status: 200, body: { echo: JSON.parse(body).text } });
});

const isSent = ({ state }: { state: string }): boolean => state === "SENT";

test.each([
  ["the provider throws as it builds the request", "build", { state: "UNDELIVERED", reason: "rejected" }],
  ["the provider never builds the request", "hang", { state: "UNDELIVERED", reason: "rejected" }],
  ["the provider throws as it reads the answer", "unreadable", { state: "UNDELIVERED", reason: "uncertain" }],
])("R-16: a message of which %s is given up with a reason, and its neighbours go on", async (_how, text, seen) => {
  for (const each of ["first", text, "last"]) await rig.send("told", { text: each });
  await rig.drain();
  const all = await rig.seen();
  expect(all.filter(isSent)).toHaveLength(2);
  expect(all.filter((each) => !isSent(each))).toMatchObject([{ ...seen, attempts: [{ number: 1 }] }]);
});

test("R-16: a message that cannot even be prepared is given up after some claims, and holds up nobody meanwhile", async () => {
  for (const each of ["first", "token", "last"]) await rig.send("told", { text: each });
  await rig.drain();
  expect((await rig.seen()).filter(isSent)).toHaveLength(2);
  for (let claims = 0; claims < 25; claims += 1) {
    rig.pass(31_000);
    await rig.drain();
  }
  const poison = (await rig.seen()).filter((each) => !isSent(each));
  expect(poison).toMatchObject([{ state: "UNDELIVERED", reason: "unpreparable", attempts: [] }]);
  const { data } = await rig.ask("{ deadLetters { channelKey reason count } }");
  expect(data).toMatchObject({ deadLetters: [{ channelKey: "text", reason: "unpreparable", count: 1 }] });
});
