import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { addInAppChannel, createModuleApi, type ModuleApi } from "../support/module-api.js";

const MANY = `mutation($items: [NotifyInput!]!) { notifyMany(input: { items: $items }) {
  results { trigger { id } isReplay error { code } } } }`;

let api: ModuleApi;

beforeAll(async () => {
  api = await createModuleApi();
  await addInAppChannel(api);
  const steps = [{ ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "Hello" } }];
  const document = { key: "plain", name: "Plain", steps };
  await api.ask(`mutation($d: JSONObject!) { saveWorkflow(input: { document: $d }) { workflow { id } } }`, {
    d: document,
  });
  await api.ask(`mutation { commitWorkflow(input: { workflowKey: "plain" }) { workflow { id } } }`);
  // Postgres rejects data that contains "refuse", and ends its connection for data that contains "die".
  await api.db.database.query(
    `create function misbehave() returns trigger language plpgsql as $$ begin
       if to_jsonb(new)::text like '%refuse%' then raise exception 'refused' using errcode = 'XX001'; end if;
       if to_jsonb(new)::text like '%die%' then perform pg_terminate_backend(pg_backend_pid()); end if;
       return new; end $$`,
  );
  for (const table of ["triggers", "tenants"]) {
    await api.db.database.query(
      `create trigger misbehave before insert on ${table} for each row execute function misbehave()`,
    );
  }
});
beforeEach(() => api.db.database.query("delete from triggers").then(() => undefined));
afterAll(() => api.db.drop());

interface Result {
  trigger: { id: string } | null;
  isReplay: boolean;
  error: { code: string } | null;
}

async function many(items: object[]): Promise<Result[]> {
  const { data, errors } = await api.ask(MANY, { items });
  expect(errors).toEqual([]);
  return Object(data.notifyMany).results;
}

const item = (word: string, more: object = {}): object => ({
  workflowKey: "plain",
  recipients: [{ to: { userId: "ann" } }],
  data: { word },
  ...more,
});
const inTenant = (tenantId: string): object => item(tenantId, { tenant: { tenantId } });
const codes = (results: Result[]): (string | null)[] => results.map(({ error }) => error?.code ?? null);

/** The stored calls, by a word in their data, in order of storage. */
async function stored(): Promise<string[]> {
  const rows = await api.db.database.query<{ word: string }>(
    "select coalesce(data->>'word', tenant_id) as word from triggers order by seq",
  );
  return rows.map(({ word }) => word);
}

/** The items without a trigger in the answer, which a caller without idempotency keys sends again. */
const unanswered = (items: object[], results: Result[]): object[] =>
  items.filter((_, index) => results[index]?.trigger == null);

describe("S7: notifyMany", () => {
  test("reports which items are stored when the database rejects one of the items that are written together", async () => {
    const items = [item("a"), item("refuse"), item("b")];
    const results = await many(items);
    expect(codes(results)).toEqual([null, "INTERNAL_SERVER_ERROR", null]);
    expect(results.map(({ trigger }) => trigger !== null)).toEqual([true, false, true]);
    expect(await stored()).toEqual(["a", "b"]);
  });

  test("reports which items are stored when the database rejects an item with a transaction of its own", async () => {
    const results = await many([item("a"), inTenant("refuse"), item("b"), inTenant("fine")]);
    expect(codes(results)).toEqual([null, "INTERNAL_SERVER_ERROR", null, null]);
    expect(await stored()).toEqual(["a", "b", "fine"]);
  });

  test("reports which items were stored before an outage, and tries no more items", async () => {
    const items = [item("a"), inTenant("fine"), inTenant("die"), item("b"), inTenant("later")];
    const results = await many(items);
    expect(codes(results)).toEqual([null, null, "UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE"]);
    expect(await stored()).toEqual(["a", "fine"]);
    const rest = unanswered(items, results).filter((each) => !JSON.stringify(each).includes("die"));
    expect(codes(await many(rest))).toEqual([null, null]);
    expect(await stored()).toEqual(["a", "fine", "b", "later"]);
  });

  test("reports no item of a lost statement as stored, and none is stored", async () => {
    const results = await many([inTenant("fine"), item("a"), item("die"), item("b")]);
    expect(codes(results)).toEqual([null, "UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE"]);
    expect(await stored()).toEqual(["fine"]);
  });

  test("stores items with keys along with the others, each key once, and replays them", async () => {
    const items = [
      item("a", { idempotencyKey: "one" }),
      item("b"),
      item("a", { idempotencyKey: "one" }),
      item("c", { idempotencyKey: "one" }),
      item("d", { idempotencyKey: "two" }),
      item("e", { idempotencyKey: "three", tenant: { tenantId: "acme" } }),
    ];
    const results = await many(items);
    expect(codes(results)).toEqual([null, null, null, "IDEMPOTENCY_KEY_REUSED", null, null]);
    expect(results.map(({ isReplay }) => isReplay)).toEqual([false, false, true, false, false, false]);
    expect(results[2]?.trigger).toEqual(results[0]?.trigger);
    expect(await stored()).toEqual(["a", "b", "d", "e"]);
  });

  test("from two callers with the same keys in another order stores each once, and blocks neither", async () => {
    const items = Array.from({ length: 20 }, (_, n) => item(`n${n}`, { idempotencyKey: `crossed-${n}` }));
    const [forward, backward] = await Promise.all([many(items), many([...items].reverse())]);
    expect(codes(forward ?? []).filter((code) => code !== null)).toEqual([]);
    expect([...(backward ?? [])].reverse().map(({ trigger }) => trigger)).toEqual(
      forward?.map(({ trigger }) => trigger),
    );
    expect(await stored()).toHaveLength(20);
  });
});
