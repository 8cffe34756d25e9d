import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  MAIL,
  POSTMARK_SENT,
  RESEND_SENT,
  createDeliveryRig,
  postmark,
  resend,
  type DeliveryRig,
} from "../support/delivery-rig.js";

let rig: DeliveryRig;

beforeEach(async () => {
  rig = await createDeliveryRig();
  rig.fake.answer = () => POSTMARK_SENT;
});
afterEach(() => rig.close());

const HOUR_MS = 3_600_000;
const RECALL =
  "mutation ($i: RecallMessagesInput!) { recallMessages(input: $i) { archivedCount droppedCount goneCount isComplete } }";
const BELL = { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "{{ data.n }}" } };
const FEED = '{ feed(recipient: { userId: "ada" }) { counts { total unread } } }';

const inMs = (ms: number): string => new Date(rig.runtime.clock.now() + ms).toISOString();

async function recall(input: object) {
  const { data, errors } = await rig.ask(RECALL, { i: input });
  expect(errors).toEqual([]);
  return data.recallMessages;
}

describe("a message that expires", () => {
  test("is given up while it is queued, at the time that its trigger gives", async () => {
    await rig.addMailWorkflow([resend]);
    rig.fake.answer = () => ({ status: 500, body: { name: "application_error" } });
    await rig.finished(await rig.notify("told", ["ada"], { data: { n: 1 }, expiresAt: inMs(60_000) }));
    await rig.drain();
    rig.pass(HOUR_MS);
    rig.fake.answer = () => RESEND_SENT;
    await rig.drain();
    expect(await rig.seen()).toMatchObject([
      { state: "UNDELIVERED", reason: "expired", attempts: [{ outcome: "retry" }] },
    ]);
  });

  test("is not created after the time that its step reads from the data", async () => {
    await rig.addChannel("mail", "EMAIL", [postmark]);
    await rig.addWorkflow("told", [{ ...MAIL, expiresAt: "data.until" }]);
    await rig.send("told", { n: 1, until: inMs(-1000) });
    await rig.send("told", { n: 2, until: inMs(60_000) });
    await rig.send("told", { n: 3, until: "soon" });
    await rig.drain();
    expect(rig.fake.ledger).toHaveLength(2);
    const { data } = await rig.ask("{ runs { nodes { trace { code } } } }");
    const { nodes } = JSON.parse(JSON.stringify(data.runs));
    const codes = nodes.map(({ trace }: { trace: { code: string }[] }) => trace.map(({ code }) => code));
    expect(codes.filter((each: string[]) => each.includes("message.expired"))).toHaveLength(1);
    expect(codes.filter((each: string[]) => each.includes("message.expiry_unknown"))).toHaveLength(1);
  });
});

describe("a message with a key", () => {
  test("replaces the older one in the queue, and no other recipient's", async () => {
    await rig.addChannel("mail", "EMAIL", [postmark]);
    await rig.addWorkflow("told", [{ ...MAIL, supersedeKey: "data.deploy" }]);
    await rig.send("told", { n: 1, deploy: 42 });
    await rig.send("told", { n: 2, deploy: 43 });
    await rig.send("told", { n: 3, deploy: 42 });
    await rig.send("told", { n: 4 });
    await rig.drain();
    const sent = rig.fake.ledger.map(({ body }) => /\d/.exec(JSON.parse(body).TextBody)?.[0]).sort();
    expect(sent).toEqual(["2", "3", "4"]);
    expect((await rig.seen()).filter(({ reason }) => reason === "superseded")).toMatchObject([
      { state: "UNDELIVERED", status: "UNDELIVERED", attempts: [] },
    ]);
  });

  test("replaces the older one in the feed, and does not change a sent one", async () => {
    await rig.addChannel("mail", "EMAIL", [postmark]);
    await rig.addWorkflow("told", [
      { ...BELL, supersedeKey: "deploy-{{ data.deploy }}" },
      { ...MAIL, supersedeKey: "deploy-{{ data.deploy }}" },
    ]);
    await rig.send("told", { n: 1, deploy: 42 });
    await rig.drain();
    await rig.send("told", { n: 2, deploy: 42 });
    await rig.drain();
    expect(rig.fake.ledger).toHaveLength(2);
    const { data, errors } = await rig.ask(FEED);
    expect(errors).toEqual([]);
    expect(data.feed).toMatchObject({ counts: { unread: 1 } });
    expect((await rig.seen()).map(({ state }) => state)).toEqual(["SENT", "SENT"]);
  });
});

describe("messages that are recalled", () => {
  test("are archived in the feed and removed from the queue; sent ones are counted", async () => {
    await rig.addChannel("mail", "EMAIL", [postmark]);
    await rig.addWorkflow("told", [BELL, MAIL]);
    const trigger = await rig.notify("told", ["ada"], { data: { n: 1 } });
    await rig.finished(trigger);
    const { data } = await rig.ask("{ triggers { nodes { id } } }");
    const { nodes } = JSON.parse(JSON.stringify(data.triggers));
    const whole = { archivedCount: 1, droppedCount: 1, goneCount: 0, isComplete: true };
    expect(await recall({ triggerId: nodes[0].id })).toEqual(whole);
    await rig.drain();
    expect(rig.fake.ledger).toEqual([]);
    expect(await rig.seen()).toMatchObject([{ state: "UNDELIVERED", status: "UNDELIVERED", reason: "recalled" }]);
    expect((await rig.ask(FEED)).data.feed).toMatchObject({ counts: { unread: 0 } });

    await rig.send("told");
    await rig.drain();
    const later = JSON.parse(JSON.stringify((await rig.ask("{ triggers { nodes { id } } }")).data.triggers));
    expect(await recall({ triggerId: later.nodes[0].id })).toEqual({ ...whole, droppedCount: 0, goneCount: 1 });
    expect(await recall({ triggerId: later.nodes[0].id })).toEqual({
      ...whole,
      archivedCount: 0,
      droppedCount: 0,
      goneCount: 1,
    });
  });

  test("while a worker prepares them are not sent", async () => {
    await rig.addMailWorkflow([postmark]);
    await rig.send("told");
    const { data } = await rig.ask("{ messages { nodes { id } } }");
    const { nodes } = JSON.parse(JSON.stringify(data.messages));
    const { database } = rig.db;
    // Like a worker that has claimed the delivery and made no attempt.
    await database.query("update deliveries set fence = fence + 1, leased_until = $1", [
      new Date(rig.runtime.clock.now() + 30_000),
    ]);
    expect(await recall({ ids: [nodes[0].id] })).toMatchObject({ droppedCount: 1 });
    rig.pass(HOUR_MS);
    await rig.drain();
    expect(rig.fake.ledger).toEqual([]);
  });

  test("while uncertain are not repeated, and count as sent", async () => {
    await rig.addMailWorkflow([postmark], { onUncertain: "RETRY" });
    rig.fake.answer = () => "cut";
    await rig.send("told");
    await rig.drain();
    const { data } = await rig.ask("{ messages { nodes { id } } }");
    const { nodes } = JSON.parse(JSON.stringify(data.messages));
    expect(await recall({ ids: [nodes[0].id] })).toMatchObject({ droppedCount: 0, goneCount: 1 });
    rig.pass(HOUR_MS);
    await rig.drain();
    expect(rig.fake.ledger).toHaveLength(1);
    expect(await rig.seen()).toMatchObject([{ state: "UNDELIVERED", reason: "uncertain" }]);
  });
});
