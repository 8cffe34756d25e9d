import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../src/platform/json.js";
import { createPopulatedApi, type PopulatedApi } from "../support/populated-api.js";

/** The query of each list, the path of the list in the answer, and a function that adds a row at its end. */
interface List {
  name: string;
  ask: string;
  path: string[];
  count: number;
  grow: (n: number) => Promise<unknown>;
}

let api: PopulatedApi;
const PAGE = "first: $first, after: $after, last: $last, before: $before";
const CONNECTION =
  "{ edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }";

const run = (source: string, i: object): Promise<unknown> => api.ask(source, { i });
const identify = (userId: string): Promise<unknown> =>
  run("mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", { userId });
const setObject = (objectId: string): Promise<unknown> =>
  run("mutation($i: ObjectInput!) { setObject(input: $i) { object { id } } }", { collection: "docs", objectId });
const subscribe = (objectId: string, userId: string): Promise<unknown> =>
  run("mutation($i: SubscribeInput!) { subscribe(input: $i) { changedCount } }", {
    object: { collection: "docs", objectId },
    recipients: [{ userId }],
  });
const tell = async (workflowKey: string, userId: string, more: object = {}): Promise<string> => {
  const id = await api.notify({ workflowKey, recipients: [{ to: { userId } }], data: { n: 1 }, ...more });
  await api.settle();
  return id;
};

const LISTS: List[] = [
  { name: "users", ask: `users(${PAGE})`, path: ["users"], count: 7, grow: (n) => identify(`zz${n}`) },
  { name: "objects", ask: `objects(${PAGE})`, path: ["objects"], count: 7, grow: (n) => setObject(`zz${n}`) },
  {
    name: "objects of a collection",
    ask: `objects(collection: "docs", ${PAGE})`,
    path: ["objects"],
    count: 7,
    grow: (n) => setObject(`zy${n}`),
  },
  {
    name: "tenants",
    ask: `tenants(${PAGE})`,
    path: ["tenants"],
    count: 7,
    grow: (n) => run("mutation($i: TenantInput!) { setTenant(input: $i) { tenant { id } } }", { tenantId: `zz${n}` }),
  },
  {
    name: "workflows",
    ask: `workflows(${PAGE})`,
    path: ["workflows"],
    count: 4,
    grow: (n) =>
      run("mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }", {
        document: { key: `zz${n}`, name: "z", steps: [] },
      }),
  },
  { name: "triggers", ask: `triggers(${PAGE})`, path: ["triggers"], count: 14, grow: () => tell("plain", "ada") },
  { name: "runs", ask: `runs(${PAGE})`, path: ["runs"], count: 14, grow: () => tell("plain", "ada") },
  { name: "messages", ask: `messages(${PAGE})`, path: ["messages"], count: 7, grow: () => tell("plain", "bob") },
  {
    name: "messages of a recipient",
    ask: `messages(filter: { recipient: { userId: "u3" } }, ${PAGE})`,
    path: ["messages"],
    count: 1,
    grow: () => tell("plain", "u3"),
  },
  {
    name: "subscribers of an object",
    ask: `object(collection: "docs", objectId: "d1") { subscribers(${PAGE}) ${CONNECTION} }`,
    path: ["object", "subscribers"],
    count: 7,
    grow: (n) => subscribe("d1", `zz${n}`),
  },
  {
    name: "subscriptions of a recipient",
    ask: `user(userId: "u1") { subscriptions(${PAGE}) ${CONNECTION} }`,
    path: ["user", "subscriptions"],
    count: 7,
    grow: (n) => subscribe(`zz${n}`, "u1"),
  },
  {
    name: "keys",
    ask: `apiKeys(${PAGE})`,
    path: ["apiKeys"],
    count: 2,
    grow: () => run("mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { key } }", { kind: "PUBLIC" }),
  },
  { name: "signing keys", ask: `signingKeys(${PAGE})`, path: ["signingKeys"], count: 0, grow: async () => undefined },
  {
    name: "channels",
    ask: `channels(${PAGE})`,
    path: ["channels"],
    count: 1,
    grow: (n) =>
      run("mutation($i: CreateChannelInput!) { createChannel(input: $i) { channel { id } } }", {
        channelKey: `zz-${n}`,
        type: "IN_APP",
        name: "z",
      }),
  },
];

beforeAll(async () => {
  api = await createPopulatedApi();
  const at = (n: number): void => api.runtime.clock.set(api.runtime.clock.now() + n);
  for (let n = 1; n <= 7; n++) {
    at(n % 3);
    await identify(`u${n}`);
    await setObject(`d${n}`);
    await run("mutation($i: TenantInput!) { setTenant(input: $i) { tenant { id } } }", { tenantId: `t${n}` });
    await subscribe("d1", `u${n}`);
    await subscribe(`d${n}`, "u1");
    await tell("plain", `u${n}`, { tenant: { tenantId: `t${n}` }, actor: { userId: "u1" } });
    await tell("slow", `u${n}`, { cancellationKey: `c${n}` });
  }
});
afterAll(() => api.close());

const query = ({ ask }: List): string =>
  `query($first: Int, $after: String, $last: Int, $before: String) { ${ask}${ask.endsWith(")") ? ` ${CONNECTION}` : ""} }`;

function at(data: Json, path: readonly string[]): ReturnType<typeof JSON.parse> {
  return path.reduce<ReturnType<typeof JSON.parse>>((value, name) => value[name], data);
}

async function page(
  list: List,
  args: object,
): Promise<{ ids: string[]; info: JsonObject & { endCursor: string; startCursor: string } }> {
  const { data, errors } = await api.ask(query(list), args);
  expect(errors).toEqual([]);
  const { edges, nodes, pageInfo } = at(data, list.path);
  expect(edges.map((edge: { node: object }) => edge.node)).toEqual(nodes);
  expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null]);
  return { ids: nodes.map((node: { id: string }) => node.id), info: pageInfo };
}

describe("a list is paged (G-06):", () => {
  test.each(LISTS)("$name, with the same rows forward and backward", async (list) => {
    const forward: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { ids, info } = await page(list, { first: 3, after });
      forward.push(...ids);
      [after, more] = [info.endCursor, info["hasNextPage"] === true];
    }
    const backward: string[] = [];
    for (let before: string | null = null, more = true; more;) {
      const { ids, info } = await page(list, { last: 2, before });
      backward.unshift(...ids);
      [before, more] = [info.startCursor, info["hasPreviousPage"] === true];
    }
    expect(forward).toHaveLength(list.count);
    expect(new Set(forward).size).toBe(list.count);
    expect(backward).toEqual(forward);
    expect((await page(list, {})).ids).toEqual(forward.slice(0, 20));
  });

  test.each(LISTS)("$name, with every row once while rows are added", async (list) => {
    const before = (await page(list, { first: 100 })).ids;
    const seen: string[] = [];
    let grown = 0;
    for (let after: string | null = null, more = true; more;) {
      const { ids, info } = await page(list, { first: 2, after });
      seen.push(...ids);
      if (grown++ < 3) await list.grow(grown);
      [after, more] = [info.endCursor, info["hasNextPage"] === true];
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => before.includes(id))).toEqual(before);
  });

  test.each(LISTS)("$name, and refuses bad page sizes and cursors", async (list) => {
    const refusals: readonly [object, string][] = [
      [{ first: 0 }, "first out_of_range"],
      [{ first: -1 }, "first out_of_range"],
      [{ first: 101 }, "first out_of_range"],
      [{ last: 101 }, "last out_of_range"],
      [{ first: 1, last: 1 }, "last conflict"],
      ...["", "x", "a".repeat(3000), "bm90IGEgY3Vyc29y", "\0", "💥"].map((after): [object, string] => [
        { after },
        "after bad_cursor",
      ]),
    ];
    for (const [args, refusal] of refusals) {
      expect((await api.ask(query(list), args)).errors).toEqual([`BAD_USER_INPUT ${refusal}`]);
    }
    const { info } = await page(list, { first: 1 });
    const cursor = info.endCursor ?? "AAAA";
    for (let i = 0; i < cursor.length; i += 3) {
      const changed = cursor.slice(0, i) + (cursor[i] === "A" ? "B" : "A") + cursor.slice(i + 1);
      const { errors } = await api.ask(query(list), { after: changed });
      expect(errors).toEqual(["BAD_USER_INPUT after bad_cursor"]);
    }
    const others = LISTS.filter((other) => other.path.at(-1) !== list.path.at(-1));
    for (const other of others) {
      const foreign = (await page(other, { first: 1 })).info.endCursor;
      if (foreign === null) continue;
      expect((await api.ask(query(list), { before: foreign })).errors).toEqual(["BAD_USER_INPUT before bad_cursor"]);
    }
  });
});

describe("a list can be filtered:", () => {
  const idsOf = async (field: string): Promise<string[]> => {
    const { data, errors } = await api.ask(`{ list: ${field} { nodes { id } } }`);
    expect(errors).toEqual([]);
    return at(data, ["list", "nodes"]).map((node: { id: string }) => node.id);
  };
  const trigger = async (n: number): Promise<string> =>
    (await idsOf(`triggers(filter: { tenantId: "t${n}" })`))[0] ?? "";

  test("triggers by workflow, tenant and cancellation key", async () => {
    expect(await idsOf('triggers(filter: { workflowKey: "slow" })')).toHaveLength(7);
    expect(await idsOf('triggers(filter: { tenantId: "t3" })')).toHaveLength(1);
    expect(await idsOf('triggers(filter: { cancellationKey: "c3", workflowKey: "slow" })')).toHaveLength(1);
    expect(await idsOf('triggers(filter: { cancellationKey: "c3", workflowKey: "plain" })')).toEqual([]);
    expect(await idsOf('triggers(filter: { workflowKey: "unknown" })')).toEqual([]);
  });

  test("runs by workflow, recipient and status", async () => {
    expect(await idsOf('runs(filter: { workflowKey: "slow", status: WAITING })')).toHaveLength(7);
    expect(await idsOf("runs(filter: { status: FAILED })")).toEqual([]);
    expect(await idsOf('runs(filter: { recipient: { userId: "u4" } })')).toHaveLength(2);
    expect(
      await idsOf('runs(filter: { recipient: { userId: "u4" }, status: COMPLETED, workflowKey: "plain" })'),
    ).toHaveLength(1);
    expect(await idsOf('runs(filter: { recipient: { object: { collection: "docs", objectId: "d1" } } })')).toEqual([]);
  });

  test("messages by recipient, trigger, workflow, channel, tenant and delivery status", async () => {
    const all = `{ recipient: { userId: "u4" }, triggerId: "${await trigger(4)}", workflowKey: "plain", channelKey: "in-app", tenantId: "t4", deliveryStatus: DELIVERED }`;
    expect(await idsOf(`messages(filter: ${all})`)).toHaveLength(1);
    expect(await idsOf(`messages(filter: { triggerId: "${await trigger(5)}" })`)).toHaveLength(1);
    expect(await idsOf('messages(filter: { tenantId: "t5" })')).toHaveLength(1);
    for (const none of [
      'workflowKey: "slow"',
      'channelKey: "sms"',
      "deliveryStatus: NOT_SENT",
      'triggerId: "trg_x"',
      'recipient: { userId: "nobody" }',
    ])
      expect(await idsOf(`messages(filter: { ${none} })`)).toEqual([]);
  });

  test("refusing a filter that names nothing, with its path", async () => {
    const refused = async (field: string): Promise<string[]> => (await api.ask(`{ ${field} { nodes { id } } }`)).errors;
    expect(await refused('messages(filter: { recipient: { userId: "a/b" } })')).toEqual([
      "BAD_USER_INPUT filter.recipient.userId invalid_format",
    ]);
    expect(await refused('triggers(filter: { tenantId: "" })')).toEqual(["BAD_USER_INPUT filter.tenantId empty"]);
    expect(await refused('runs(filter: { workflowKey: "a\\u0000" })')).toEqual([
      "BAD_USER_INPUT filter.workflowKey invalid_format",
    ]);
  });
});
