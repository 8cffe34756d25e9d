import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { getNamedType, isInterfaceType, isObjectType } from "graphql";
import { isPersonal, isPlainJson } from "../../src/app/composition/calls/personal-fields.js";
import { schemaWithoutDatabase } from "../../src/app/composition/print-schema.js";
import { startAccounts, type AccountRig } from "../support/account-rig.js";
import { addWorkflow, BELL, type Answer } from "../support/carillon.js";
import { waitUntil } from "../support/wait-until.js";

const CANARY = "canary";
let rig: AccountRig;
let reader: string;
let support: string;
let messageId: string;

beforeAll(async () => {
  rig = await startAccounts();
  const { server } = rig;
  [reader, support] = [
    await rig.join("reader@example.com", "READER"),
    await rig.join("support@example.com", "SUPPORT"),
  ];
  const ada = `identify(input: { userId: "ada", name: "${CANARY}", email: "${CANARY}@x.y", phoneNumber: "${CANARY}", locale: "${CANARY}", properties: { secret: "${CANARY}" } }) { user { id } }`;
  const doc = `setObject(input: { collection: "docs", objectId: "d", name: "${CANARY}", properties: { secret: "${CANARY}" } }) { object { id } }`;
  const tenant = `setTenant(input: { tenantId: "t", name: "${CANARY}", properties: { secret: "${CANARY}" } }) { tenant { id } }`;
  await server.ask(`mutation { ${ada} ${doc} ${tenant} }`);
  await addWorkflow(server, "plain", [
    {
      ...BELL,
      conditions: { variable: "data.n", operator: "equal_to", argument: CANARY },
      template: { markdown: "{{ data.n }}" },
    },
  ]);
  const notify = `notify(input: { workflowKey: "plain", actor: { userId: "ada" }, tenant: { tenantId: "t" }, recipients: [{ to: { userId: "ada" } }], data: { n: "${CANARY}" } }) { trigger { id } }`;
  await server.ask(`mutation { ${notify} }`);
  await waitUntil(async () => {
    const { data } = await server.ask("{ messages { nodes { id } } }");
    messageId = data.messages.nodes[0]?.id ?? "";
    return messageId !== "";
  });
});
afterAll(() => rig.stop());

const QUERIES = [
  "{ users { nodes { id userId name email phoneNumber locale timezone properties avatar } } }",
  '{ user(userId: "ada") { name ... on Recipient { other: name } } }',
  "{ objects { nodes { name properties } } tenants { nodes { name properties } } }",
  "{ triggers { nodes { data failure actor { ... on User { name email } } tenant { name } } } }",
  "{ runs { nodes { recipient { name } trace { code message values } } } }",
  "{ messages { nodes { id ... on FeedItem { data blocks { name ... on MarkdownBlock { html } } actors { name } activities { nodes { data } } } } } }",
  '{ feed(recipient: { userId: "ada" }) { items { nodes { data blocks { ... on MarkdownBlock { html } } } } } }',
];
const MESSAGE =
  "query ($id: ID!) { node(id: $id) { id ... on FeedItem { blocks { ... on MarkdownBlock { html } } } } }";
const hides = (value: boolean): Promise<Answer> =>
  rig.server.ask(
    `mutation { updateEnvironment(input: { environmentKey: "test", hidesPersonalData: ${value} }) { environment { hidesPersonalData } } }`,
  );
const codeOf = ({ errors }: Answer): string => errors?.[0]?.extensions.code ?? "ok";

describe("an environment that hides personal data", () => {
  test.each(QUERIES)("shows them as long as it does not: %s", async (query) => {
    const answer = await rig.ask(reader, query);
    expect(answer.errors).toBeUndefined();
    expect(JSON.stringify(answer)).toContain(CANARY);
  });

  test("can be told to", async () => {
    expect(codeOf(await hides(true))).toBe("ok");
    await waitUntil(async () => !JSON.stringify(await rig.ask(reader, QUERIES[0] ?? "")).includes(CANARY));
  });

  test.each(QUERIES)("hides them from a reader: %s", async (query) => {
    const answer = await rig.ask(reader, query);
    expect(answer.errors).toBeUndefined();
    expect(JSON.stringify(answer)).not.toContain(CANARY);
    // Others see what they saw.
    expect(JSON.stringify(await rig.ask(support, query))).toContain(CANARY);
    expect(JSON.stringify(await rig.server.ask(query))).toContain(CANARY);
  });

  test("lets a reader find out nothing by asking whether it fits", async () => {
    const guesses = [
      '{ users(filter: { search: "can" }) { nodes { id } } }',
      '{ users(filter: { email: "canary@x.y" }) { nodes { id } } }',
      '{ simulate(input: { workflowKey: "plain", triggers: [{ recipients: [{ to: { userId: "ada" } }] }] }) { runs { status } } }',
      '{ previewTemplate(input: { workflowKey: "plain", channelKey: "in-app", template: { markdown: "{{ recipient.name }}" }, recipient: { userId: "ada" } }) { missingVariables } }',
    ];
    for (const query of guesses) {
      expect([query, codeOf(await rig.ask(reader, query))]).toEqual([query, "FORBIDDEN"]);
      expect([query, codeOf(await rig.ask(support, query))]).toEqual([query, "ok"]);
    }
    expect((await rig.ask(reader, "{ users { nodes { userId } } }")).data.users.nodes).toEqual([{ userId: "ada" }]);
  });

  test("records who looks at a message, once in a while", async () => {
    const owner = await rig.owner();
    const views = async (): Promise<object[]> => {
      const query = `{ auditEntries(filter: { actions: ["message.viewed"], target: "message:${messageId}" }) { nodes { actorName } } }`;
      return (await rig.ask(owner, query)).data.auditEntries.nodes as object[];
    };
    await rig.ask(reader, MESSAGE, { id: messageId });
    expect(await views()).toEqual([]);
    await rig.ask(support, MESSAGE, { id: messageId });
    await rig.ask(support, MESSAGE, { id: messageId });
    expect(await views()).toEqual([{ actorName: "support@example.com" }]);
  });
});

test("each field of JSON is known to hold personal data or none", () => {
  const schema = schemaWithoutDatabase();
  const unknown = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Object.values(type.getFields())
      .filter((field) => ["JSONObject", "JSON"].includes(getNamedType(field.type).name))
      .filter((field) => isPersonal(type.name, field.name) === isPlainJson(type.name, field.name))
      .map((field) => `${type.name}.${field.name}`);
  });
  expect(unknown).toEqual([]);
});
