import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createTestEnvironment, type TestEnvironment } from "../support/environments.js";
import { createModuleApi, type ModuleApi } from "../support/module-api.js";

let api: ModuleApi;
let home: TestEnvironment;

const PEOPLE = [
  { userId: "ada", name: "Ada Lovelace", email: "Ada@Example.com", phoneNumber: "+44 20 1234 5678" },
  { userId: "usr_Grace", name: "Grace Brewster Hopper", email: "grace@example.com" },
  { userId: "linus@kernel.example", name: "Linus" },
  { userId: "100%", name: "A_b Under_score" },
];

beforeAll(async () => {
  api = await createModuleApi();
});
beforeEach(async () => {
  home = await createTestEnvironment(api.db.database, api.modules.environments);
  const other = await createTestEnvironment(api.db.database, api.modules.environments);
  for (const input of PEOPLE) await identify(input, home);
  await identify({ userId: "ada", name: "Ada Elsewhere", email: "ada@example.com" }, other);
});
afterAll(() => api.db.drop());

async function identify(input: object, environment: TestEnvironment): Promise<void> {
  const { errors } = await api.ask(
    "mutation ($input: IdentifyInput!) { identify(input: $input) { user { id } } }",
    { input },
    environment.secret,
  );
  expect(errors).toEqual([]);
}

async function find(filter: object, first = 20): Promise<string[]> {
  const { data, errors } = await api.ask(
    "query ($filter: UserFilterInput, $first: Int) { users(filter: $filter, first: $first) { nodes { userId } } }",
    { filter, first },
    home.secret,
  );
  expect(errors).toEqual([]);
  const { users } = data as { users: { nodes: { userId: string }[] } };
  return users.nodes.map(({ userId }) => userId);
}

describe("users are found", () => {
  test.each([
    ["the beginning of the id, whatever its case", { search: "USR_g" }, ["usr_Grace"]],
    ["the beginning of the name", { search: "ada l" }, ["ada"]],
    ["the beginning of the last name", { search: "hop" }, ["usr_Grace"]],
    ["the whole email address, whatever its case", { search: " ada@example.COM " }, ["ada"]],
    ["the phone number as people write it", { search: "+44-20 12345678" }, ["ada"]],
    ["an id that is an email address", { search: "linus@kernel.example" }, ["linus@kernel.example"]],
    ["an email address alone", { email: "grace@EXAMPLE.com" }, ["usr_Grace"]],
    ["a phone number alone", { phoneNumber: "+442012345678" }, ["ada"]],
    ["no condition", {}, ["ada", "usr_Grace", "linus@kernel.example", "100%"]],
    ["no words", { search: "  " }, ["ada", "usr_Grace", "linus@kernel.example", "100%"]],
  ])("by %s", async (_, filter, found) => {
    expect(await find(filter)).toEqual(found);
  });

  test("and characters that patterns give a meaning mean themselves", async () => {
    expect(await find({ search: "100%" })).toEqual(["100%"]);
    expect(await find({ search: "%" })).toEqual([]);
    expect(await find({ search: "a_b" })).toEqual(["100%"]);
    expect(await find({ search: "a_l" })).toEqual([]);
    expect(await find({ search: "'; drop table users; --" })).toEqual([]);
  });

  test("not by a part of the email address or of the number, nor by punctuation", async () => {
    expect(await find({ email: "ada@" })).toEqual([]);
    expect(await find({ search: "+44 20" })).toEqual([]);
    expect(await find({ phoneNumber: "-" })).toEqual([]);
  });

  test("only where all parts hold", async () => {
    expect(await find({ search: "ada", email: "ada@example.com" })).toEqual(["ada"]);
    expect(await find({ search: "ada", email: "grace@example.com" })).toEqual([]);
  });

  test("in pages, oldest first", async () => {
    for (const number of [1, 2, 3]) await identify({ userId: `many-${number}` }, home);
    expect(await find({ search: "many-" }, 2)).toEqual(["many-1", "many-2"]);
  });

  test("and words that cannot be stored or are too long are refused", async () => {
    for (const search of ["a\u0000", "a".repeat(257)]) {
      const { errors } = await api.ask(
        "query ($filter: UserFilterInput) { users(filter: $filter) { nodes { id } } }",
        { filter: { search } },
        home.secret,
      );
      expect(errors).toEqual([expect.stringContaining("filter.search")]);
    }
  });

  test("by scans of indexes", async () => {
    const { database } = api.db;
    await database.query(
      `insert into users (environment_id, lane, recipient_key, id, user_id, name, email, created_at, updated_at)
       select $1, 0, 'u:fill-' || n, gen_random_uuid(), 'fill-' || n, 'Name' || n || ' Last' || n, n || '@x', now(), now()
       from generate_series(1, 20000) n`,
      [home.environmentId],
    );
    await database.query("analyze users");
    const { userConditions } = await import("../../src/modules/users/finding/user-conditions.js");
    const { and, values } = userConditions({ search: "+12345", email: "a@x" });
    const plan = await database.query<{ "QUERY PLAN": string }>(
      `explain select 1 from users where environment_id = $1${and} order by created_at, id limit 20`,
      [home.environmentId, ...values],
    );
    const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
    for (const index of ["id_prefix", "name", "last_name", "email", "phone_number"]) {
      expect(text).toContain(`users_by_${index}`);
    }
    expect(text).not.toContain("Seq Scan on users");
  });
});

describe("a dry run of a deletion", () => {
  const subscribed =
    'mutation { subscribe(input: { object: { collection: "docs", objectId: "plans" }, recipients: [{ userId: "ada" }] }) { changedCount } }';
  const preferred =
    'mutation { setPreferences(input: { recipient: { userId: "ada" }, rules: [{ category: "social", allow: false }] }) { preferences { id } } }';
  const counts = "wasKnown counts { messages runs preferenceSets subscriptions channelData }";

  test("counts what goes, and deletes nothing", async () => {
    for (const mutation of [subscribed, preferred]) {
      expect((await api.ask(mutation, {}, home.secret)).errors).toEqual([]);
    }
    const user = await api.ask(
      `mutation { deleteUser(input: { userId: "ada", isDryRun: true }) { ${counts} } }`,
      {},
      home.secret,
    );
    const none = { messages: 0, runs: 0, preferenceSets: 0, subscriptions: 0, channelData: 0 };
    expect(user.data).toEqual({
      deleteUser: { wasKnown: true, counts: { ...none, preferenceSets: 1, subscriptions: 1 } },
    });
    const object = await api.ask(
      `mutation { deleteObject(input: { collection: "docs", objectId: "plans", isDryRun: true }) { ${counts} } }`,
      {},
      home.secret,
    );
    expect(object.data).toEqual({ deleteObject: { wasKnown: true, counts: { ...none, subscriptions: 1 } } });
    expect(await find({ search: "ada" })).toEqual(["ada"]);

    const real = await api.ask(`mutation { deleteUser(input: { userId: "ada" }) { ${counts} } }`, {}, home.secret);
    expect(real.data).toEqual({ deleteUser: { wasKnown: true, counts: null } });
    expect(await find({ search: "ada" })).toEqual([]);
  });

  test("needs the right to delete", async () => {
    const { errors } = await api.ask(
      'mutation { deleteUser(input: { userId: "ada", isDryRun: true }) { wasKnown } }',
      {},
      home.asUser("ada"),
    );
    expect(errors).toEqual(["FORBIDDEN"]);
  });
});
