import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/platform/json.js";
import { addInAppChannel, createModuleApi, type ApiAnswer, type ModuleApi } from "../support/module-api.js";
import { createTestEnvironment } from "../support/environments.js";

let api: ModuleApi;
let workflows = 0;

beforeAll(async () => {
  api = await createModuleApi();
  await addInAppChannel(api);
});
afterAll(() => api.db.drop());

const newKey = (): string => `history-${++workflows}`;

function document(key: string, markdown = "Hi", channelKey = "in-app"): JsonObject {
  return { key, name: `About ${key}`, steps: [{ ref: "bell", type: "channel", channelKey, template: { markdown } }] };
}

const IT = "workflow { committedVersion hasDraft draftRevision document }";

function save(doc: JsonObject, draftRevision?: number): Promise<ApiAnswer> {
  return api.ask(`mutation ($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { isUnchanged ${IT} } }`, {
    i: { document: doc, draftRevision },
  });
}

function commit(workflowKey: string, more: object = {}): Promise<ApiAnswer> {
  return api.ask(`mutation ($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { ${IT} } }`, {
    i: { workflowKey, ...more },
  });
}

function revert(workflowKey: string, version: number, message?: string): Promise<ApiAnswer> {
  return api.ask(`mutation ($i: RevertWorkflowInput!) { revertWorkflow(input: $i) { ${IT} } }`, {
    i: { workflowKey, version, message },
  });
}

function discard(workflowKey: string): Promise<ApiAnswer> {
  return api.ask(`mutation ($i: DiscardWorkflowDraftInput!) { discardWorkflowDraft(input: $i) { ${IT} } }`, {
    i: { workflowKey },
  });
}

async function versionsOf(workflowKey: string, args = "first: 10"): Promise<JsonObject> {
  const { data, errors } = await api.ask(
    `query ($key: String!) { workflow(workflowKey: $key) { versions(${args}) {
       nodes { number message revertOf document author { name apiKey { id } } unfinishedRunCount }
       pageInfo { hasNextPage endCursor } } } }`,
    { key: workflowKey },
  );
  expect(errors).toEqual([]);
  return Object(data.workflow).versions;
}

/** Saves and commits one version for each text. */
async function committed(...texts: string[]): Promise<string> {
  const key = newKey();
  for (const text of texts) {
    await save(document(key, text));
    expect((await commit(key, { message: `says ${text}` })).errors).toEqual([]);
  }
  return key;
}

describe("the versions of a workflow", () => {
  test("are listed from the latest, with who committed them, why, and as they were written", async () => {
    const key = await committed("one", "two", "three");
    const { nodes } = Object(await versionsOf(key));
    const made = (number: number, text: string): object => ({
      number,
      message: `says ${text}`,
      revertOf: null,
      document: document(key, text),
      author: { name: expect.any(String), apiKey: { id: expect.stringMatching(/^key_/) } },
      unfinishedRunCount: 0,
    });
    expect(nodes).toEqual([made(3, "three"), made(2, "two"), made(1, "one")]);
  });

  test("are read one by one, by number; there is none of a number that was not committed", async () => {
    const key = await committed("one", "two");
    const { data, errors } = await api.ask(
      `query ($key: String!) { workflow(workflowKey: $key) {
         first: version(number: 1) { number document } second: version(number: 2) { message }
         none: version(number: 3) { number } zero: version(number: 0) { number } less: version(number: -1) { number } } }`,
      { key },
    );
    expect(errors).toEqual([]);
    expect(data.workflow).toEqual({
      ...{ first: { number: 1, document: document(key, "one") }, second: { message: "says two" } },
      ...{ none: null, zero: null, less: null },
    });
  });

  test("come in pages, in both directions", async () => {
    const key = await committed("1", "2", "3", "4", "5");
    const numbers = (page: JsonObject): number[] => Object(page).nodes.map((node: { number: number }) => node.number);
    const first = await versionsOf(key, "first: 2");
    const after = String(Object(first).pageInfo.endCursor);
    expect(numbers(first)).toEqual([5, 4]);
    expect(numbers(await versionsOf(key, `first: 2, after: "${after}"`))).toEqual([3, 2]);
    expect(numbers(await versionsOf(key, "last: 2"))).toEqual([2, 1]);
    expect(numbers(await versionsOf(key, `last: 2, before: "${after}"`))).toEqual([5]);
  });

  test("are nodes, of their own environment alone", async () => {
    const key = await committed("mine");
    const { data } = await api.ask(`{ workflow(workflowKey: "${key}") { versions { nodes { id } } } }`);
    const id = String(Object(data.workflow).versions.nodes[0].id);
    const source = "query ($id: ID!) { node(id: $id) { ... on WorkflowVersion { number document } } }";
    expect((await api.ask(source, { id })).data.node).toEqual({ number: 1, document: document(key, "mine") });
    const other = await createTestEnvironment(api.db.database, api.modules.environments);
    expect((await api.ask(source, { id }, other.secret)).data.node).toBeNull();
  });
});

describe("revertWorkflow", () => {
  test("commits an earlier document as a new version that says which one it is", async () => {
    const key = await committed("one", "two");
    const { data, errors } = await revert(key, 1, "two was a mistake");
    expect(errors).toEqual([]);
    expect(data.revertWorkflow).toEqual({
      workflow: { committedVersion: 3, hasDraft: false, draftRevision: 2, document: document(key, "one") },
    });
    const { nodes } = Object(await versionsOf(key));
    expect(nodes[0]).toMatchObject({
      number: 3,
      revertOf: 1,
      message: "two was a mistake",
      document: document(key, "one"),
    });
  });

  test("keeps a draft, and drops one that says the same", async () => {
    const key = await committed("one", "two");
    await save(document(key, "a draft"));
    expect((await revert(key, 1)).data.revertWorkflow).toMatchObject({
      workflow: { committedVersion: 3, hasDraft: true, document: document(key, "a draft") },
    });
    await save(document(key, "two"));
    expect((await revert(key, 2)).data.revertWorkflow).toMatchObject({
      workflow: { committedVersion: 4, hasDraft: false, document: document(key, "two") },
    });
  });

  test("to what is committed makes no version, and may so be repeated", async () => {
    const key = await committed("one", "two");
    await revert(key, 1);
    expect((await revert(key, 1)).data.revertWorkflow).toMatchObject({ workflow: { committedVersion: 3 } });
    expect(Object(await versionsOf(key)).nodes).toHaveLength(3);
  });

  test("is refused for a version or a workflow that does not exist", async () => {
    const key = await committed("one");
    expect((await revert(key, 9)).errors).toEqual(["NOT_FOUND input.version version_missing"]);
    expect((await revert(key, -1)).errors).toEqual(["NOT_FOUND input.version version_missing"]);
    expect((await revert("nothing", 1)).errors).toEqual(["NOT_FOUND input.workflowKey workflow_missing"]);
  });

  test("is refused with the issues of a document whose channel is gone", async () => {
    const key = newKey();
    const create = `mutation { createChannel(input: { channelKey: "${key}", name: "B", type: IN_APP, providers: [] }) { channel { id } } }`;
    expect((await api.ask(create)).errors).toEqual([]);
    await save(document(key, "by the other bell", key));
    await commit(key);
    await save(document(key, "by the first"));
    await commit(key);
    const gone = await api.ask(`mutation { deleteChannel(input: { channelKey: "${key}" }) { channelKey } }`);
    expect(gone.errors).toEqual([]);
    const { errors } = await revert(key, 1);
    expect(errors).toEqual([expect.stringMatching(/^BAD_USER_INPUT input\.version\.steps\.0\.channelKey /)]);
    expect(Object(await versionsOf(key)).nodes).toHaveLength(2);
  });
});

describe("a draft", () => {
  test("has a revision that grows with each save, and not with a save of the same", async () => {
    const key = newKey();
    const revisionOf = async (text: string): Promise<unknown> =>
      Object((await save(document(key, text))).data.saveWorkflow).workflow.draftRevision;
    expect([await revisionOf("a"), await revisionOf("b"), await revisionOf("b")]).toEqual([1, 2, 2]);
  });

  test("that somebody else saved meanwhile is not overwritten or committed unseen", async () => {
    const key = newKey();
    expect((await save(document(key, "first"), 0)).errors).toEqual([]);
    expect((await save(document(key, "theirs"), 1)).errors).toEqual([]);
    expect((await save(document(key, "mine"), 1)).errors).toEqual(["CONFLICT input.draftRevision draft_changed"]);
    expect((await commit(key, { draftRevision: 1 })).errors).toEqual(["CONFLICT input.draftRevision draft_changed"]);
    const { data } = await api.ask(
      `{ workflow(workflowKey: "${key}") { document committedVersion draftRevision draftSavedBy { name } } }`,
    );
    expect(data.workflow).toEqual({
      document: document(key, "theirs"),
      committedVersion: null,
      draftRevision: 2,
      draftSavedBy: { name: expect.any(String) },
    });
    expect((await commit(key, { draftRevision: 2 })).errors).toEqual([]);
  });

  test("of sixty editors who saw the same revision is one editor's", async () => {
    const key = newKey();
    await save(document(key, "start"), 0);
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => save(document(key, `editor ${n}`), 1)));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
  });

  test("is discarded, and an editor who had it open learns of that", async () => {
    const key = await committed("one");
    await save(document(key, "two"), 1);
    expect((await discard(key)).data.discardWorkflowDraft).toEqual({
      workflow: { committedVersion: 1, hasDraft: false, draftRevision: 3, document: document(key, "one") },
    });
    expect((await discard(key)).data.discardWorkflowDraft).toMatchObject({ workflow: { draftRevision: 3 } });
    expect((await save(document(key, "three"), 2)).errors).toEqual(["CONFLICT input.draftRevision draft_changed"]);
  });

  test("of a workflow that was never committed is discarded together with it", async () => {
    const key = newKey();
    await save(document(key));
    expect(await discard(key)).toEqual({ data: { discardWorkflowDraft: { workflow: null } }, errors: [] });
    expect((await api.ask(`{ workflow(workflowKey: "${key}") { id } }`)).data.workflow).toBeNull();
    expect((await discard(key)).errors).toEqual(["NOT_FOUND input.workflowKey workflow_missing"]);
    expect((await save(document(key), 0)).errors).toEqual([]);
  });
});

describe("checkWorkflow", () => {
  const check = (doc: JsonObject): Promise<ApiAnswer> =>
    api.ask(
      "query ($i: CheckWorkflowInput!) { checkWorkflow(input: $i) { issues { path code } warnings { path code } } }",
      { i: { document: doc } },
    );

  test("says what saveWorkflow would, and stores nothing", async () => {
    const key = newKey();
    const bad = await check({ ...document(key), steps: [{ ref: "bell", type: "nothing" }] });
    expect(bad.data.checkWorkflow).toEqual({
      issues: [{ path: ["input", "document", "steps", "0", "type"], code: expect.any(String) }],
      warnings: [],
    });
    const odd = await check(document(key, "{{ subscriber.name }}"));
    expect(odd.data.checkWorkflow).toEqual({
      issues: [],
      warnings: [{ path: ["input", "document", "steps", "0", "template", "markdown"], code: "unknown_name" }],
    });
    expect((await check(document(key))).data.checkWorkflow).toEqual({ issues: [], warnings: [] });
    expect((await api.ask(`{ workflow(workflowKey: "${key}") { id } }`)).data.workflow).toBeNull();
  });
});

test("a workflow shows its name and categories, and its committed document beside the draft", async () => {
  const key = await committed("one");
  await save({ ...document(key, "two"), name: "Renamed", categories: ["news"] });
  const { data } = await api.ask(
    `{ workflow(workflowKey: "${key}") { name categories document committedDocument updatedAt } }`,
  );
  expect(data.workflow).toEqual({
    name: "Renamed",
    categories: ["news"],
    document: { ...document(key, "two"), name: "Renamed", categories: ["news"] },
    committedDocument: document(key, "one"),
    updatedAt: expect.any(String),
  });
});
