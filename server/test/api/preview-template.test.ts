import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/platform/json.js";
import { addInAppChannel, createModuleApi, type ApiAnswer, type ModuleApi } from "../support/module-api.js";

let api: ModuleApi;

beforeAll(async () => {
  api = await createModuleApi();
  await addInAppChannel(api);
  for (const type of ["EMAIL", "SMS", "PUSH", "CHAT", "WEBHOOK"]) {
    const { errors } = await api.ask(
      `mutation ($i: CreateChannelInput!) { createChannel(input: $i) { channel { id } } }`,
      {
        i: { channelKey: type.toLowerCase(), type, name: type },
      },
    );
    expect(errors).toEqual([]);
  }
  await api.ask(
    `mutation { identify(input: { userId: "grace", name: "Grace", email: "grace@x.y", phoneNumber: "+4912345", properties: { plan: "pro" } }) { user { id } } }`,
  );
  const document = {
    key: "about-docs",
    name: "About documents",
    steps: [{ ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "Hi" } }],
  };
  await api.ask("mutation ($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { isUnchanged } }", { i: { document } });
});
afterAll(() => api.db.drop());

const PREVIEW = `query ($i: PreviewTemplateInput!) { previewTemplate(input: $i) {
  content { __typename
    ... on FeedContent { blocks { name ... on MarkdownBlock { html } ... on TextBlock { text } ... on ButtonsBlock { buttons { label action } } } }
    ... on EmailContent { subject text to from html }
    ... on SmsContent { smsText: text to segmentCount }
    ... on PushContent { title pushBody: body data }
    ... on ChatContent { chatText: text payload }
    ... on WebhookContent { method url webhookBody: body } }
  issues { code field line column message } missingVariables } }`;

interface Preview {
  content: JsonObject | null;
  issues: { code: string; field: string; line: number; column: number; message: string }[];
  missingVariables: string[];
}

function ask(template: object, more: object = {}): Promise<ApiAnswer> {
  const i = { workflowKey: "about-docs", channelKey: "in-app", recipient: { userId: "grace" }, template, ...more };
  return api.ask(PREVIEW, { i });
}

async function preview(template: object, more: object = {}): Promise<Preview> {
  const { data, errors } = await ask(template, more);
  expect(errors).toEqual([]);
  // The fields of the query above.
  return data.previewTemplate as unknown as Preview;
}

describe("a preview", () => {
  test.each([
    [
      "in-app",
      { markdown: "**{{ recipient.name }}** in {{ data.doc }}", actionUrl: "/d/{{ data.doc }}" },
      {
        __typename: "FeedContent",
        blocks: [
          { name: "body", html: "<p><strong>Grace</strong> in Plan</p>" },
          { name: "action_url", text: "/d/Plan" },
        ],
      },
    ],
    [
      "email",
      { subject: "About {{ doc }}", markdown: "Dear {{ recipient.name }}" },
      { __typename: "EmailContent", subject: "About Plan", text: "Dear Grace", to: "grace@x.y" },
    ],
    [
      "sms",
      { text: "{{ workflow.name }}: {{ data.doc }}" },
      { __typename: "SmsContent", smsText: "About documents: Plan", to: "+4912345", segmentCount: 1 },
    ],
    [
      "push",
      { title: "{{ actor.name }}", body: "{{ data.doc }}", data: { id: "{{ data.doc }}" } },
      { __typename: "PushContent", title: "Ada", pushBody: "Plan", data: { id: "Plan" } },
    ],
    ["chat", { markdown: "**{{ data.doc }}**" }, { __typename: "ChatContent", chatText: "**Plan**" }],
    [
      "webhook",
      { method: "POST", url: "https://x.y/{{ data.doc }}", body: "{{ recipient.plan }}" },
      { __typename: "WebhookContent", method: "POST", url: "https://x.y/Plan", webhookBody: "pro" },
    ],
  ])("of a template of the channel %s is what a run would send", async (channelKey, template, content) => {
    const actor = { user: { userId: "ada", name: "Ada" } };
    const shown = await preview(template, { channelKey, actor, data: { doc: "Plan" } });
    expect(shown).toMatchObject({ content, issues: [], missingVariables: [] });
  });

  test("takes inline people and tenants, and writes nothing", async () => {
    const shown = await preview(
      { markdown: "{{ recipient.name }} / {{ actor.name }} / {{ tenant.name }}" },
      {
        recipient: { user: { userId: "grace", name: "Grace H." } },
        actor: { object: { collection: "bots", objectId: "b", name: "Bot" } },
        tenant: { tenantId: "t", name: "Navy" },
      },
    );
    expect(shown.content).toMatchObject({ blocks: [{ html: "<p>Grace H. / Bot / Navy</p>" }] });
    const stored = await api.ask(
      `{ user(userId: "grace") { name } tenant(tenantId: "t") { name } objects(collection: "bots") { nodes { id } } }`,
    );
    expect(stored.data).toEqual({ user: { name: "Grace" }, tenant: null, objects: { nodes: [] } });
  });

  test("of a step behind a batch tells of all its activities", async () => {
    const markdown = "{{ total_activities }}: {% for each in activities %}{{ each.n }} {% endfor %}| {{ data.n }}";
    const shown = await preview({ markdown }, { data: { n: 1 }, activities: [{ n: 2 }, { n: 3 }] });
    expect(shown.content).toMatchObject({ blocks: [{ html: "<p>3: 1 2 3 | 3</p>" }] });
  });

  test("of a workflow that is not stored yet knows its key", async () => {
    const shown = await preview({ markdown: "{{ workflow.key }}" }, { workflowKey: "not-yet" });
    expect(shown.content).toMatchObject({ blocks: [{ html: "<p>not-yet</p>" }] });
  });

  test("names the variables that have no value, as they are written", async () => {
    const markdown =
      "{{ data.due }} {{ due }} {{ recipient.avatar }} {{ data.list[0].a }} {{ refs.bell.read }} {{ data.doc | default: 'x' }}";
    const shown = await preview({ markdown }, { data: { doc: null, list: [{}] } });
    expect(shown.missingVariables).toEqual(["data.doc", "data.due", "data.list[0].a", "due", "recipient.avatar"]);
    expect(shown.content).not.toBeNull();
  });

  test("says what is left out of the message", async () => {
    const shown = await preview(
      { markdown: "Hi", actionUrl: "{{ data.link }}" },
      { data: { link: "javascript:alert(1)" } },
    );
    expect(shown.content).toMatchObject({ blocks: [{ name: "body" }] });
    expect(shown.issues).toEqual([
      { code: "template.left_out", field: "actionUrl", line: 1, column: 1, message: expect.stringContaining("scheme") },
    ]);
  });

  test("of an email to somebody without an address has none", async () => {
    const shown = await preview(
      { subject: "S", markdown: "M" },
      { channelKey: "email", recipient: { userId: "nobody" } },
    );
    expect(shown.content).toMatchObject({ to: null, subject: "S" });
  });
});

describe("a template with faults", () => {
  test.each([
    [{ markdown: "one\n  {{ name | shout }}" }, "liquid.unknown_filter", "markdown", [2, 3]],
    [{ markdown: "{% shout %}" }, "liquid.unknown_tag", "markdown", [1, 1]],
    [{ markdown: "a\nb {% if x %}" }, "liquid.not_closed", "markdown", [2, 3]],
    [{ text: "x", buttons: [{ name: "a", label: "{{", action: "/" }] }, "liquid.not_closed", "buttons.0.label", [1, 1]],
    [{ markdown: "a", text: "b" }, "conflict", "text", [1, 1]],
    [{}, "required", "markdown", [1, 1]],
    [{ markdown: "a", colour: "red" }, "unknown_key", "colour", [1, 1]],
    [{ markdown: "a", actionUrl: "javascript:x" }, "unsafe_url", "actionUrl", [1, 1]],
    [{ markdown: "x\n{% for i in (1..99999999) %}{{ i }}{% endfor %}" }, "liquid.too_much_memory", "markdown", [1, 1]],
  ])("%j is refused where it is wrong", async (template, code, field, [line, column]) => {
    const shown = await preview(template);
    expect(shown).toMatchObject({ content: null, issues: [{ code, field, line, column }] });
  });

  test.each([
    [{ channelKey: "nope" }, "NOT_FOUND input.channelKey unknown_channel"],
    [{ workflowKey: "No Key" }, "BAD_USER_INPUT input.workflowKey.key invalid_format"],
    [{ recipient: { userId: "" } }, "BAD_USER_INPUT input.recipient.userId empty"],
    [{ actor: { userId: "unknown" } }, "BAD_USER_INPUT input.actor actor_missing"],
    [{ activities: Array.from({ length: 101 }, () => ({})) }, "BAD_USER_INPUT input.activities too_many"],
  ])("%j is a bad question", async (more, error) => {
    expect((await ask({ markdown: "Hi" }, more)).errors).toEqual([error]);
  });

  test("is of no use to users", async () => {
    const answer = await api.ask(
      PREVIEW,
      { i: { workflowKey: "about-docs", channelKey: "in-app", recipient: { userId: "grace" }, template: {} } },
      api.home.asUser("grace"),
    );
    expect(answer.errors).toEqual(["FORBIDDEN"]);
  });
});
