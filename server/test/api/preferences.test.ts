import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { PreferenceService } from "../../src/modules/preferences/index.js";
import type { JsonObject } from "../../src/platform/json.js";
import { addInAppChannel, createModuleApi, type ApiAnswer, type ModuleApi } from "../support/module-api.js";

let api: ModuleApi;
let people = 0;

beforeAll(async () => {
  api = await createModuleApi();
  await addInAppChannel(api);
});
afterAll(() => api.db.drop());

const SET = `fragment Set on PreferenceSet {
  id commercialSubscribed tenant { tenantId }
  rules { workflowKey category channelType channelKey allow when overridesRecipient source }
}`;

function set(input: JsonObject, scope = api.home.secret): Promise<ApiAnswer> {
  const source = `mutation ($input: SetPreferencesInput!) { setPreferences(input: $input) { preferences { ...Set } } } ${SET}`;
  return api.ask(source, { input }, scope);
}

function setDefaults(input: JsonObject, scope = api.home.secret): Promise<ApiAnswer> {
  const source = `mutation ($input: SetDefaultPreferencesInput!) {
    setDefaultPreferences(input: $input) { preferences { ...Set } } } ${SET}`;
  return api.ask(source, { input }, scope);
}

/** `<subject> <channel> <allow> <source>` of each rule in force. */
function rulesOf({ data, errors }: ApiAnswer): string[] {
  expect(errors).toEqual([]);
  const [payload] = Object.values(data);
  const { preferences }: { preferences: { rules: Record<string, string | null>[] } } = JSON.parse(
    JSON.stringify(payload),
  );
  return preferences.rules.map((rule) =>
    [
      rule.workflowKey ?? rule.category ?? "*",
      rule.channelType ?? rule.channelKey ?? "*",
      rule.allow,
      rule.source,
    ].join(" "),
  );
}

const newUser = (): string => `user-${++people}`;
const recipient = (userId: string): JsonObject => ({ userId });

describe("setPreferences", () => {
  test("merges rule by rule, removes a rule by null, and returns the rules in force", async () => {
    const who = { recipient: recipient(newUser()) };
    await set({
      ...who,
      rules: [
        { workflowKey: "a", allow: false },
        { channelType: "EMAIL", allow: false },
      ],
    });
    const second = await set({
      ...who,
      rules: [
        { workflowKey: "b", allow: true },
        { channelType: "EMAIL", allow: null },
      ],
    });
    expect(rulesOf(second)).toEqual(["a * false RECIPIENT", "b * true RECIPIENT"]);
    expect(rulesOf(await set({ ...who, mode: "REPLACE", rules: [{ category: "c", allow: false }] }))).toEqual([
      "c * false RECIPIENT",
    ]);
    expect(rulesOf(await set({ ...who, mode: "REPLACE" }))).toEqual([]);
  });

  test("distinguishes an omitted allow from null", async () => {
    const who = { recipient: recipient(newUser()) };
    const when = { variable: "recipient.plan", operator: "equal_to", argument: "pro" };
    expect((await set({ ...who, rules: [{ workflowKey: "a" }] })).errors).toEqual([
      "BAD_USER_INPUT input.rules.0.allow required",
    ]);
    const { data } = await set({ ...who, rules: [{ workflowKey: "a", when }] });
    expect(data.setPreferences).toMatchObject({ preferences: { rules: [{ workflowKey: "a", allow: null, when }] } });
  });

  test("keeps the commercial flag when it is omitted, unsets it by null, and resets it when rules are replaced", async () => {
    const who = { recipient: recipient(newUser()) };
    const said = async (input: JsonObject): Promise<unknown> => {
      const { data } = await set({ ...who, ...input });
      return JSON.parse(JSON.stringify(data.setPreferences)).preferences.commercialSubscribed;
    };
    expect(await said({ commercialSubscribed: false })).toBe(false);
    expect(await said({ rules: [{ workflowKey: "a", allow: true }] })).toBe(false);
    expect(await said({ commercialSubscribed: null })).toBe(true);
    expect(await said({ commercialSubscribed: false })).toBe(false);
    expect(await said({ mode: "REPLACE" })).toBe(true);
  });

  test("loses nothing in 40 concurrent merges", async () => {
    const who = { recipient: recipient(newUser()) };
    const names = Array.from({ length: 40 }, (_, index) => `w${String(index).padStart(2, "0")}`);
    await Promise.all(names.map((workflowKey) => set({ ...who, rules: [{ workflowKey, allow: false }] })));
    expect(rulesOf(await set({ ...who, rules: [] }))).toEqual(names.map((name) => `${name} * false RECIPIENT`));
  });

  test("lets a user token write and read the set of its own user only", async () => {
    const [mine, other] = [newUser(), newUser()];
    const scope = api.home.asUser(mine);
    expect(rulesOf(await set({ rules: [{ workflowKey: "a", allow: false }] }, scope))).toEqual(["a * false RECIPIENT"]);
    expect((await set({ recipient: recipient(other), rules: [] }, scope)).errors).toEqual(["FORBIDDEN"]);
    const object = { object: { collection: "projects", objectId: "p" } };
    expect((await set({ recipient: object, rules: [] }, scope)).errors).toEqual(["FORBIDDEN"]);
    expect((await setDefaults({ rules: [] }, scope)).errors).toEqual(["FORBIDDEN"]);
    expect((await set({ rules: [] })).errors).toEqual(["BAD_USER_INPUT input.recipient required"]);
  });

  test("refuses input with all reasons and stores nothing", async () => {
    const who = { recipient: recipient(newUser()) };
    const rules: JsonObject[] = [
      { workflowKey: "a", category: "b", allow: true },
      { channelKey: "pager", allow: true },
      { workflowKey: "ok", allow: false },
      { workflowKey: "ok", allow: true },
    ];
    expect((await set({ ...who, tenantId: "", rules })).errors.sort()).toEqual([
      "BAD_USER_INPUT input.rules.0.category conflict",
      "BAD_USER_INPUT input.rules.1.channelKey unknown_channel",
      "BAD_USER_INPUT input.rules.3 duplicate",
      "BAD_USER_INPUT input.tenantId empty",
    ]);
    expect(rulesOf(await set({ ...who, rules: [] }))).toEqual([]);
  });

  test("limits a set to 1,000 rules over several calls", async () => {
    const who = { recipient: recipient(newUser()) };
    const rules = (from: number, count: number): JsonObject[] =>
      Array.from({ length: count }, (_, index) => ({ workflowKey: `w${from + index}`, allow: false }));
    expect(rulesOf(await set({ ...who, rules: rules(0, 1000) }))).toHaveLength(1000);
    expect((await set({ ...who, rules: rules(1000, 1) })).errors).toEqual(["BAD_USER_INPUT input.rules too_many"]);
  });
});

describe("defaults", () => {
  test("that override recipients are stored separately and never share a subject with other defaults", async () => {
    const input: JsonObject = {
      rules: [{ category: "a", allow: true }],
      overrides: [{ category: "b" }, { category: "a", allow: true }],
    };
    expect((await setDefaults(input)).errors).toEqual([
      "BAD_USER_INPUT input.overrides.0.allow required",
      "BAD_USER_INPUT input.overrides.1 duplicate",
    ]);
    const userId = newUser();
    await setDefaults({ overrides: [{ category: "b", allow: true }] });
    const own = [{ category: "b", allow: false }];
    expect(rulesOf(await set({ recipient: recipient(userId), rules: own }))).toEqual(["b * true ENVIRONMENT"]);
    // After the override is removed, the recipient's own rule applies again.
    await setDefaults({ overrides: [{ category: "b", allow: null }] });
    expect(rulesOf(await set({ recipient: recipient(userId), rules: [] }))).toEqual(["b * false RECIPIENT"]);
  });
});

describe("layers", () => {
  test("are read merged with the source of each rule, inside and outside a tenant", async () => {
    const userId = newUser();
    await api.ask(`mutation { setTenant(input: { tenantId: "acme", name: "Acme" }) { tenant { id } } }`);
    await setDefaults({
      mode: "REPLACE",
      rules: [
        { category: "news", allow: false },
        { workflowKey: "w", allow: false },
      ],
    });
    const tenant = await setDefaults({
      tenantId: "acme",
      mode: "REPLACE",
      overrides: [{ category: "news", allow: true }],
    });
    expect(rulesOf(tenant)).toEqual(["w * false ENVIRONMENT", "news * true TENANT"]);
    await set({ recipient: recipient(userId), rules: [{ workflowKey: "w", allow: true }] });
    const inTenant = await set({
      recipient: recipient(userId),
      tenantId: "acme",
      rules: [{ category: "news", allow: false }],
    });
    expect(rulesOf(inTenant)).toEqual(["w * false ENVIRONMENT", "news * true TENANT"]);
    expect(inTenant.data.setPreferences).toMatchObject({ preferences: { tenant: { tenantId: "acme" } } });

    await api.ask(`mutation ($userId: ID!) { identify(input: { userId: $userId }) { user { id } } }`, { userId });
    const query = `query ($userId: ID!) { user(userId: $userId) {
      preferences { ...Set } acme: preferences(tenantId: "acme") { ...Set } } } ${SET}`;
    const { data } = await api.ask(query, { userId });
    expect(data.user).toMatchObject({
      preferences: {
        tenant: null,
        rules: [
          { workflowKey: "w", allow: true, source: "RECIPIENT" },
          { category: "news", allow: false, source: "ENVIRONMENT" },
        ],
      },
      acme: { rules: [{ workflowKey: "w" }, { category: "news", overridesRecipient: true, source: "TENANT" }] },
    });
    await setDefaults({ mode: "REPLACE" });
  });

  test("of a page of recipients take two statements", async () => {
    const ids = Array.from({ length: 10 }, newUser);
    for (const userId of ids) await set({ recipient: recipient(userId), rules: [{ workflowKey: "x", allow: false }] });
    for (const userId of ids) await api.ask(`mutation { identify(input: { userId: "${userId}" }) { user { id } } }`);
    const fields = ids.map(
      (userId, index) => `u${index}: user(userId: "${userId}") { preferences { rules { allow } } }`,
    );
    let statements = 0;
    const stop = api.db.database.onStatement((sql) => (statements += /preference_/.test(sql) ? 1 : 0));
    const { data } = await api.ask(`{ ${fields.join(" ")} }`);
    stop();
    expect(Object.values(data)).toEqual(ids.map(() => ({ preferences: { rules: [{ allow: false }] } })));
    expect(statements).toBe(2);
  });

  test("are hidden from other users, and resolved as nodes for authorised callers", async () => {
    const [mine, other] = [newUser(), newUser()];
    for (const userId of [mine, other])
      await api.ask(`mutation { identify(input: { userId: "${userId}" }) { user { id } } }`);
    const query = `{ mine: user(userId: "${mine}") { preferences { id } } other: user(userId: "${other}") { preferences { id } } }`;
    const { data } = await api.ask(query, {}, api.home.asUser(mine));
    expect(data).toMatchObject({ mine: { preferences: { id: expect.any(String) } }, other: { preferences: null } });

    const id = JSON.parse(JSON.stringify(data)).mine.preferences.id;
    const node = `query ($id: ID!) { node(id: $id) { __typename id } }`;
    const seen = { node: { __typename: "PreferenceSet", id } };
    expect((await api.ask(node, { id }, api.home.asUser(mine))).data).toEqual(seen);
    expect((await api.ask(node, { id })).data).toEqual(seen);
    expect((await api.ask(node, { id }, api.home.asUser(other))).data).toEqual({ node: null });
  });

  test("of objects are read like those of users", async () => {
    await api.ask(`mutation { setObject(input: { collection: "projects", objectId: "p1" }) { object { id } } }`);
    const object = { object: { collection: "projects", objectId: "p1" } };
    await set({ recipient: object, rules: [{ category: "c", allow: false }] });
    const query = `{ object(collection: "projects", objectId: "p1") { preferences { rules { category source } } } }`;
    expect((await api.ask(query)).data.object).toEqual({
      preferences: { rules: [{ category: "c", source: "RECIPIENT" }] },
    });
    expect((await api.ask(query, {}, api.home.asUser("ada"))).data.object).toEqual({ preferences: null });
  });

  test("are loaded for many recipients at once, with cached defaults until the defaults change", async () => {
    const { environmentId, secret } = api.home;
    const [first, second] = [newUser(), newUser()];
    await set({ recipient: recipient(first), rules: [{ workflowKey: "x", allow: false }] });
    const preferences = new PreferenceService(api.runtime, api.modules.channels);
    const layers = await preferences.loadLayers(api.db.database, secret, [`u/${first}`, `u/${second}`], null);
    expect(layers.get(`u/${first}`)?.recipient?.rules).toEqual([{ workflowKey: "x", allow: false }]);
    expect(layers.get(`u/${second}`)).toMatchObject({ recipient: null, hasTenant: false });

    await setDefaults({ tenantId: "t9", rules: [{ allow: false }] });
    const before = await preferences.defaultsOf(environmentId, "t9");
    expect(before?.rules).toEqual([{ allow: false }]);
    expect(await preferences.defaultsOf(environmentId, "t9")).toBe(before);
    await setDefaults({ tenantId: "t9", rules: [{ allow: true }] });
    expect((await preferences.defaultsOf(environmentId, "t9"))?.rules).toEqual([{ allow: true }]);
    expect(await preferences.defaultsOf(environmentId, "t10")).toBeNull();
  });
});
