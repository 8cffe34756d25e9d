import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/platform/json.js";
import { createTestEnvironment } from "../support/environments.js";
import { addInAppChannel, createModuleApi, type ApiAnswer, type ModuleApi } from "../support/module-api.js";

let api: ModuleApi;

const bell = { ref: "bell", type: "channel", channelKey: "in-app", template: { text: "Hello" } };
const DOCUMENTS: JsonObject[] = [
  { key: "mention", name: "Mentions", categories: ["social"], steps: [bell] },
  {
    key: "invoice",
    name: "Invoices",
    categories: ["billing"],
    settings: { overridePreferences: true },
    steps: [
      {
        ref: "branch",
        type: "branch",
        branches: [
          { name: "a", conditions: { variable: "data.x", operator: "exists" }, steps: [bell] },
          { name: "b", steps: [{ ...bell, ref: "other" }] },
        ],
      },
    ],
  },
  { key: "churn-risk", name: "Churn risk", categories: ["internal"], settings: { isOffered: false }, steps: [bell] },
  { key: "switched-off", name: "Switched off", categories: ["off"], steps: [bell] },
];

beforeAll(async () => {
  api = await createModuleApi();
  await addInAppChannel(api);
  for (const document of DOCUMENTS) {
    await api.ask(
      "mutation ($document: JSONObject!) { saveWorkflow(input: { document: $document }) { isUnchanged } }",
      {
        document,
      },
    );
    const { errors } = await api.ask(
      "mutation ($key: String!) { commitWorkflow(input: { workflowKey: $key }) { isUnchanged } }",
      { key: document.key },
    );
    expect(errors).toEqual([]);
  }
  await api.ask(
    'mutation { setWorkflowActive(input: { workflowKey: "switched-off", isActive: false }) { workflow { id } } }',
  );
  await api.ask(
    'mutation { saveWorkflow(input: { document: { key: "draft", name: "Draft", steps: [] } }) { isUnchanged } }',
  );
});
afterAll(() => api.db.drop());

const CHOICES = "choices { workflowKey category name categories channelType isAllowed isFixed code rule { source } }";

async function choicesOf(scope = api.home.asUser("ada")): Promise<ApiAnswer> {
  await api.ask("mutation { identify(input: {}) { user { id } } }", {}, scope);
  return api.ask(`{ viewer { preferences { ${CHOICES} } } }`, {}, scope);
}

function listed({ data, errors }: ApiAnswer): string[] {
  expect(errors).toEqual([]);
  const [{ preferences }] = Object.values(data) as [{ preferences: { choices: Record<string, unknown>[] } }];
  return preferences.choices.map((choice) =>
    [
      choice.workflowKey ?? choice.category ?? "*",
      choice.name,
      choice.channelType,
      choice.isAllowed,
      choice.isFixed ? "fixed" : "free",
      choice.code,
    ].join(" | "),
  );
}

test("a user token sees the choices that active workflows and their categories offer, with fixed ones and their reason", async () => {
  expect(listed(await choicesOf())).toEqual([
    "* |  | IN_APP | true | free | preference.allowed",
    "billing | billing | IN_APP | true | free | preference.allowed",
    "social | social | IN_APP | true | free | preference.allowed",
    "invoice | Invoices | IN_APP | true | fixed | preference.overridden",
    "mention | Mentions | IN_APP | true | free | preference.allowed",
  ]);
});

test("drafts, inactive or unlisted workflows, and those of another environment are not shown", async () => {
  const text = JSON.stringify((await choicesOf()).data);
  expect(text).not.toMatch(/draft|switched|churn|internal|"off"/i);
  const other = await createTestEnvironment(api.db.database, api.modules.environments);
  expect(listed(await choicesOf(other.asUser("ada")))).toEqual([]);
});

test("setPreferences returns the new choices", async () => {
  const scope = api.home.asUser("grace");
  const answer = await api.ask(
    `mutation { setPreferences(input: { rules: [{ category: "social", channelType: IN_APP, allow: false }] }) {
      preferences { ${CHOICES} } } }`,
    {},
    scope,
  );
  expect(listed(answer).filter((line) => line.includes("| false |"))).toEqual([
    "social | social | IN_APP | false | free | preference.category_off",
    "mention | Mentions | IN_APP | false | fixed | preference.category_off",
  ]);
});

test("a user token cannot read another user's choices", async () => {
  await choicesOf(api.home.asUser("grace"));
  const { data } = await api.ask(
    `{ user(userId: "grace") { preferences { ${CHOICES} } } }`,
    {},
    api.home.asUser("ada"),
  );
  expect(JSON.stringify(data)).not.toContain("Mentions");
});
