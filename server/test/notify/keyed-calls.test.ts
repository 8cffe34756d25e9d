import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createSchema } from "../../src/app/composition/build-schema.js";
import { createModules } from "../../src/app/composition/modules.js";
import { newContext } from "../../src/modules/requests/index.js";
import type { JsonObject } from "../../src/platform/json.js";
import { graphql } from "graphql";
import { addInAppChannel, createModuleApi, type ApiAnswer, type ModuleApi } from "../support/module-api.js";
import { createTestRuntime } from "../support/runtime.js";

const NOTIFY = `mutation($input: NotifyInput!) { notify(input: $input) { trigger { id } isReplay } }`;
const DAY_MS = 24 * 3600 * 1000;
const CALLERS = 60;
/** For all calls together, on a busy machine. On an idle one they take half a second. */
const QUICK_MS = 10_000;

let api: ModuleApi;
let keys = 0;

beforeAll(async () => {
  api = await createModuleApi();
  await addInAppChannel(api);
  await addWorkflow("plain");
  await ask(`mutation { identify(input: { userId: "known" }) { user { id } } }`);
});
afterAll(() => api.db.drop());

async function ask(source: string, variables: object = {}): Promise<ApiAnswer> {
  const answer = await api.ask(source, variables);
  if (answer.errors.length > 0) throw new Error(answer.errors.join("\n"));
  return answer;
}

async function addWorkflow(key: string): Promise<void> {
  const template = { markdown: "Hello" };
  const steps = [{ ref: "bell", type: "channel", channelKey: "in-app", template }];
  const document = { key, name: key, steps };
  await ask(`mutation($d: JSONObject!) { saveWorkflow(input: { document: $d }) { workflow { id } } }`, { d: document });
  await ask(`mutation { commitWorkflow(input: { workflowKey: "${key}" }) { workflow { id } } }`);
}

interface Told {
  id: string | null;
  isReplay: boolean;
  errors: string[];
}

const newKey = (): string => `key-${++keys}`;
const inputOf = (more: object = {}): object => ({
  workflowKey: "plain",
  recipients: [{ to: { userId: "ann" } }],
  data: { n: 1 },
  idempotencyKey: newKey(),
  ...more,
});

async function notify(input: object, on: Pick<ModuleApi, "ask"> = api): Promise<Told> {
  const { data, errors } = await on.ask(NOTIFY, { input });
  const payload = Object(data.notify);
  return { id: payload.trigger?.id ?? null, isReplay: payload.isReplay ?? false, errors };
}

/** Another process on the same database: separate modules that share only the rows. */
function otherProcess(): Pick<ModuleApi, "ask"> {
  const modules = createModules(createTestRuntime(api.db.database, { clock: api.runtime.clock }));
  const schema = createSchema(modules.resolvers);
  return {
    async ask(source, variables = {}) {
      const contextValue = newContext(api.home.secret);
      const result = await graphql({ schema, source, variableValues: { ...variables }, contextValue });
      const data: JsonObject = JSON.parse(JSON.stringify(result.data ?? {}));
      return { data, errors: (result.errors ?? []).map((error) => error.message) };
    },
  };
}

async function triggerCount(): Promise<number> {
  const rows = await api.db.database.query<{ count: number }>("select count(*)::int as count from triggers");
  return rows[0]?.count ?? 0;
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const start = performance.now();
  return { result: await work(), ms: performance.now() - start };
}

describe("S1: sixty concurrent calls, each with its own key,", () => {
  const user = (n: number): object => ({ user: { userId: `inline-${n}`, name: "Inline" } });
  test.each<[string, (n: number) => object]>([
    ["that only notify", () => ({})],
    ["with a known actor", () => ({ actor: { userId: "known" } })],
    ["with people given inline", (n) => ({ recipients: [{ to: user(n) }] })],
    ["with one person given inline by all", () => ({ recipients: [{ to: user(1) }], actor: user(2) })],
    ["in a tenant", () => ({ tenant: { tenantId: "acme", name: "Acme" } })],
  ])("%s, are all stored once and answered quickly", async (_name, more) => {
    const before = await triggerCount();
    // The cached workflow has expired, as it does once per second.
    api.runtime.clock.advance(2000);
    const inputs = Array.from({ length: CALLERS }, (_, n) => inputOf(more(n)));
    const { result, ms } = await timed(() => Promise.all(inputs.map((input) => notify(input))));
    expect(result.flatMap(({ errors }) => errors)).toEqual([]);
    expect(ms).toBeLessThan(QUICK_MS);
    expect(await triggerCount()).toBe(before + CALLERS);
    const again = await Promise.all(inputs.map((input) => notify(input)));
    expect(again).toEqual(result.map((told) => ({ ...told, isReplay: true })));
    expect(await triggerCount()).toBe(before + CALLERS);
  });

  test.each([
    ["createChannel", (n: number) => ({ channelKey: `made-${n}`, type: "IN_APP", name: "Made" })],
    ["createApiKey", () => ({ kind: "PUBLIC", name: "made" })],
    ["createEnvironment", (n: number) => ({ key: `made-${n}`, name: "Made" })],
  ])("of %s are all answered quickly", async (mutation, inputFor) => {
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const source = `mutation($input: ${type}!) { ${mutation}(input: $input) { isReplay } }`;
    const inputs = Array.from({ length: CALLERS }, (_, n) => ({ ...inputFor(n), idempotencyKey: newKey() }));
    const { result, ms } = await timed(() => Promise.all(inputs.map((input) => api.ask(source, { input }))));
    expect(result.flatMap(({ errors }) => errors)).toEqual([]);
    expect(ms).toBeLessThan(QUICK_MS);
    const again = await Promise.all(inputs.map((input) => ask(source, { input })));
    expect(again.every(({ data }) => Object(data[mutation]).isReplay === true)).toBe(true);
  });
});

describe("S1: a key of notify", () => {
  test("used by a hundred concurrent callers of two processes stores one trigger, and all get its answer", async () => {
    const other = otherProcess();
    for (const more of [{}, { recipients: [{ to: { user: { userId: "bea", name: "Bea" } } }] }]) {
      const before = await triggerCount();
      const input = inputOf(more);
      // Other calls are in the same statements.
      const calls = Array.from({ length: 100 }, (_, n) => notify(n % 5 === 4 ? inputOf() : input, n % 2 ? other : api));
      const told = await Promise.all(calls);
      expect(told.flatMap(({ errors }) => errors)).toEqual([]);
      const same = told.filter((_, n) => n % 5 !== 4);
      expect(new Set(same.map(({ id }) => id)).size).toBe(1);
      expect(same.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
      expect(await triggerCount()).toBe(before + 21);
    }
  });

  test("returns the first answer after the workflow was switched off or changed, or the actor deleted", async () => {
    await addWorkflow("short-lived");
    await ask(`mutation { identify(input: { userId: "leaving" }) { user { id } } }`);
    const input = inputOf({ workflowKey: "short-lived", actor: { userId: "leaving" } });
    const first = await notify(input);
    await ask(
      `mutation { setWorkflowActive(input: { workflowKey: "short-lived", isActive: false }) { workflow { id } } }`,
    );
    await ask(`mutation { deleteUser(input: { userId: "leaving" }) { userId } }`);
    expect(await notify(input)).toEqual({ ...first, isReplay: true });
    expect((await notify({ ...Object(input), idempotencyKey: newKey() })).errors).toEqual([
      "BAD_USER_INPUT input.workflowKey workflow_inactive",
    ]);
  });

  test("is refused with another input, also one that would be refused anyway", async () => {
    const input = inputOf();
    await notify(input);
    for (const change of [{ data: { n: 2 } }, { workflowKey: "nothing" }, { recipients: [] }]) {
      expect((await notify({ ...Object(input), ...change })).errors).toEqual([
        "IDEMPOTENCY_KEY_REUSED input.idempotencyKey reused",
      ]);
    }
  });

  test("is free again after a refusal, and after 24 hours", async () => {
    const input = inputOf({ actor: { userId: "nobody" } });
    expect((await notify(input)).errors).toEqual(["BAD_USER_INPUT input.actor actor_missing"]);
    const corrected = { ...Object(input), actor: { userId: "known" } };
    const first = await notify(corrected);
    expect(first).toMatchObject({ isReplay: false, errors: [] });
    api.runtime.clock.advance(DAY_MS - 1);
    expect(await notify(corrected)).toEqual({ ...first, isReplay: true });
    api.runtime.clock.advance(2);
    const next = await notify(input === corrected ? input : { ...corrected, data: { n: 7 } });
    expect(next).toMatchObject({ isReplay: false, errors: [] });
    expect(next.id).not.toBe(first.id);
  });
});

describe("F-list: a repeated notify", () => {
  test.each<[string, object, object]>([
    ["with explicit nulls", {}, { actor: null, tenant: null, cancellationKey: null, settings: null }],
    ["with data that is null or empty", { data: null }, { data: {} }],
    ["with data left out", { data: undefined }, { data: null }],
    ["with settings as they are by default", {}, { settings: {} }],
    ["with a recipient's data that is null", {}, { recipients: [{ to: { userId: "ann" }, data: null }] }],
    ["with keys in another order", { data: { a: 1, b: { c: 1, d: 2 } } }, { data: { b: { d: 2, c: 1 }, a: 1 } }],
  ])("%s is the same call", async (_name, first, second) => {
    const input = Object(inputOf(first));
    const told = await notify(input);
    expect(await notify({ ...input, ...second })).toEqual({ ...told, isReplay: true });
    expect(await notify(input)).toEqual({ ...told, isReplay: true });
  });

  test.each<[string, object, object]>([
    ["with a null inside its data", { data: { a: null } }, { data: {} }],
    [
      "that unsets a name",
      { recipients: [{ to: { user: { userId: "ann" } } }] },
      { recipients: [{ to: { user: { userId: "ann", name: null } } }] },
    ],
    ["with another form of a character", { data: { name: "\u00e9" } }, { data: { name: "e\u0301" } }],
    ["in the sandbox", {}, { settings: { sandboxMode: true } }],
  ])("%s is another call", async (_name, first, second) => {
    const input = Object(inputOf(first));
    await notify(input);
    expect((await notify({ ...input, ...second })).errors).toEqual([
      "IDEMPOTENCY_KEY_REUSED input.idempotencyKey reused",
    ]);
  });
});
