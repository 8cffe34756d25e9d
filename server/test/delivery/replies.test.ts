import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/platform/json.js";
import { createDeliveryRig, type DeliveryRig } from "../support/delivery-rig.js";

let rig: DeliveryRig;
beforeEach(async () => {
  rig = await createDeliveryRig();
});
afterEach(() => rig.close());

const CHANNEL = "C0123456789";
const step = (ref: string, template: object, more: object = {}): object => ({
  ...{ ref, type: "channel", channelKey: "team", template: { markdown: ref, ...template } },
  ...more,
});
const slack = { providerKey: "slack", settings: { botToken: "xoxb-the-token-of-the-channel" } };
const discord = { providerKey: "discord", settings: { botToken: "a-token-of-discord" } };
const at = { overrides: { channelId: CHANNEL } };

/** Slack numbers its messages; a reply names the thread that it is in. */
const post = ({ body }: { body: string }, index: number) => {
  const { thread_ts: root } = JSON.parse(body);
  const ts = `100.${index + 1}`;
  return {
    status: 200,
    body: { ok: true, channel: CHANNEL, ts, message: { text: "", ...(root && { thread_ts: root }) } },
  };
};
const posted = (): JsonObject[] => rig.fake.ledger.map(({ body }) => JSON.parse(body));

async function drainAll(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) {
    await rig.drain();
    rig.pass(3000);
  }
}

describe("a reply to an earlier step", () => {
  test("waits for its message, and answers in its thread, as does a reply to the reply", async () => {
    await rig.addChannel("team", "CHAT", [slack]);
    await rig.addWorkflow("told", [
      step("first", at),
      step("second", { replyTo: "first" }),
      step("third", { replyTo: "second" }),
    ]);
    rig.fake.answer = post;
    await rig.send("told");
    await drainAll();
    expect(posted().map(({ text, channel, thread_ts = null }) => ({ text, channel, thread_ts }))).toEqual([
      { text: "first", channel: CHANNEL, thread_ts: null },
      { text: "second", channel: CHANNEL, thread_ts: "100.1" },
      { text: "third", channel: CHANNEL, thread_ts: "100.1" },
    ]);
    expect((await rig.seen()).map(({ state, attempts }) => [state, attempts.length])).toEqual(
      Array(3).fill(["SENT", 1]),
    );
    const { data } = await rig.ask(
      "{ messages { nodes { ... on ChatMessage { content { ... on ChatContent { text replyTo } } } } } }",
    );
    expect(JSON.stringify(data)).toContain('{"text":"second","replyTo":"first"}');
  });

  test("is not sent while the earlier message is tried again, nor while nobody knows whether it was sent", async () => {
    await rig.addChannel("team", "CHAT", [slack], { onUncertain: "RETRY" });
    await rig.addWorkflow("told", [step("first", at), step("second", { replyTo: "first" })]);
    rig.fake.answer = (request, index) =>
      index === 0
        ? { status: 429, headers: { "retry-after": "30" }, body: { ok: false, error: "ratelimited" } }
        : index === 1
          ? "cut"
          : post(request, index);
    await rig.send("told");
    for (let turn = 0; turn < 60 && posted().length < 4; turn += 1) {
      await rig.drain();
      rig.pass(10_000);
    }
    expect(posted().map(({ text }) => text)).toEqual(["first", "first", "first", "second"]);
    expect(posted()[3]).toMatchObject({ thread_ts: "100.3" });
  });

  test.each([
    ["was refused", { ok: false, error: "msg_too_long" }, at],
    ["was posted where there are no threads", "ok", {}],
  ])("is a message of its own where the earlier one %s", async (_what, body, where) => {
    const hook = "https://hooks.slack.com/services/T1/B1/asecretofaconnection";
    const settings = where === at ? slack : { providerKey: "slack", settings: { webhookUrl: hook } };
    await rig.addChannel("team", "CHAT", [settings]);
    await rig.addWorkflow("told", [step("first", where), step("second", { replyTo: "first" })]);
    rig.fake.answer = (request, index) =>
      index === 0 ? { status: 200, body } : where === at ? post(request, index) : { status: 200, body };
    await rig.send("told");
    await drainAll();
    expect(posted()[1]).toMatchObject({ text: "second" });
    expect(posted()[1]?.thread_ts).toBeUndefined();
    expect((await rig.seen()).at(-1)).toMatchObject({ state: "SENT" });
  });

  test("is a message of its own where the earlier step was skipped", async () => {
    await rig.addChannel("team", "CHAT", [slack]);
    const never = { conditions: { variable: "data.no", operator: "equal_to", argument: "yes" } };
    await rig.addWorkflow("told", [step("first", at, never), step("second", { replyTo: "first" })]);
    rig.fake.answer = post;
    await rig.send("told");
    await drainAll();
    expect(posted()).toMatchObject([{ text: "second", channel: CHANNEL }]);
  });

  test("answers at each connection the message of that connection", async () => {
    await rig.addChannel("team", "CHAT", [discord]);
    await rig.addWorkflow("told", [step("first", {}), step("second", { replyTo: "first" })]);
    const connections = [{ channelId: "123456789012345601" }, { channelId: "123456789012345602" }];
    const set = "mutation ($i: SetChannelDataInput!) { setChannelData(input: $i) { channelData { data } } }";
    const { errors } = await rig.ask(set, {
      i: { channelKey: "team", recipient: { userId: "ada" }, data: { connections } },
    });
    expect(errors).toEqual([]);
    rig.fake.answer = ({ url }) => ({
      status: 200,
      body: { id: `${url.split("/")[4]}99`, channel_id: url.split("/")[4] },
    });
    await rig.send("told");
    await drainAll();
    const replies = rig.fake.ledger.filter(({ body }) => body.includes("second"));
    expect(replies).toHaveLength(2);
    for (const { url, body } of replies) {
      expect(JSON.parse(body).message_reference.message_id).toBe(`${url.split("/")[4]}99`);
    }
  });

  test("that expires while it waits is given up", async () => {
    await rig.addChannel("team", "CHAT", [slack]);
    await rig.addWorkflow("told", [
      step("first", at),
      step("second", { replyTo: "first" }, { expiresAt: "data.until" }),
    ]);
    rig.fake.answer = () => ({
      status: 429,
      headers: { "retry-after": "600" },
      body: { ok: false, error: "ratelimited" },
    });
    await rig.send("told", { until: new Date(rig.runtime.clock.now() + 60_000).toISOString() });
    await drainAll();
    // The provider is left alone for as long as it asks.
    rig.pass(700_000);
    await drainAll();
    expect((await rig.seen()).map(({ state, reason }) => [state, reason])).toContainEqual(["UNDELIVERED", "expired"]);
  });

  test.each([
    ["a step that there is not", [step("second", { replyTo: "first" })]],
    ["itself", [step("first", { replyTo: "first" })]],
    ["a later one", [step("second", { replyTo: "first" }), step("first", at)]],
    ["a step of another channel", [step("first", at, { channelKey: "other" }), step("second", { replyTo: "first" })]],
  ])("cannot answer %s", async (_what, steps) => {
    for (const key of ["team", "other"]) await rig.addChannel(key, "CHAT", [slack]);
    await expect(rig.addWorkflow("told", steps)).rejects.toThrow(/replyTo|valid/);
  });
});
