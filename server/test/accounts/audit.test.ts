import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { OWNER, startAccounts, type AccountRig } from "../support/account-rig.js";
import type { Answer } from "../support/carillon.js";

let rig: AccountRig;
let owner: string;

beforeAll(async () => {
  rig = await startAccounts();
  owner = await rig.owner();
});
afterAll(() => rig.stop());

interface Entry {
  action: string;
  target: string;
  actorName: string;
  changes: Record<string, unknown>;
  member: { email: string } | null;
  apiKey: { kind: string } | null;
  environment: { key: string } | null;
  ipAddress: string | null;
}

const FIELDS =
  "nodes { action target actorName changes ipAddress member { email } apiKey { kind } environment { key } } pageInfo { hasNextPage endCursor }";

async function entries(filter: object = {}, first = 100): Promise<Entry[]> {
  const query = `query ($f: AuditFilterInput, $n: Int) { auditEntries(filter: $f, first: $n) { ${FIELDS} } }`;
  const { data, errors } = await rig.ask(owner, query, { f: filter, n: first });
  expect(errors).toBeUndefined();
  return data.auditEntries.nodes as Entry[];
}

async function countOf(): Promise<number> {
  const rows = await rig.server.database.query<{ count: number }>("select count(*) as count from audit_entries");
  return rows[0]?.count ?? 0;
}

/** How many entries a call leaves, and its answer. */
async function leaves(call: Promise<Answer> | (() => Promise<Answer>)): Promise<number> {
  const before = await countOf();
  const { errors } = await (typeof call === "function" ? call() : call);
  expect(errors).toBeUndefined();
  return (await countOf()) - before;
}

const document = { key: "plain", name: "Plain", steps: [] };
const SAVE = "mutation ($d: JSONObject!) { saveWorkflow(input: { document: $d }) { isUnchanged } }";
const COMMIT = 'mutation { commitWorkflow(input: { workflowKey: "plain", message: "First" }) { isUnchanged } }';
const IDENTIFY =
  'mutation { identify(input: { userId: "ada", name: "Ada", email: "ada@example.com" }) { user { id } } }';

describe("the log has", () => {
  test("changes of the configuration by keys, and nothing else of keys", async () => {
    const key = (query: string, variables: object = {}) => rig.server.ask(query, variables);
    expect(await leaves(key(SAVE, { d: document }))).toBe(1);
    expect(await leaves(key(SAVE, { d: document }))).toBe(0);
    expect(await leaves(key(COMMIT))).toBe(1);
    expect(await leaves(key(IDENTIFY))).toBe(0);
    expect(
      await leaves(
        key(
          'mutation { notify(input: { workflowKey: "plain", recipients: [{ to: { userId: "ada" } }] }) { trigger { id } } }',
        ),
      ),
    ).toBe(0);
    const [entry] = await entries({ actions: ["workflow.committed"] });
    expect(entry).toMatchObject({
      ...{ target: "workflow:plain", member: null, apiKey: { kind: "SECRET" }, environment: { key: "test" } },
      changes: { workflowKey: { after: "plain" }, message: { after: "First" } },
    });
    expect(entry?.actorName).toMatch(/^Key …/);
  });

  test("a call that is repeated with its idempotency key once", async () => {
    const make = 'mutation { createApiKey(input: { kind: PUBLIC, name: "app", idempotencyKey: "one" }) { isReplay } }';
    expect(await leaves(rig.server.ask(make))).toBe(1);
    expect(await leaves(rig.server.ask(make))).toBe(0);
  });

  test("everything that a member does, without personal data and contents", async () => {
    expect(await leaves(() => rig.ask(owner, IDENTIFY))).toBe(1);
    const [entry] = await entries({ target: "user:ada" });
    expect(entry).toMatchObject({ action: "user.changed", actorName: "Ada", member: { email: OWNER.email } });
    expect(entry?.changes).toEqual({
      ...{ userId: { after: "ada" }, name: { isLeftOut: true }, email: { isLeftOut: true } },
    });
    expect(entry?.ipAddress).toBe("127.0.0.1");
  });

  test("sign-ins, failed ones too, and refusals", async () => {
    await rig.post("password", { ...OWNER, password: "wrong wrong wrong" });
    const reader = await rig.join("reader@example.com", "READER");
    await rig.ask(reader, IDENTIFY);
    const [refused] = await entries({ actions: ["access.*"] });
    expect(refused).toMatchObject({ target: "field:identify", member: { email: "reader@example.com" } });
    expect((await entries({ actions: ["signIn.refused"] }))[0]).toMatchObject({ target: "member:ada@example.com" });
    expect((await entries({ actions: ["signIn.done"] })).length).toBeGreaterThan(1);
  });

  test("what a setting was before", async () => {
    await rig.server.ask(
      'mutation { updateEnvironment(input: { environmentKey: "test", name: "New" }) { environment { id } } }',
    );
    const [entry] = await entries({ actions: ["environment.changed"] });
    expect(entry?.changes).toMatchObject({ name: { before: "Test", after: "New" } });
  });

  test("pages, filters, and names of members who are gone", async () => {
    await rig.join("gone@example.com", "SUPPORT").then((cookie) => rig.ask(cookie, IDENTIFY));
    const { data } = await rig.ask(owner, "{ members(first: 100) { nodes { id email } } }");
    const gone = (data.members.nodes as { id: string; email: string }[]).find(
      ({ email }) => email === "gone@example.com",
    );
    const its = { memberId: gone?.id, actions: ["user.*"] };
    expect(await entries(its)).toHaveLength(1);
    await rig.ask(owner, "mutation ($i: RemoveMemberInput!) { removeMember(input: $i) { memberId } }", {
      i: { memberId: gone?.id },
    });
    expect(await entries(its)).toMatchObject([{ actorName: "gone@example.com", member: null }]);
    expect(await entries({ environmentKey: "nowhere" })).toEqual([]);
    expect(await entries({ at: { to: "2020-01-01T00:00:00.000Z" } })).toEqual([]);
    const page = `query ($c: String) { auditEntries(first: 2, after: $c) { ${FIELDS} } }`;
    const one = (await rig.ask(owner, page)).data.auditEntries;
    const two = (await rig.ask(owner, page, { c: one.pageInfo.endCursor })).data.auditEntries;
    expect([...one.nodes, ...two.nodes]).toEqual(await entries({}, 4));
  });
});

describe("entries", () => {
  const change = (sql: string) => rig.server.database.query(sql);

  test.each([
    "update audit_entries set actor_name = 'nobody'",
    "delete from audit_entries",
    "delete from audit_entries where created_at < now() - interval '1 day' or true",
    "truncate audit_entries",
  ])("stay: %s", async (sql) => {
    const before = await countOf();
    await expect(change(sql)).rejects.toThrow(/neither changed nor deleted/);
    expect(await countOf()).toBe(before);
  });

  test("are forgotten after 400 days", async () => {
    await change(
      "insert into audit_entries (id, created_at, action, target, actor_name, changes) values (gen_random_uuid(), now() - interval '401 days', 'old.done', 'old', 'x', '{}')",
    );
    const before = await countOf();
    await rig.server.carillon.modules.audit.forget();
    expect(await countOf()).toBe(before - 1);
  });
});

/** Mutations of the configuration, each of which changes something. */
const CONFIGURATION = [
  'saveWorkflow(input: { document: { key: "other", name: "Other", steps: [] } }) { isUnchanged }',
  'setWorkflowActive(input: { workflowKey: "plain", isActive: false }) { workflow { id } }',
  'discardWorkflowDraft(input: { workflowKey: "draft" }) { workflow { id } }',
  'commitWorkflow(input: { workflowKey: "draft" }) { isUnchanged }',
  'archiveWorkflow(input: { workflowKey: "plain" }) { workflowKey }',
  'createApiKey(input: { kind: SECRET, name: "new" }) { key }',
  'createChannel(input: { channelKey: "second", type: IN_APP, name: "Second" }) { channel { id } }',
  'updateChannel(input: { channelKey: "in-app", name: "Other" }) { channel { id } }',
  'createEnvironment(input: { key: "more", name: "More" }) { secretKey }',
  'updateEnvironment(input: { environmentKey: "test", name: "Other" }) { environment { id } }',
  'setJwksUrl(input: { url: "https://keys.example/jwks" }) { environment { id } }',
  "setDefaultPreferences(input: { commercialSubscribed: false }) { preferences { commercialSubscribed } }",
];

describe("a change of the configuration", () => {
  const TABLES = ["workflows", "workflow_versions", "api_keys", "channels", "environments", "preference_defaults"];
  const everything = async (): Promise<string[]> => {
    const texts = TABLES.map((table) =>
      rig.server.database.query<{ row: string }>(
        `select (to_jsonb(t) - 'last_used_at')::text as row from ${table} t order by 1`,
      ),
    );
    return (await Promise.all(texts)).flatMap((rows) => rows.map(({ row }) => row));
  };

  beforeAll(async () => {
    await rig.server.ask(SAVE, { d: { ...document, key: "draft" } });
  });

  test.each(CONFIGURATION)("does not happen without its entry: %s", async (field) => {
    const before = await everything();
    await rig.server.database.query("alter table audit_entries add constraint full_disk check (false) not valid");
    try {
      const { errors } = await rig.server.ask(`mutation { ${field} }`);
      expect(errors?.[0]?.extensions.code).toBe("INTERNAL_SERVER_ERROR");
    } finally {
      await rig.server.database.query("alter table audit_entries drop constraint full_disk");
    }
    expect(await everything()).toEqual(before);
    const { errors } = await rig.server.ask(`mutation { ${field} }`);
    expect(errors).toBeUndefined();
    expect(await everything()).not.toEqual(before);
    // So that the next one finds what it changes.
    await rig.server.ask(SAVE, { d: { ...document, key: "draft" } });
  });
});
