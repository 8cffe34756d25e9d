import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Actor, Role, Scope } from "../../src/modules/requests/index.js";
import type { JsonObject } from "../../src/platform/json.js";
import { addInAppChannel, createModuleApi, type ApiAnswer, type ModuleApi } from "../support/module-api.js";

let api: ModuleApi;
/** The scope of the secret key of an environment. */
const keys: Record<string, Scope> = {};
let workflows = 0;
let key = "";

/** `home` made both: its key has rights in all three. */
beforeAll(async () => {
  api = await createModuleApi();
  await addInAppChannel(api);
  keys.home = api.home.secret;
  for (const name of ["staging", "production"]) {
    const made = await api.ask(
      `mutation { createEnvironment(input: { key: "${name}", name: "${name}" }) { isReplay } }`,
    );
    expect(made.errors).toEqual([]);
    const environmentId = (await api.modules.environments.environmentByKey(name))?.id ?? 0;
    keys[name] = { environmentId, isDevelopment: false, actor: { kind: "secret", apiKeyId: "key_1" } };
  }
  for (const [from, to] of [
    ["staging", "production"],
    [await homeKey(), "staging"],
  ]) {
    expect((await promotesTo(from, to)).errors).toEqual([]);
  }
});
afterAll(() => api.db.drop());

beforeEach(() => {
  key = `promoted-${++workflows}`;
});

async function homeKey(): Promise<string> {
  return String(Object((await api.ask("{ environment { key } }")).data.environment).key);
}

function promotesTo(environmentKey = "", promotesToKey: string | null = null, scope = keys.home): Promise<ApiAnswer> {
  return api.ask(
    "mutation ($i: UpdateEnvironmentInput!) { updateEnvironment(input: $i) { environment { promotesTo { key } } } }",
    { i: { environmentKey, promotesToKey } },
    scope,
  );
}

const document = (text: string, channelKey = "in-app"): JsonObject => ({
  ...{ key, name: "Promoted" },
  steps: [{ ref: "bell", type: "channel", channelKey, template: { text } }],
});

async function commit(text: string, scope = keys.home, channelKey?: string): Promise<void> {
  const query = `mutation ($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { isUnchanged } commitWorkflow(input: { workflowKey: "${key}" }) { isUnchanged } }`;
  expect((await api.ask(query, { i: { document: document(text, channelKey) } }, scope)).errors).toEqual([]);
}

function promote(more: object = {}, scope = keys.home): Promise<ApiAnswer> {
  return api.ask(
    `mutation ($i: PromoteWorkflowInput!) { promoteWorkflow(input: $i) { workflow { committedVersion hasDraft committedDocument
       versions(first: 5) { nodes { number promotedFrom message author { name } } } } } }`,
    { i: { workflowKey: key, ...more } },
    scope,
  );
}

const member = (role: Role, onlyEnvironmentId: number | null = null): Scope => {
  const actor: Actor = {
    kind: "member",
    sessionId: "ses_1",
    memberId: null,
    name: "Ada",
    ...{ role, accountRole: role, isLocal: false, signedInAt: null, personalData: "open" },
    sessionExpiresAt: 1,
    onlyEnvironmentId,
  };
  return { environmentId: api.home.environmentId, isDevelopment: true, actor };
};

describe("promoting a workflow", () => {
  test("commits the version in the next environment, and says where it came from", async () => {
    await commit("one");
    await commit("two");
    const { data, errors } = await promote({ message: "Tried out" });
    expect(errors).toEqual([]);
    expect(Object(data.promoteWorkflow).workflow).toEqual({
      ...{ committedVersion: 1, hasDraft: false, committedDocument: document("two") },
      versions: {
        nodes: [
          {
            number: 1,
            promotedFrom: `${await homeKey()}@2`,
            message: "Tried out",
            author: { name: expect.any(String) },
          },
        ],
      },
    });
    const there = await api.ask(`{ workflow(workflowKey: "${key}") { committedVersion } }`, {}, keys.staging);
    expect(there.data.workflow).toEqual({ committedVersion: 1 });
  });

  test("takes an earlier version, keeps the target's draft, and makes no version twice", async () => {
    await commit("one");
    await commit("two");
    await commit("other", keys.staging);
    await api.ask(
      "mutation ($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { isUnchanged } }",
      { i: { document: document("draft of staging") } },
      keys.staging,
    );
    const first = Object((await promote({ version: 1, expectedVersion: 1 })).data.promoteWorkflow).workflow;
    expect(first).toMatchObject({ committedVersion: 2, hasDraft: true, committedDocument: document("one") });
    const again = Object((await promote({ version: 1 })).data.promoteWorkflow).workflow;
    expect(again).toMatchObject({ committedVersion: 2 });
  });

  test("names the channels that the target lacks, and changes nothing", async () => {
    await api.ask(
      'mutation { createChannel(input: { channelKey: "pager", type: WEBHOOK, name: "P" }) { channel { id } } }',
    );
    const steps = [
      { ref: "call", type: "channel", channelKey: "pager", template: { method: "POST", url: "https://x.y/" } },
    ];
    const saved = await api.ask(
      `mutation ($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { isUnchanged } commitWorkflow(input: { workflowKey: "${key}" }) { isUnchanged } }`,
      { i: { document: { key, name: "Pages", steps } } },
    );
    expect(saved.errors).toEqual([]);
    expect((await promote()).errors).toEqual(["BAD_USER_INPUT input.version.steps.0.channelKey unknown_channel"]);
    expect((await api.ask(`{ workflow(workflowKey: "${key}") { id } }`, {}, keys.staging)).data.workflow).toBeNull();
  });

  test("is refused if the target was changed meanwhile", async () => {
    await commit("one");
    expect((await promote({ expectedVersion: 3 })).errors).toEqual(["CONFLICT input.expectedVersion version_changed"]);
    expect((await promote({ expectedVersion: null })).errors).toEqual([]);
    expect((await promote({ expectedVersion: null })).errors).toEqual([
      "CONFLICT input.expectedVersion version_changed",
    ]);
  });

  test("needs something committed, and a target", async () => {
    expect((await promote()).errors).toEqual(["NOT_FOUND input.workflowKey workflow_missing"]);
    await commit("one");
    expect((await promote({ version: 9 })).errors).toEqual(["NOT_FOUND input.version version_missing"]);
    await promote();
    expect((await promote({}, keys.staging)).errors).toEqual([]);
    expect((await promote({}, keys.production)).errors).toEqual(["BAD_USER_INPUT input.toEnvironmentKey required"]);
  });
});

describe("the target", () => {
  test("of a secret key is the one that its environment promotes to, and no other", async () => {
    await commit("one");
    const missing = "NOT_FOUND input.toEnvironmentKey environment_missing";
    expect((await promote({ toEnvironmentKey: "production" })).errors).toEqual([missing]);
    expect((await promote({ toEnvironmentKey: "nowhere" })).errors).toEqual([missing]);
    expect((await promote({ toEnvironmentKey: "staging" })).errors).toEqual([]);
  });

  test("is set by keys with rights on both sides only, and never in a circle", async () => {
    const missing = "NOT_FOUND input.promotesToKey environment_missing";
    expect((await promotesTo("production", "staging", keys.production)).errors).toEqual([missing]);
    expect((await promotesTo("staging", "production", keys.staging)).errors).toEqual([missing]);
    expect((await promotesTo("staging", null, keys.production)).errors).toEqual([
      "NOT_FOUND input.environmentKey environment_missing",
    ]);
    expect((await promotesTo("production", await homeKey())).errors).toEqual([
      "BAD_USER_INPUT input.promotesToKey circular",
    ]);
    expect((await promotesTo("production", "production")).errors).toEqual([
      "BAD_USER_INPUT input.promotesToKey circular",
    ]);
  });

  test.each([
    ["an owner, anywhere", "OWNER", "production", null, []],
    ["a developer, to the next", "DEVELOPER", "staging", null, []],
    ["a developer, to the last", "DEVELOPER", "production", null, ["FORBIDDEN"]],
    ["an owner of one environment", "OWNER", "staging", 1, ["FORBIDDEN"]],
    ["support", "SUPPORT", "staging", null, ["FORBIDDEN"]],
  ] as const)("of a member: %s", async (...[, role, toEnvironmentKey, only, errors]) => {
    await commit("one");
    const scope = member(role, only === null ? null : api.home.environmentId);
    expect((await promote({ toEnvironmentKey }, scope)).errors).toEqual(errors);
  });
});
