import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createPopulatedApi, type PopulatedApi } from "../support/populated-api.js";

/** Words that are stored in every place that a recipient's data can reach. None may remain after the deletion. */
const word = (place: string): string => `canary${place}canary`;

let api: PopulatedApi;
beforeAll(async () => {
  api = await createPopulatedApi();
  for (const [channelKey, type] of Object.entries({ devices: "PUSH", chat: "CHAT" })) {
    await must("mutation($i: CreateChannelInput!) { createChannel(input: $i) { channel { id } } }", {
      ...{ channelKey, type, name: channelKey },
    });
  }
  for (const document of DOCUMENTS) {
    await must("mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }", { document });
    await must("mutation($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { workflow { id } } }", {
      workflowKey: document.key,
    });
  }
});
afterAll(() => api.close());

const bell = (markdown: string): object => ({
  ref: "bell",
  type: "channel",
  channelKey: "in-app",
  template: { markdown },
});
const WINDOW = { unit: "days", value: 1 };
const DOCUMENTS = [
  {
    key: "gather",
    name: "Gather",
    feedData: ["n"],
    steps: [
      { ref: "cap", type: "throttle", window: WINDOW, limit: 50, key: "{{ data.n }} {{ actor.id }} {{ tenant.id }}" },
      { ref: "collect", type: "batch", window: WINDOW, key: "{{ actor.id }} {{ data.n }} {{ tenant.name }}" },
      bell("{{ total_activities }}"),
    ],
  },
  {
    key: "greet",
    name: "Greet",
    feedData: ["n"],
    steps: [bell("{{ recipient.name }}: {{ data.n }} {{ recipient.avatar }}")],
  },
  {
    key: "later",
    name: "Later",
    feedData: ["n"],
    steps: [
      { ref: "wait", type: "delay", for: { unit: "days", value: 1 } },
      bell("{{ recipient.email }} {{ data.n }}"),
    ],
  },
];

async function must(source: string, input: object): Promise<void> {
  const { errors } = await api.ask(source, { i: input });
  if (errors.length > 0) throw new Error(`${source}: ${errors.join()}`);
}

/** Every row of every table as text, prefixed with the name of the table. */
async function dump(): Promise<string[]> {
  const { database } = api.db;
  const tables = await database.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const rows: string[] = [];
  for (const { name } of tables) {
    const found = await database.query<{ row: string }>(`select t::text as row from ${name} t`);
    rows.push(...found.map(({ row }) => `${name} ${row}`));
  }
  return rows;
}

const left = async (pattern: string): Promise<string[]> => (await dump()).filter((row) => row.includes(pattern));

/** Stores everything that an application may store about a user. `to` contains the canaries. */
async function live(userId: string, mark: (place: string) => string): Promise<void> {
  const me = { userId };
  const bob = { userId: "bob" };
  const object = { collection: "docs", objectId: "plan" };
  const person = {
    ...me,
    name: mark("name"),
    email: mark("email"),
    phoneNumber: mark("phone"),
    timezone: mark("zone"),
    locale: mark("locale"),
    avatar: `https://x/${mark("avatar")}.png`,
    properties: { deep: { list: [mark("property")] } },
  };
  await must("mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", person);
  await must("mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", bob);
  const rules = [
    { category: mark("category"), allow: false },
    { workflowKey: mark("workflow"), allow: false },
  ];
  const setPreferences = "mutation($i: SetPreferencesInput!) { setPreferences(input: $i) { preferences { id } } }";
  await must(setPreferences, { recipient: me, rules });
  await must(setPreferences, { recipient: me, tenantId: "acme", rules });
  const setData = "mutation($i: SetChannelDataInput!) { setChannelData(input: $i) { channelData { data } } }";
  await must(setData, {
    ...{ recipient: me, channelKey: "devices" },
    data: { devices: [{ token: mark("token"), locale: mark("locale") }] },
  });
  await must(setData, {
    ...{ recipient: me, channelKey: "chat" },
    data: { connections: [{ channelId: mark("channel"), channelName: mark("name"), accessToken: mark("access") }] },
  });
  await must("mutation($i: SubscribeInput!) { subscribe(input: $i) { changedCount } }", {
    object,
    recipients: [me, bob],
  });

  const alone = [{ to: me, data: { own: mark("own") } }];
  const both = [{ to: me, data: { own: mark("own") } }, { to: bob }];
  for (const workflowKey of ["plain", "greet", "later", "slow", "batched"]) {
    await api.notify({
      workflowKey,
      recipients: [{ to: { user: person }, data: { own: mark("own") } }],
      data: { n: mark("data"), more: { secret: mark("secret") } },
      cancellationKey: mark("key"),
      tenant: { tenantId: "acme" },
      actor: bob,
    });
    await api.notify({
      workflowKey,
      recipients: alone,
      data: { n: mark("idem") },
      idempotencyKey: `${workflowKey} once`,
    });
    await api.notify({ workflowKey, recipients: both, data: { n: "together" }, cancellationKey: "both" });
    await api.notify({ workflowKey, recipients: [{ to: bob }], data: { n: "acted" }, actor: me });
    await api.notify({ workflowKey, recipients: alone, data: { n: mark("self") }, actor: me });
    await api.notify({ workflowKey, recipients: [{ to: { object } }], data: { n: "to an object" } });
  }
  await api.settle();
  await must("mutation($i: CancelInput!) { cancel(input: $i) { cancelledRunCount } }", {
    workflowKey: "slow",
    cancellationKey: "both",
    recipients: [me],
  });
  api.runtime.clock.advance(60_000);
  await api.settle();
  await comeBack(`u/${userId}`, mark);
  const { data } = await api.ask("{ feed { items(first: 5) { nodes { id } } } }", {}, api.home.asUser(userId));
  const ids = [...JSON.stringify(data).matchAll(/"id":"(\w+)"/g)].map((match) => match[1]);
  expect(ids).toHaveLength(5);
  await must("mutation($i: MarkMessagesInput!) { markMessages(input: $i) { __typename } }", { ids, mark: "READ" });
}

/** Stores what a provider reported about a user's messages and address. */
async function comeBack(recipientKey: string, mark: (place: string) => string): Promise<void> {
  const { database } = api.db;
  const at = new Date(api.runtime.clock.now());
  await database.query(
    `insert into message_events (environment_id, lane, run_id, ordinal, replay_key, at, code, provider_key, detail)
     select environment_id, lane, run_id, ordinal, 'key', $2, 'delivery.bounced', 'acme', jsonb_build_object('detail', $3::text)
     from messages where recipient_key = $1`,
    [recipientKey, at, mark("bounce")],
  );
  await database.query(
    `insert into suppressions (id, environment_id, channel_type, address, reason, note, recipient_key, created_at)
     values ($1, $2, 'EMAIL', $3, 'BOUNCED', $4, $5, $6)`,
    [api.runtime.newUuid(), api.home.environmentId, mark("address"), mark("note"), recipientKey, at],
  );
  await database.query(
    `insert into vendor_recalls (environment_id, lane, run_id, ordinal, channel_id, provider_key, vendor_id, state, updated_at)
     select environment_id, lane, run_id, ordinal, channel_id, 'acme', $3, 'PENDING', $2 from messages where recipient_key = $1`,
    [recipientKey, at, mark("vendor")],
  );
  await database.query(
    `insert into attachments (environment_id, id, trigger_id, recipient_key, content, created_at)
     values ($1, $2, $2, $3, '\\x00', $4)`,
    [api.home.environmentId, api.runtime.newUuid(), recipientKey, at],
  );
}

describe("X-08, S4: deleting", () => {
  test("a user leaves none of their words in any table", async () => {
    await live("u-canary-u", word);
    expect((await left("canary")).length).toBeGreaterThan(50);

    await must("mutation($i: DeleteUserInput!) { deleteUser(input: $i) { wasKnown } }", { userId: "u-canary-u" });
    expect(await left("canary")).toEqual([]);
    await api.settle();
    api.runtime.clock.advance(2 * 86_400_000);
    await api.settle();
    expect(await left("canary")).toEqual([]);
  });

  test("a user leaves other recipients' data unchanged", async () => {
    const { data } = await api.ask(
      "{ feed { counts { total } items(first: 100) { nodes { data blocks { ... on MarkdownBlock { html } } actors { id } actorCount } } } }",
      {},
      api.home.asUser("bob"),
    );
    const feed = JSON.parse(JSON.stringify(data.feed));
    // Three workflows at once, two a day later and one batched: together, acted, and through the object.
    expect(feed.counts.total).toBe(feed.items.nodes.length);
    const said = feed.items.nodes.map((node: { data: { n?: string } }) => node.data.n);
    for (const text of ["together", "acted", "to an object"]) expect(said).toContain(text);
    for (const node of feed.items.nodes) expect(JSON.stringify(node.blocks)).toMatch(/\w/);
    expect(feed.items.nodes.every((node: { actors: unknown[] }) => node.actors.length === 0)).toBe(true);
  });

  test("an unknown user also leaves nothing", async () => {
    await api.notify({
      workflowKey: "greet",
      recipients: [{ to: { userId: "ghost-canary" } }],
      data: { n: word("ghost") },
    });
    await api.settle();
    expect(await left("canary")).not.toEqual([]);
    await must("mutation($i: DeleteUserInput!) { deleteUser(input: $i) { wasKnown } }", { userId: "ghost-canary" });
    expect(await left("canary")).toEqual([]);
  });

  test("a user before their runs begin skips them, and reaches the others", async () => {
    await api.modules.runs.worker.stop();
    const recipients = [{ to: { userId: "a-canary" }, data: { own: word("own") } }, { to: { userId: "carol" } }];
    await api.notify({ workflowKey: "plain", recipients, data: { n: "for carol" } });
    await must("mutation($i: DeleteUserInput!) { deleteUser(input: $i) { wasKnown } }", { userId: "a-canary" });
    expect(await left("canary")).toEqual([]);
    await api.modules.runs.worker.start();
    await api.settle();
    expect(await left("canary")).toEqual([]);
    const { data } = await api.ask(
      "{ runs(first: 10) { nodes { recipient { ... on User { userId } } } } feed { counts { total } } }".replace(
        "feed {",
        'feed(recipient: { userId: "carol" }) {',
      ),
    );
    expect(data.feed).toEqual({ counts: { total: 1 } });
  });

  test("a user, an object and a tenant leaves no word in the keys of others' batches and throttles", async () => {
    const keysLeft = async (): Promise<string[]> =>
      (await left("canary")).filter((row) => /^public\.(?:batches|throttles) /.test(row));
    const [actor, tenant] = ["actor-canary", "hooli"];
    await must("mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", {
      userId: actor,
      name: word("n"),
    });
    await must("mutation($i: TenantInput!) { setTenant(input: $i) { tenant { id } } }", {
      tenantId: tenant,
      name: word("t"),
    });
    for (const more of [{ actor: { userId: actor } }, { tenant: { tenantId: tenant }, data: { n: word("data") } }]) {
      for (let n = 0; n < 3; n += 1)
        await api.notify({ workflowKey: "gather", recipients: [{ to: { userId: "carol" } }], ...more });
    }
    await api.settle();
    const open = await api.db.database.query<{ item_count: number }>(
      "select item_count from batches where is_open and recipient_key = 'u/carol' order by item_count",
    );
    expect(open.map((batch) => batch.item_count)).toEqual([3, 3]);
    expect(await keysLeft()).toEqual([]);
    await must("mutation($i: DeleteUserInput!) { deleteUser(input: $i) { wasKnown } }", { userId: actor });
    await must("mutation($i: DeleteTenantInput!) { deleteTenant(input: $i) { wasKnown } }", { tenantId: tenant });
    expect(await left("canary")).toEqual([]);
  });

  test("a tenant leaves no word of its calls", async () => {
    await must("mutation($i: TenantInput!) { setTenant(input: $i) { tenant { id } } }", {
      tenantId: "globex",
      name: word("name"),
      properties: { deep: word("property") },
    });
    await must(
      "mutation($i: SetDefaultPreferencesInput!) { setDefaultPreferences(input: $i) { preferences { id } } }",
      {
        tenantId: "globex",
        rules: [{ category: word("category"), allow: true }],
      },
    );
    for (const workflowKey of ["plain", "greet", "later", "slow", "batched"]) {
      await api.notify({
        workflowKey,
        recipients: [{ to: { userId: "bob" }, data: { own: word("own") } }],
        data: { n: word("data") },
        cancellationKey: word("key"),
        tenant: { tenantId: "globex" },
      });
    }
    await api.settle();
    await must("mutation($i: DeleteTenantInput!) { deleteTenant(input: $i) { wasKnown } }", { tenantId: "globex" });
    expect(await left("canary")).toEqual([]);
  });

  test("X-08: a tenant leaves no word in closed batches, nor where recipients' own data repeated all of it", async () => {
    for (const workflowKey of ["plain", "batched"]) {
      for (const more of [{ data: { n: word("data") } }, {}]) {
        await api.notify({
          workflowKey,
          recipients: [{ to: { userId: "bob" }, data: { n: word("own") } }],
          tenant: { tenantId: "initech" },
          ...more,
        });
      }
    }
    await api.settle();
    api.runtime.clock.advance(86_400_000);
    await api.settle();
    expect((await left("canary")).some((row) => row.includes("batch_items"))).toBe(true);
    await must("mutation($i: DeleteTenantInput!) { deleteTenant(input: $i) { wasKnown } }", { tenantId: "initech" });
    expect(await left("canary")).toEqual([]);
  });

  test("an object leaves no word that was said about it or sent to it", async () => {
    const object = { collection: "docs", objectId: "secret" };
    await must("mutation($i: ObjectInput!) { setObject(input: $i) { object { id } } }", {
      ...object,
      name: word("name"),
      avatar: `https://x/${word("avatar")}`,
      properties: { deep: word("property") },
    });
    await must("mutation($i: SubscribeInput!) { subscribe(input: $i) { changedCount } }", {
      object,
      recipients: [{ userId: "bob" }],
      properties: { note: word("subscription") },
    });
    for (const workflowKey of ["plain", "greet", "later"]) {
      await api.notify({
        workflowKey,
        recipients: [{ to: { object: { collection: "docs", objectId: "alone" } } }],
        data: { n: word("data") },
      });
    }
    await api.settle();
    const deleteObject = "mutation($i: DeleteObjectInput!) { deleteObject(input: $i) { wasKnown } }";
    await must(deleteObject, object);
    await must(deleteObject, { collection: "docs", objectId: "alone" });
    expect(await left("canary")).toEqual([]);
  });
});
