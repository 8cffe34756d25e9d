import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createDeliveryRig, MAIL, postmark, type DeliveryRig } from "../support/delivery-rig.js";

let rig: DeliveryRig;

beforeEach(async () => {
  rig = await createDeliveryRig();
});
afterEach(() => rig.close());

const UPDATE = "mutation ($i: UpdateChannelInput!) { updateChannel(input: $i) { channel { conditions isSandbox } } }";
const vip = { variable: "data.plan", operator: "equal_to", argument: "vip" };

const update = (input: object): ReturnType<DeliveryRig["ask"]> =>
  rig.ask(UPDATE, { i: { channelKey: "mail", ...input } });
const codesFor = async (data: object): Promise<string[] | undefined> =>
  (await rig.finished(await rig.notify("told", ["ada"], { data: { n: 1, ...data } }))).runs[0]?.codes;

describe("the conditions of a channel", () => {
  test("must hold in addition to the step's conditions, and are not evaluated in sandbox mode", async () => {
    await rig.addMailWorkflow([postmark], { conditions: vip });
    expect(await codesFor({ plan: "free" })).toEqual(["run.started", "channel.conditions_not_met", "run.completed"]);
    expect(await codesFor({ plan: "vip" })).toEqual(["run.started", "message.made", "run.completed"]);
    expect((await update({ isSandbox: true })).data).toMatchObject({
      updateChannel: { channel: { conditions: vip, isSandbox: true } },
    });
    expect(await codesFor({ plan: "free" })).toEqual(["run.started", "message.not_sent", "run.completed"]);
    expect((await update({ isSandbox: false, conditions: null })).data).toMatchObject({
      updateChannel: { channel: { conditions: null } },
    });
    expect(await codesFor({ plan: "free" })).toEqual(["run.started", "message.made", "run.completed"]);
  });

  test("are refused with the path of the error", async () => {
    await rig.addMailWorkflow([postmark]);
    expect((await update({ conditions: { variable: "nobody.x", operator: "exists" } })).errors[0]).toMatch(
      /^BAD_USER_INPUT input\.conditions\.variable /,
    );
    const aboutMessages = { variable: "refs.mail.delivery_status", operator: "equal_to", argument: "$message.sent" };
    expect((await update({ conditions: aboutMessages })).errors[0]).toMatch(/^BAD_USER_INPUT input\.conditions/);
  });
});

test("a step can override the channel's policy for messages whose answer was lost", async () => {
  await rig.addChannel("mail", "EMAIL", [postmark], { onUncertain: "RETRY" });
  await rig.addWorkflow("told", [{ ...MAIL, onUncertain: "STOP" }]);
  await rig.addWorkflow("again", [MAIL]);
  rig.fake.answer = () => "cut";
  await rig.send("told");
  await rig.send("again");
  await rig.drain();
  expect((await rig.seen()).map(({ state, reason }) => [state, reason])).toEqual([
    ["UNDELIVERED", "uncertain"],
    ["UNCERTAIN", null],
  ]);
});
