import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createPopulatedApi, type PopulatedApi } from "../support/populated-api.js";

let api: PopulatedApi;
beforeAll(async () => {
  api = await createPopulatedApi();
});
afterAll(() => api.close());

const SET = "mutation($i: SetPreferencesInput!) { setPreferences(input: $i) { preferences { id } } }";
const set = async (userId: string, input: object): Promise<string[]> =>
  (await api.ask(SET, { i: input }, api.home.asUser(userId))).errors;
const rules = (count: number, length: number): object[] =>
  Array.from({ length: count }, (_, n) => ({ workflowKey: `${n}${"x".repeat(length)}`, allow: false }));

describe("X-20: the storage of a user is bounded:", () => {
  test("a hundred preference sets, in existing and unknown tenants", async () => {
    for (let n = 0; n < 100; n++)
      expect(await set("ada", { tenantId: `t${n}`, commercialSubscribed: true })).toEqual([]);
    expect(await set("ada", { tenantId: "one-more", rules: [] })).toEqual(["CONFLICT input.tenantId too_many"]);
    expect(await set("ada", { commercialSubscribed: true })).toEqual(["CONFLICT input.tenantId too_many"]);
    expect(await set("ada", { tenantId: "t7", commercialSubscribed: false })).toEqual([]);
    expect(await set("bob", { tenantId: "one-more", rules: [] })).toEqual([]);
  });

  test("a hundred sets, even if all are written concurrently", async () => {
    const all = await Promise.all(
      Array.from({ length: 120 }, (_, n) => set("eve", { tenantId: `t${n}`, commercialSubscribed: true })),
    );
    expect(all.filter((errors) => errors.length > 0)).toHaveLength(20);
  });

  test("a secret key may store more", async () => {
    const input = { recipient: { userId: "ada" }, tenantId: "by-backend", rules: rules(300, 200) };
    expect((await api.ask(SET, { i: input })).errors).toEqual([]);
  });

  test("32 KiB of rules per set", async () => {
    expect(await set("cid", { rules: rules(300, 200) })).toEqual(["BAD_USER_INPUT input.rules too_large"]);
    expect(await set("cid", { rules: rules(100, 200) })).toEqual([]);
    expect(await set("cid", { rules: rules(100, 201) })).toEqual(["BAD_USER_INPUT input.rules too_large"]);
  });

  test("a set that the backend made larger may be changed by its user, but not grow", async () => {
    const input = { recipient: { userId: "dan" }, rules: rules(300, 200) };
    expect((await api.ask(SET, { i: input })).errors).toEqual([]);
    expect(await set("dan", { rules: rules(1, 200).map((rule) => ({ ...rule, allow: true })) })).toEqual([]);
    expect(await set("dan", { rules: rules(1, 201) })).toEqual(["BAD_USER_INPUT input.rules too_large"]);
  });

  test("32 KiB of properties", async () => {
    const identify = "mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }";
    const input = { userId: "cid", properties: { text: "x".repeat(40_000) } };
    const byUser = await api.ask(identify, { i: input }, api.home.asUser("cid"));
    expect(byUser.errors).toEqual(["BAD_USER_INPUT input.properties too_large"]);
    expect((await api.ask(identify, { i: input })).errors).toEqual([]);
  });

  test("32 KiB of properties in total, over any number of calls", async () => {
    const identify = "mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }";
    const add = async (userId: string, properties: object): Promise<string[]> =>
      (await api.ask(identify, { i: { properties } }, api.home.asUser(userId))).errors;
    for (let n = 0; n < 3; n++) expect(await add("fay", { [`part${n}`]: "x".repeat(10_000) })).toEqual([]);
    expect(await add("fay", { part3: "x".repeat(10_000) })).toEqual(["BAD_USER_INPUT input.properties too_large"]);
    expect(await add("fay", { part0: "y", part3: "x".repeat(10_000) })).toEqual([]);
  });

  test("properties that the backend made larger may be changed by their user, but not grow", async () => {
    const identify = "mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }";
    const input = { userId: "gus", properties: { text: "x".repeat(40_000), colour: "red" } };
    expect((await api.ask(identify, { i: input })).errors).toEqual([]);
    const change = async (colour: string): Promise<string[]> =>
      (await api.ask(identify, { i: { properties: { colour } } }, api.home.asUser("gus"))).errors;
    expect(await change("tan")).toEqual([]);
    expect(await change("green")).toEqual(["BAD_USER_INPUT input.properties too_large"]);
  });
});

describe("X-22: avatar URLs on any host", () => {
  const URLS = ["http://x/a.png", "//x/a.png", "data:image/png,x", "javascript:alert(1)", "https://u:p@x/a.png"];

  test.each(URLS)("%s are refused from users and for users, objects and inline recipients", async (avatar) => {
    const refused = async (source: string, input: object): Promise<string> =>
      (await api.ask(source, { i: input })).errors.join();
    const identify = "mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }";
    const setObject = "mutation($i: ObjectInput!) { setObject(input: $i) { object { id } } }";
    const notify = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
    expect(await refused(identify, { userId: "ada", avatar })).toBe("BAD_USER_INPUT input.avatar unsafe_url");
    expect(await refused(setObject, { collection: "c", objectId: "o", avatar })).toContain("avatar unsafe_url");
    const recipients = [{ to: { user: { userId: "ada", avatar } } }];
    expect(await refused(notify, { workflowKey: "plain", recipients })).toContain("avatar unsafe_url");
    const actor = { object: { collection: "c", objectId: "o", avatar } };
    expect(await refused(notify, { workflowKey: "plain", recipients: [{ to: { userId: "a" } }], actor })).toContain(
      "unsafe_url",
    );
  });

  test.each(URLS)("%s are not shown if they were stored before", async (avatar) => {
    await api.ask(
      'mutation { identify(input: { userId: "old" }) { user { id } } setObject(input: { collection: "c", objectId: "old" }) { object { id } } }',
    );
    await api.db.database.query("update users set avatar = $1", [avatar]);
    await api.db.database.query("update objects set avatar = $1", [avatar]);
    const { data } = await api.ask(
      '{ user(userId: "old") { avatar } object(collection: "c", objectId: "old") { avatar } }',
    );
    expect(data).toEqual({ user: { avatar: null }, object: { avatar: null } });
  });
});
