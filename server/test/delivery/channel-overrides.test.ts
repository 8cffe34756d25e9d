import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createDeliveryRig, MAIL, POSTMARK_SENT, postmark, type DeliveryRig } from "../support/delivery-rig.js";

let rig: DeliveryRig;
beforeEach(async () => {
  rig = await createDeliveryRig();
  rig.fake.answer = () => POSTMARK_SENT;
});
afterEach(() => rig.close());

const UPDATE = "mutation ($i: UpdateChannelInput!) { updateChannel(input: $i) { channel { overrides } } }";
const update = (input: object): ReturnType<DeliveryRig["ask"]> =>
  rig.ask(UPDATE, { i: { channelKey: "mail", ...input } });
const sent = () => rig.fake.ledger.map(({ body }) => JSON.parse(body));

describe("the overrides of a channel", () => {
  test("lie below those of a step, member by member, and are read when a message is made", async () => {
    const overrides = {
      from: { address: "{{ data.team }}@acme.example", name: "Team" },
      bcc: "archive@acme.example",
      replyTo: "help@acme.example",
    };
    await rig.addChannel("mail", "EMAIL", [postmark], { overrides });
    await rig.addWorkflow("told", [MAIL]);
    await rig.addWorkflow("own", [
      {
        ...MAIL,
        template: {
          ...MAIL.template,
          overrides: { replyTo: "{{ recipient.id }}@acme.example", bcc: "{{ data.none }}" },
        },
      },
    ]);
    await rig.send("told", { n: 1, team: "billing" });
    await rig.drain();
    await rig.send("own", { n: 2, team: "billing" });
    await rig.drain();
    const base = { From: '"Team" <billing@acme.example>' };
    expect(sent()).toMatchObject([
      { ...base, Bcc: "archive@acme.example", ReplyTo: "help@acme.example" },
      { ...base, ReplyTo: "ada@acme.example" },
    ]);
    expect(sent()[1].Bcc).toBeUndefined();
    expect((await update({ overrides: null })).data).toEqual({ updateChannel: { channel: { overrides: null } } });
    await rig.send("told", { n: 3, team: "billing" });
    await rig.drain();
    expect(sent()[2]).toMatchObject({ From: '"Acme" <hi@acme.example>' });
    expect(sent()[2].ReplyTo).toBeUndefined();
  });

  test("that read the recipient make each message its own", async () => {
    await rig.addChannel("mail", "EMAIL", [postmark], { overrides: { to: "{{ recipient.id }}+all@acme.example" } });
    await rig.addWorkflow("told", [{ ...MAIL, template: { subject: "Hello", markdown: "all" } }]);
    await rig.finished(await rig.notify("told", ["ada", "bob"], { data: { n: 1 } }));
    await rig.drain();
    expect(
      sent()
        .map(({ To }) => To)
        .sort(),
    ).toEqual(["ada+all@acme.example", "bob+all@acme.example"]);
    const { data } = await rig.ask(
      "{ messages { nodes { ... on EmailMessage { content { ... on EmailContent { to } } } } } }",
    );
    expect(JSON.stringify(data)).toContain("bob+all@acme.example");
  });

  test("that name a channel at the vendor give way to a step that names a user", async () => {
    await rig.addChannel("chat", "CHAT", [{ providerKey: "slack", settings: { botToken: "xoxb-a-token" } }], {
      overrides: { channelId: "C0000000001" },
    });
    const chat = { ref: "chat", type: "channel", channelKey: "chat", template: { markdown: "{{ data.n }}" } };
    await rig.addWorkflow("told", [
      chat,
      { ...chat, ref: "user", template: { ...chat.template, overrides: { userId: "U1" } } },
    ]);
    rig.fake.answer = () => ({ status: 200, body: { ok: true, channel: "C1", ts: "1.2" } });
    await rig.send("told");
    for (let turn = 0; turn < 3; turn += 1) {
      await rig.drain();
      rig.pass(5000);
    }
    expect(
      sent()
        .map(({ channel }) => channel)
        .sort(),
    ).toEqual(["C0000000001", "U1"]);
  });

  test("are shown by a simulation", async () => {
    await rig.addMailWorkflow([postmark], { overrides: { cc: "boss@acme.example" } });
    const { data, errors } = await rig.ask(
      "query ($i: SimulateInput!) { simulate(input: $i) { messages { content { ... on EmailContent { cc } } } } }",
      { i: { workflowKey: "told", triggers: [{ recipients: [{ to: { userId: "ada" } }] }] } },
    );
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ simulate: { messages: [{ content: { cc: ["boss@acme.example"] } }] } });
  });

  test.each([
    ["a member that there is not", { topic: "x" }, "BAD_USER_INPUT input.overrides.topic unknown_key"],
    ["another kind of value", { replyTo: 7 }, "BAD_USER_INPUT input.overrides.replyTo wrong_type"],
    ["a broken template", { from: { address: "{{ data.x" } }, /^BAD_USER_INPUT input\.overrides\.from\.address /],
    ["preferences", { to: "{{ recipient.preferences }}" }, "BAD_USER_INPUT input.overrides unsupported"],
    ["too much", { to: "x".repeat(1025) }, "BAD_USER_INPUT input.overrides.to too_long"],
  ])("are refused with %s", async (_what, overrides, error) => {
    await rig.addMailWorkflow([postmark]);
    expect((await update({ overrides })).errors).toEqual([expect.stringMatching(error)]);
  });

  test("are refused for a type of channel without any", async () => {
    await expect(rig.addChannel("bell2", "IN_APP", [], { overrides: {} })).rejects.toThrow(
      "input.overrides unsupported",
    );
    await expect(rig.addChannel("hook", "WEBHOOK", [], { overrides: {} })).rejects.toThrow(
      "input.overrides unsupported",
    );
  });
});
