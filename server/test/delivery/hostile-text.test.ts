import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { fcm } from "../../src/providers/fcm/provider.js";
import { createDeliveryRig, resend, twilio, type DeliveryRig } from "../support/delivery-rig.js";

let rig: DeliveryRig;

const HOSTILE = [
  "{{7*7}} {% raw %} %recipient.x% <%= 1 %> *|MC|*",
  "<script>alert(1)</script><!channel> <@U1> @everyone",
  "[x](javascript:alert(1)) **b** `c`",
  "A\r\nBcc: evil@example.com",
].join(" ");
const TEXT = "{{ data.text }}";
const SLACK_HOOK = "https://hooks.slack.com/services/T1/B1/asecret";
const channel = (ref: string, template: object): object => ({ ref, type: "channel", channelKey: ref, template });
const STEPS = [
  channel("mail", {
    subject: TEXT,
    markdown: `Hello ${TEXT}`,
    overrides: { from: { address: "a@b.example", name: TEXT } },
  }),
  channel("sms", { text: TEXT }),
  channel("push", { title: TEXT, body: TEXT, data: { text: TEXT } }),
  channel("slack", { markdown: TEXT, summary: TEXT }),
];

beforeEach(async () => {
  rig = await createDeliveryRig();
  await rig.addChannel("mail", "EMAIL", [resend]);
  await rig.addChannel("sms", "SMS", [twilio]);
  const fcmSettings = { ...fcm.example.settings, ...fcm.example.credentials };
  await rig.addChannel("push", "PUSH", [{ providerKey: "fcm", settings: fcmSettings }]);
  await rig.addChannel("slack", "CHAT", [{ providerKey: "slack", settings: { webhookUrl: SLACK_HOOK } }]);
  await rig.addWorkflow("told", STEPS);
  const { errors } = await rig.ask(
    "mutation ($i: SetChannelDataInput!) { setChannelData(input: $i) { channelData { data } } }",
    { i: { recipient: { userId: "ada" }, channelKey: "push", data: { tokens: ["fcm-token-of-a-device:ABCDEFGHIJ"] } } },
  );
  expect(errors).toEqual([]);
  rig.fake.answer = ({ url }) => {
    if (url === "/token") return { status: 200, body: { access_token: "ya29.x", expires_in: 3600 } };
    if (url.endsWith("messages:send")) return { status: 200, body: { name: "projects/acme-app/messages/1" } };
    return url === "/emails" ? { status: 200, body: { id: "1" } } : { status: 201, body: { sid: "SM1" } };
  };
});
afterEach(() => rig.close());

const bodyOf = (part: string): string => rig.fake.ledger.find(({ url }) => url.includes(part))?.body ?? "";

test("S-13, S-14, S-15, S-16: text of users is data at every vendor", async () => {
  await rig.send("told", { text: HOSTILE });
  await rig.drain();

  const mail = JSON.parse(bodyOf("/emails"));
  expect(mail.subject).toContain("{{7*7}}");
  expect(mail.subject).not.toMatch(/[\r\n]/);
  expect(mail.from).not.toMatch(/[\r\n]/);
  expect(mail.to).toEqual(['"Ada" <ada@example.com>']);
  expect(Object.keys(mail)).not.toContain("bcc");
  expect(mail.html).toContain("&lt;script&gt;");
  expect(mail.html).not.toMatch(/<script|href="javascript:|<code>c|<strong>b/);

  const sms = new URLSearchParams(bodyOf("/Messages.json")).get("Body") ?? "";
  expect(sms).toContain("{{7*7}}");
  expect(sms).toContain("<script>alert(1)</script>");

  const { message } = JSON.parse(bodyOf("messages:send"));
  expect(message.notification.title).not.toMatch(/[\r\n]/);
  expect(message.notification.body).toContain("<!channel>");
  expect(message.data.text).toContain("{{7*7}}");

  const chat = JSON.parse(bodyOf("/services/"));
  expect(chat.text).not.toMatch(/<(?:!|@|#|https?:|javascript:)/);
  expect(JSON.stringify(chat.blocks)).not.toMatch(/"type":"(?:broadcast|user|link)"/);
});

test("preferences by channel type select among the channels of one workflow", async () => {
  const { errors } = await rig.ask(
    "mutation ($i: SetPreferencesInput!) { setPreferences(input: $i) { preferences { id } } }",
    {
      i: {
        recipient: { userId: "ada" },
        rules: [
          { channelType: "SMS", allow: false },
          { channelType: "PUSH", allow: false },
        ],
      },
    },
  );
  expect(errors).toEqual([]);
  await rig.send("told", { text: "x" });
  await rig.drain();
  const { data } = await rig.ask("{ messages { nodes { channelKey } } }");
  const keys = JSON.parse(JSON.stringify(data)).messages.nodes.map((node: { channelKey: string }) => node.channelKey);
  expect(keys.sort()).toEqual(["mail", "slack"]);
});
