import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createModules } from "../../src/app/composition/modules.js";
import type { JsonObject } from "../../src/platform/json.js";
import { addInAppChannel, createModuleApi, type ApiAnswer, type ModuleApi } from "../support/module-api.js";
import { createTestRuntime } from "../support/runtime.js";

let api: ModuleApi;
let workflows = 0;

beforeAll(async () => {
  api = await createModuleApi();
  await addInAppChannel(api);
});
afterAll(() => api.db.drop());

const WORKFLOW = `fragment It on Workflow { id workflowKey document committedVersion hasDraft isActive }`;
const bell = (markdown: string): JsonObject => ({
  ref: "bell",
  type: "channel",
  channelKey: "in-app",
  template: { markdown },
});

function document(key: string, markdown = "Hi", more: JsonObject = {}): JsonObject {
  return { key, name: key, steps: [bell(markdown)], ...more };
}

function save(doc: JsonObject, scope = api.home.secret): Promise<ApiAnswer> {
  const source = `mutation ($document: JSONObject!) { saveWorkflow(input: { document: $document }) { isUnchanged workflow { ...It } } } ${WORKFLOW}`;
  return api.ask(source, { document: doc }, scope);
}

function commit(workflowKey: string, scope = api.home.secret): Promise<ApiAnswer> {
  const source = `mutation ($workflowKey: String!) {
    commitWorkflow(input: { workflowKey: $workflowKey, message: "Because" }) { isUnchanged workflow { ...It } } } ${WORKFLOW}`;
  return api.ask(source, { workflowKey }, scope);
}

function setActive(workflowKey: string, isActive: boolean): Promise<ApiAnswer> {
  const source = `mutation ($input: SetWorkflowActiveInput!) { setWorkflowActive(input: $input) { workflow { ...It } } } ${WORKFLOW}`;
  return api.ask(source, { input: { workflowKey, isActive } });
}

const newKey = (): string => `workflow-${++workflows}`;

const MISSING = "NOT_FOUND input.workflowKey workflow_missing";

describe("a workflow", () => {
  test("is saved as a draft, committed as a version, and saved again", async () => {
    const key = newKey();
    const draft = { workflowKey: key, document: document(key), committedVersion: null, hasDraft: true, isActive: true };
    expect(await save(document(key))).toMatchObject({ errors: [], data: { saveWorkflow: { workflow: draft } } });
    const committed = { ...draft, committedVersion: 1, hasDraft: false };
    expect(await commit(key)).toMatchObject({ errors: [], data: { commitWorkflow: { workflow: committed } } });
    const changed = { ...committed, document: document(key, "Ho"), hasDraft: true };
    expect((await save(document(key, "Ho"))).data).toMatchObject({ saveWorkflow: { workflow: changed } });
    expect((await commit(key)).data).toMatchObject({
      commitWorkflow: { workflow: { committedVersion: 2, hasDraft: false } },
    });
  });

  test("F-list: can be saved and committed by a deploy script any number of times", async () => {
    const key = newKey();
    const deploy = async (doc: JsonObject): Promise<unknown[]> => {
      const saved = Object((await save(doc)).data.saveWorkflow);
      const { data, errors } = await commit(key);
      const committed = Object(data.commitWorkflow);
      return [saved.isUnchanged, committed.isUnchanged, committed.workflow?.committedVersion, errors];
    };
    expect(await deploy(document(key))).toEqual([false, false, 1, []]);
    expect(await deploy(document(key))).toEqual([true, true, 1, []]);
    expect(await deploy(document(key, "Ho"))).toEqual([false, false, 2, []]);
    // A script that was interrupted between the two calls continues.
    await save(document(key, "Hu"));
    expect(await deploy(document(key, "Hu"))).toEqual([true, false, 3, []]);
    // Saving the committed document again deletes the draft.
    await save(document(key, "draft"));
    expect(await deploy(document(key, "Hu"))).toEqual([false, true, 3, []]);
    const rows = await api.db.database.query<{ count: number }>(
      `select count(*)::int as count from workflow_versions v join workflows w on w.id = v.workflow_id where w.key = $1`,
      [key],
    );
    expect(rows).toEqual([{ count: 3 }]);
  });

  test("F-list: is stored with warnings about suspicious parts, at save and at commit", async () => {
    const misspelt = document("misspelt", "{{ subscriber.name }}", { feedData: ["documnt"] });
    const saved = await api.ask(
      "mutation ($d: JSONObject!) { saveWorkflow(input: { document: $d }) { warnings { path code message } } }",
      { d: misspelt },
    );
    const committed = await api.ask(
      `mutation { commitWorkflow(input: { workflowKey: "misspelt" }) { warnings { path code } } }`,
    );
    expect(saved.data.saveWorkflow).toEqual({
      warnings: [
        {
          path: ["input", "document", "steps", "0", "template", "markdown"],
          code: "unknown_name",
          message: expect.stringContaining("Perhaps `recipient` is meant."),
        },
        { path: ["input", "document", "feedData", "0"], code: "unknown_data_key", message: expect.any(String) },
      ],
    });
    expect(committed.data.commitWorkflow).toEqual({
      warnings: [
        { path: ["input", "workflowKey", "steps", "0", "template", "markdown"], code: "unknown_name" },
        { path: ["input", "workflowKey", "feedData", "0"], code: "unknown_data_key" },
      ],
    });
  });

  test("that equals the committed version has no draft, and nothing to commit", async () => {
    const key = newKey();
    await save(document(key));
    await commit(key);
    await save(document(key, "Ho"));
    expect((await save(document(key))).data).toMatchObject({ saveWorkflow: { workflow: { hasDraft: false } } });
    expect((await commit(key)).data).toMatchObject({
      commitWorkflow: { isUnchanged: true, workflow: { committedVersion: 1, hasDraft: false } },
    });
  });

  test("is stored at commit with the types of its channels, and shown as it was written", async () => {
    const key = newKey();
    await save(document(key));
    const shown = Object((await commit(key)).data.commitWorkflow).workflow.document;
    expect(shown).toEqual(document(key));
    const [stored] = await api.db.database.query<{ document: JsonObject }>(
      "select document from workflow_versions where environment_id = $1 and document->>'key' = $2",
      [api.home.environmentId, key],
    );
    expect(stored?.document).toEqual({ ...document(key), steps: [{ ...bell("Hi"), channelType: "IN_APP" }] });
  });

  test("is refused with all issues, each with its path, and nothing is stored", async () => {
    const key = newKey();
    const wrong: JsonObject = {
      key,
      steps: [
        { ...bell("{{ oops"), channelKey: "pager" },
        { ref: "bell", type: "dellay" },
      ],
      more: 1,
    };
    expect((await save(wrong)).errors.sort()).toEqual([
      "BAD_USER_INPUT input.document.more unknown_key",
      "BAD_USER_INPUT input.document.name required",
      "BAD_USER_INPUT input.document.steps.0.channelKey unknown_channel",
      "BAD_USER_INPUT input.document.steps.0.template.markdown invalid_template",
      "BAD_USER_INPUT input.document.steps.1.type unknown_step_type",
    ]);
    expect((await api.ask(`query { workflow(workflowKey: "${key}") { id } }`)).data).toEqual({ workflow: null });
  });

  test("gives each of ten concurrent commits its own number, or nothing to commit", async () => {
    const key = newKey();
    const rounds = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        await save(document(key, `Hi ${index}`));
        return commit(key);
      }),
    );
    expect(rounds.flatMap(({ errors }) => errors)).toEqual([]);
    const done = rounds.filter(({ data }) => !Object(data.commitWorkflow).isUnchanged);
    const numbers = done.map(({ data }) => JSON.parse(JSON.stringify(data)).commitWorkflow.workflow.committedVersion);
    expect(new Set(numbers).size).toBe(done.length);
    expect(Math.max(...numbers)).toBe(done.length);
  });

  test("is switched off and on at once, for every process", async () => {
    const key = newKey();
    await save(document(key));
    await commit(key);
    const elsewhere = createModules(createTestRuntime(api.db.database, { hints: api.runtime.hints }));
    expect(await elsewhere.versions.committed(api.home.secret, key)).toMatchObject({ isActive: true });
    expect((await setActive(key, false)).data).toMatchObject({ setWorkflowActive: { workflow: { isActive: false } } });
    expect(await api.modules.versions.committed(api.home.secret, key)).toMatchObject({ isActive: false });
    expect(await elsewhere.versions.committed(api.home.secret, key)).toMatchObject({ isActive: false });
    expect((await setActive("nowhere", false)).errors).toEqual([MISSING]);
  });

  test("that does not exist cannot be committed", async () => {
    expect((await commit("nowhere")).errors).toEqual([MISSING]);
  });

  test("needs a secret key of its own environment", async () => {
    const key = newKey();
    await save(document(key));
    const user = api.home.asUser("ada");
    expect((await save(document(key), user)).errors).toEqual(["FORBIDDEN"]);
    expect((await commit(key, user)).errors).toEqual(["FORBIDDEN"]);
    expect((await api.ask(`{ workflow(workflowKey: "${key}") { id } }`, {}, user)).errors).toEqual(["FORBIDDEN"]);
    const { data } = await api.ask(`{ workflow(workflowKey: "${key}") { id } }`);
    const { id } = JSON.parse(JSON.stringify(data)).workflow;
    const node = `query ($id: ID!) { node(id: $id) { id } }`;
    expect((await api.ask(node, { id })).data).toEqual({ node: { id } });
    expect((await api.ask(node, { id }, user)).data).toEqual({ node: null });
    const stranger = { ...api.home.secret, environmentId: api.home.environmentId + 1 };
    expect((await api.ask(node, { id }, stranger)).data).toEqual({ node: null });
  });
});

test("workflows are listed in pages by key, in both directions", async () => {
  for (const name of ["aaa-1", "aaa-2", "aaa-3"]) await save(document(name));
  const query = `query ($first: Int, $last: Int, $after: String) {
    workflows(first: $first, last: $last, after: $after) { nodes { workflowKey } pageInfo { hasNextPage hasPreviousPage endCursor } } }`;
  const first = await api.ask(query, { first: 2 });
  expect(first.data.workflows).toMatchObject({
    nodes: [{ workflowKey: "aaa-1" }, { workflowKey: "aaa-2" }],
    pageInfo: { hasNextPage: true },
  });
  const after = JSON.parse(JSON.stringify(first.data)).workflows.pageInfo.endCursor;
  expect((await api.ask(query, { first: 1, after })).data.workflows).toMatchObject({
    nodes: [{ workflowKey: "aaa-3" }],
  });
  expect((await api.ask(query, { last: 1 })).data.workflows).toMatchObject({ pageInfo: { hasPreviousPage: true } });
  expect((await api.ask(query, { first: 1, after: "nonsense" })).errors).toEqual(["BAD_USER_INPUT after bad_cursor"]);
});

describe("versions", () => {
  const batch = (versionMode: string): JsonObject => ({
    ref: "collect",
    type: "batch",
    window: { unit: "minutes", value: 5 },
    versionMode,
  });

  async function commitSteps(key: string, steps: JsonObject[]): Promise<number> {
    await save({ key, name: key, steps });
    expect((await commit(key)).errors).toEqual([]);
    const version = await api.modules.versions.committed(api.home.secret, key);
    return version?.compiled.versionId ?? 0;
  }

  test("are compiled once, and triggers use the committed one", async () => {
    const key = newKey();
    expect(await api.modules.versions.committed(api.home.secret, key)).toBeNull();
    const first = await commitSteps(key, [bell("One")]);
    const compiled = await api.modules.versions.compiledVersion(api.home.environmentId, first);
    expect(compiled).toMatchObject({ key, first: "bell" });
    const second = await commitSteps(key, [bell("Two")]);
    expect(second).not.toBe(first);
    expect(await api.modules.versions.compiledVersion(api.home.environmentId, first)).toBe(compiled);
    await expect(api.modules.versions.compiledVersion(api.home.environmentId + 1, first)).rejects.toThrow();
  });

  test("that a batch continues with are the newest ones with that step in latest mode, or the pinned one", async () => {
    const key = newKey();
    const first = await commitSteps(key, [batch("latest"), bell("1")]);
    const second = await commitSteps(key, [batch("latest"), bell("2")]);
    const third = await commitSteps(key, [batch("pinned"), bell("3")]);
    await commitSteps(key, [bell("4")]);
    const { versions } = api.modules;
    const workflow = await versions.compiledVersion(api.home.environmentId, first);
    const open = { workflow_id: workflow.workflowId, version_id: first, step_ref: "collect", pin: 0 };
    const found = async (more: Partial<typeof open>): Promise<number> =>
      (await versions.versionForBatch(api.home.environmentId, { ...open, ...more })).versionId;
    expect(await found({})).toBe(second);
    expect(await found({ version_id: third, pin: third })).toBe(third);
    expect(await found({ step_ref: "unheard" })).toBe(first);
  });

  test("validate the data of triggers", async () => {
    const key = newKey();
    const dataSchema = { type: "object", required: ["documentId"], properties: { documentId: { type: "string" } } };
    await save(document(key, "Hi", { dataSchema }));
    await commit(key);
    const version = await api.modules.versions.committed(api.home.secret, key);
    expect(await version?.compiled.checkData({ documentId: 7 }, ["input", "data"])).toMatchObject([
      { path: ["input", "data", "documentId"], code: "invalid_data" },
    ]);
    expect(await version?.compiled.checkData({ documentId: "d" }, ["input", "data"])).toEqual([]);
  });

  test("of what-if calls may be a draft or an unsaved document", async () => {
    const key = newKey();
    const committed = await commitSteps(key, [bell("One")]);
    await save(document(key, "Two"));
    const { versions } = api.modules;
    expect(await versions.draftOf(api.home.secret, key, ["input"])).toMatchObject({ key, versionId: 0 });
    await save({ key, name: key, steps: [bell("One")] });
    expect(await versions.draftOf(api.home.secret, key, ["input"])).toMatchObject({ key, versionId: committed });
    expect(await versions.draftOf(api.home.secret, "nowhere", ["input"])).toBeNull();
    const inline = await versions.compileInline(api.home.secret, document("inline"), { path: ["input", "document"] });
    expect(inline).toMatchObject({ key: "inline", workflowId: 0, versionId: 0 });
    const refused = versions.compileInline(api.home.secret, { key: "x" }, { path: ["input", "document"] });
    await expect(refused).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  });
});

test("a seed stores and commits a workflow once, in the transaction that creates its channel", async () => {
  const key = newKey();
  const scope = api.home.secret;
  const doc = { key, name: key, steps: [{ ...bell("Hi"), channelKey: "seeded" }] };
  for (let start = 0; start < 2; start++) {
    await api.db.database.transaction(async (tx) => {
      const channel = {
        environment_id: scope.environmentId,
        key: "seeded",
        type: "IN_APP" as const,
        name: "Seeded",
        is_default: false,
      };
      await api.modules.channels.ensure(tx, channel);
      await api.modules.workflows.ensureWorkflow(tx, scope, doc);
    });
  }
  expect(await api.modules.versions.committed(scope, key)).toMatchObject({ isActive: true, compiled: { key } });
  const counted =
    "select count(*)::int as count from workflow_versions v join workflows w on w.id = v.workflow_id where w.key = $1";
  expect(await api.db.database.query(counted, [key])).toEqual([{ count: 1 }]);
});
