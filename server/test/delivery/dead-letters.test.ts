import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { MAIL, POSTMARK_SENT, createDeliveryRig, postmark, twilio, type DeliveryRig } from "../support/delivery-rig.js";

let rig: DeliveryRig;

beforeEach(async () => {
  rig = await createDeliveryRig();
  await rig.addMailWorkflow([postmark]);
});
afterEach(() => rig.close());

const GROUPS =
  "{ deadLetters { channelKey providerKey reason count firstAt lastAt example { ... on EmailMessage { undeliveredReason } } } }";
const RESEND =
  "mutation ($i: ResendMessagesInput!) { resendMessages(input: $i) { queuedCount remainingCount leftOut { code count } } }";
const GONE = { status: 422, body: { ErrorCode: 300, Message: "Invalid 'To' address" } };
const INACTIVE = { status: 422, body: { ErrorCode: 406, Message: "Inactive recipient" } };

async function resend(input: object) {
  const { data, errors } = await rig.ask(RESEND, { i: input });
  expect(errors).toEqual([]);
  return data.resendMessages;
}

/** Three mails whose address is unknown to the vendor and one whose address is suppressed. */
async function giveUpFour(): Promise<void> {
  rig.fake.answer = (_request, index) => (index === 3 ? INACTIVE : GONE);
  for (let n = 0; n < 4; n += 1) {
    await rig.send("told", { n });
    await rig.drain();
    rig.pass(60_000);
  }
}

const states = async () => (await rig.seen()).map(({ state }) => state).sort();

describe("messages that were given up", () => {
  test("are grouped by reason, with one message of each as an example", async () => {
    await giveUpFour();
    const { data, errors } = await rig.ask(GROUPS);
    expect(errors).toEqual([]);
    expect(data.deadLetters).toMatchObject([
      { channelKey: "mail", providerKey: "postmark", reason: "gone", count: 3, example: { undeliveredReason: "gone" } },
      { channelKey: "mail", providerKey: "postmark", reason: "suppressed", count: 1 },
    ]);
    const listed = await rig.ask('{ messages(filter: { undeliveredReasons: ["suppressed"] }) { nodes { id } } }');
    expect(listed.data.messages).toMatchObject({ nodes: [{}] });
  });

  test("can be resent by reason, after a dry run", async () => {
    await giveUpFour();
    rig.fake.answer = () => POSTMARK_SENT;
    const filter = { channelKey: "mail", undeliveredReasons: ["gone"] };
    const answer = { queuedCount: 3, remainingCount: 0, leftOut: [] };
    expect(await resend({ filter, isDryRun: true })).toEqual(answer);
    expect(await states()).toEqual(Array(4).fill("UNDELIVERED"));
    expect(await resend({ filter })).toEqual(answer);
    await rig.drain();
    expect(await states()).toEqual(["SENT", "SENT", "SENT", "UNDELIVERED"]);
    const [sent] = await rig.seen();
    expect(sent).toMatchObject({
      status: "SENT",
      reason: null,
      attempts: [{ outcome: "refused" }, { outcome: "sent" }],
    });
    expect(await resend({ filter })).toEqual({ ...answer, queuedCount: 0 });
  });

  test("are skipped if they are too old, or outside the given time range", async () => {
    await giveUpFour();
    const leftOut = [{ code: "too_old", count: 2 }];
    expect(await resend({ filter: {}, maxAgeSeconds: 150, isDryRun: true })).toMatchObject({ queuedCount: 2, leftOut });
    const from = new Date(rig.runtime.clock.now() - 150_000).toISOString();
    expect(await resend({ filter: { createdAt: { from } }, isDryRun: true })).toMatchObject({
      queuedCount: 2,
      leftOut: [],
    });
    expect(await resend({ filter: { channelKey: "in-app" }, isDryRun: true })).toMatchObject({ queuedCount: 0 });
    expect(await resend({ filter: { deliveryStatus: "SENT" } })).toMatchObject({ queuedCount: 0 });
  });

  test("are skipped if their recipient has read the in-app sibling, unless the call includes them", async () => {
    const bell = { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "x" } };
    await rig.addWorkflow("both", [bell, MAIL]);
    rig.fake.answer = () => GONE;
    await rig.send("both");
    await rig.drain();
    await rig.ask('mutation { markFeed(input: { recipient: { userId: "ada" }, mark: READ }) { changedCount } }');
    expect(await resend({ filter: {} })).toMatchObject({ queuedCount: 0, leftOut: [{ code: "read", count: 1 }] });
    expect(await resend({ filter: {}, skipRead: false })).toMatchObject({ queuedCount: 1, leftOut: [] });
  });

  test("can be resent by id, and no others are", async () => {
    await giveUpFour();
    rig.fake.answer = () => POSTMARK_SENT;
    const { data } = await rig.ask("{ messages { nodes { id } } }");
    const { nodes } = JSON.parse(JSON.stringify(data.messages));
    expect(await resend({ ids: [nodes[0].id, nodes[1].id, "msg_x"] })).toMatchObject({ queuedCount: 2 });
    await rig.drain();
    expect(await states()).toEqual(["SENT", "SENT", "UNDELIVERED", "UNDELIVERED"]);
  });

  test("as uncertain are marked as possible duplicates when they are resent", async () => {
    await rig.addChannel("text", "SMS", [twilio]);
    await rig.addWorkflow("texted", [{ ref: "sms", type: "channel", channelKey: "text", template: { text: "x" } }]);
    rig.fake.answer = (_request, index) =>
      index === 0 ? "cut" : { status: 201, body: { sid: "SM1", status: "queued" } };
    await rig.send("texted");
    await rig.drain();
    expect(await rig.seen()).toMatchObject([{ state: "UNDELIVERED", reason: "uncertain" }]);
    await resend({ filter: { undeliveredReasons: ["uncertain"] } });
    await rig.drain();
    expect(await rig.seen()).toMatchObject([
      { state: "SENT", attempts: [{ outcome: "uncertain" }, { isDuplicate: true }] },
    ]);
  });
});
