import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Json } from "../../src/platform/json.js";
import { createPopulatedApi, type PopulatedApi } from "../support/populated-api.js";

const DAY_MS = 86_400_000;

let api: PopulatedApi;
beforeEach(async () => {
  api = await createPopulatedApi();
});
afterEach(() => api.close());

const to = (...userIds: string[]): object[] => userIds.map((userId) => ({ to: { userId } }));
const forget = (): Promise<unknown> => api.modules.retention.retention.forget(async () => undefined);
const daysPass = (days: number): void => api.runtime.clock.advance(days * DAY_MS);

async function countOf(table: string): Promise<number> {
  const [row] = await api.db.database.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return row?.count ?? -1;
}

async function read(source: string): Promise<Json> {
  const { data, errors } = await api.ask(source);
  expect(errors).toEqual([]);
  return data;
}

const FEED = `{ feed(recipient: { userId: "ada" }) { counts { total } version items { nodes {
  id data blocks { ... on MarkdownBlock { html } } activityCount activities { nodes { id data actor { id } createdAt } } } } } }`;

test("a finished trigger is deleted in time with its runs, and what its readers see stays", async () => {
  await api.ask('mutation { identify(input: { userId: "ada" }) { user { id } } }');
  await api.notify({ workflowKey: "plain", recipients: to("ada", "bob"), data: { n: 1, secret: 2 } });
  for (const n of [1, 2])
    await api.notify({
      workflowKey: "batched",
      recipients: to("ada"),
      data: { n, secret: n },
      actor: { userId: "ada" },
    });
  await api.settle();
  api.runtime.clock.advance(60_000);
  await api.settle();
  const before = await read(FEED);
  expect(JSON.stringify(before)).toContain('"activityCount":2');

  daysPass(89);
  expect(await forget()).toMatchObject({ triggers: 0, runs: 0 });
  daysPass(2);
  expect(await forget()).toMatchObject({ triggers: 3, runs: 4, batches: 0 });
  for (const table of ["triggers", "runs", "fanouts"]) expect([table, await countOf(table)]).toEqual([table, 0]);
  expect(await read(FEED)).toEqual(before);
  expect(await read('{ messages(filter: { recipient: { userId: "ada" } }) { nodes { id } } }')).toMatchObject({
    messages: { nodes: [{}, {}] },
  });
  const kept = await api.db.database.query<{ data: Json }>("select data from batch_items");
  expect(kept.map(({ data }) => data)).toEqual([{ n: 1 }, { n: 2 }]);
  expect(await forget()).toEqual({ triggers: 0, runs: 0, batches: 0, throttles: 0, superseding: 0, removals: 0 });
});

describe("a trigger is kept", () => {
  test("while one of its runs waits, and that run ends normally", async () => {
    const long = [{ ref: "wait", type: "delay", for: { unit: "days", value: 200 } }];
    const bell = { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "{{ data.n }}" } };
    await api.ask("mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }", {
      i: { document: { key: "long", name: "long", steps: [...long, bell] } },
    });
    await api.ask('mutation { commitWorkflow(input: { workflowKey: "long" }) { workflow { id } } }');
    await api.notify({ workflowKey: "long", recipients: to("ada"), data: { n: "kept" } });
    await api.settle();
    daysPass(199);
    expect(await forget()).toMatchObject({ triggers: 0, runs: 0 });
    daysPass(2);
    await api.settle();
    expect(JSON.stringify(await read(FEED))).toContain("kept");
    expect(await forget()).toMatchObject({ triggers: 1, runs: 1 });
  });

  test("while its item is in a batch of a run that continues after the trigger, with all of its data", async () => {
    const steps = [
      { ref: "collect", type: "batch", window: { unit: "seconds", value: 30 }, windowType: "fixed" },
      { ref: "wait", type: "delay", for: { unit: "days", value: 200 } },
      {
        ref: "bell",
        type: "channel",
        channelKey: "in-app",
        template: { markdown: "{% for each in activities %}{{ each.secret }},{% endfor %}" },
      },
    ];
    await api.ask("mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }", {
      i: { document: { key: "long", name: "long", steps } },
    });
    await api.ask('mutation { commitWorkflow(input: { workflowKey: "long" }) { workflow { id } } }');
    for (const secret of ["one", "two"])
      await api.notify({ workflowKey: "long", recipients: to("ada"), data: { secret } });
    await api.settle();
    api.runtime.clock.advance(60_000);
    await api.settle();
    daysPass(150);
    expect(await forget()).toMatchObject({ triggers: 0, batches: 0 });
    daysPass(51);
    await api.settle();
    expect(JSON.stringify(await read(FEED))).toContain("one,two,");
  });

  test("while its fan-out is unfinished", async () => {
    await api.modules.runs.worker.stop();
    await api.notify({ workflowKey: "plain", recipients: to("ada"), data: { n: 1 } });
    daysPass(100);
    expect(await forget()).toMatchObject({ triggers: 0 });
    expect(await countOf("fanouts")).toBe(1);
  });
});

test("a closed batch that no message shows is deleted", async () => {
  await api.notify({ workflowKey: "batched", recipients: to("ada"), data: { n: 1 } });
  await api.settle();
  api.runtime.clock.advance(60_000);
  await api.settle();
  await api.db.database.query("delete from messages");
  daysPass(91);
  expect(await forget()).toMatchObject({ batches: 1 });
  expect([await countOf("batches"), await countOf("batch_items")]).toEqual([0, 0]);
});

test("S12: a closed batch is deleted eventually, even if its recipient always had a waiting run", async () => {
  await api.notify({ workflowKey: "batched", recipients: to("ada"), data: { n: 1 } });
  await api.settle();
  api.runtime.clock.advance(60_000);
  await api.settle();
  await api.db.database.query("delete from messages");
  await api.db.database.query("update runs set status = 'WAITING' where recipient_key = 'u/ada'");
  daysPass(400);
  expect(await forget()).toMatchObject({ batches: 0 });
  await api.db.database.query("update runs set status = 'COMPLETED' where recipient_key = 'u/ada'");
  expect(await forget()).toMatchObject({ batches: 1 });
});

test("S12: a pass continues where the last one ended, and a failure in one part does not stop the other parts", async () => {
  const touched = async (): Promise<void> => {
    throw new Error("the job was stopped");
  };
  await api.db.database.query(
    `insert into batches (environment_id, lane, id, recipient_key, workflow_id, version_id, step_ref, pin, key, is_open, opened_at,
       closes_at, item_count, next_ordinal)
     select $1, 1, gen_random_uuid(), 'u/ada', 1, 1, 'collect', 0, n::text, false, $2, $2, 1, 2 from generate_series(1, 2500) n`,
    [api.home.environmentId, new Date(api.runtime.clock.now())],
  );
  await api.db.database.query(
    `insert into throttles (environment_id, lane, recipient_key, workflow_id, step_ref, key, opened_at, ends_at, hits)
     values ($1, 1, 'u/ada', 1, 'cap', '', $2, $2, 1)`,
    [api.home.environmentId, new Date(api.runtime.clock.now())],
  );
  daysPass(91);
  await expect(api.modules.retention.retention.forget(touched)).rejects.toThrow("stopped");
  expect([await countOf("batches"), await countOf("throttles"), await countOf("retention_cursors")]).toEqual([
    1500, 0, 1,
  ]);
  expect(await forget()).toMatchObject({ batches: 1500 });
  expect([await countOf("batches"), await countOf("retention_cursors")]).toEqual([0, 0]);
});

test("a throttle is deleted a day after its window ended; a trigger frequency entry is never deleted", async () => {
  const { environmentId } = api.home;
  const now = api.runtime.clock.now();
  await api.db.database.query(
    `insert into throttles (environment_id, lane, recipient_key, workflow_id, step_ref, key, opened_at, ends_at, hits)
     values ($1, 0, 'u/a', 1, 's', 'old', $2, $2, 1), ($1, 0, 'u/a', 1, 's', 'young', $2, $3, 1)`,
    [environmentId, new Date(now - DAY_MS - 1), new Date(now - DAY_MS + 1000)],
  );
  await api.db.database.query(
    `insert into frequency_marks (environment_id, lane, recipient_key, workflow_id, created_at) values ($1, 0, 'u/a', 1, $2)`,
    [environmentId, new Date(0)],
  );
  expect(await forget()).toMatchObject({ throttles: 1 });
  expect([await countOf("throttles"), await countOf("frequency_marks")]).toEqual([1, 1]);
});

test("tombstones are deleted in time; a client older than them is reset, a client that saw them is not", async () => {
  await api.notify({ workflowKey: "plain", recipients: to("ada"), data: { n: 0 } });
  await api.settle();
  const versionOf = async (): Promise<string> => {
    const { data } = await api.ask('{ feed(recipient: { userId: "ada" }) { version } }');
    return String(Object(data["feed"]).version);
  };
  const beforeAll = await versionOf();
  await api.notify({ workflowKey: "plain", recipients: to("ada"), data: { n: 1 }, tenant: { tenantId: "t" } });
  await api.settle();
  await api.ask('mutation { deleteTenant(input: { tenantId: "t" }) { wasKnown } }');
  const afterRemoval = await versionOf();
  await api.notify({ workflowKey: "plain", recipients: to("ada"), data: { n: 2 } });
  await api.settle();

  const changesAfter = async (after: string): Promise<{ isReset: boolean; items: number; removed: number }> => {
    const { reads, watcher } = api.modules.feeds;
    const open = await reads.open(api.home.secret, { recipient: { userId: "ada" } }, []);
    const filter = {
      isRead: null,
      isSeen: null,
      archived: "EXCLUDE",
      snoozed: "EXCLUDE",
      pinned: "INCLUDE",
      workflowKeys: null,
      categories: null,
      hasTenant: null,
      data: null,
      createdFrom: null,
      createdBefore: null,
    } as const;
    const news = watcher.watch({ open, filter, after, drained: async () => undefined, mayRead: async () => true });
    const { value } = await news[Symbol.asyncIterator]().next();
    await news.return?.();
    return { isReset: value.isReset, items: value.items.length, removed: value.removedIds.length };
  };
  expect(await changesAfter(beforeAll)).toMatchObject({ isReset: false, items: 1, removed: 1 });
  daysPass(29);
  expect(await forget()).toMatchObject({ removals: 0 });
  daysPass(2);
  expect(await forget()).toMatchObject({ removals: 1 });
  expect(await countOf("feed_removals")).toBe(0);
  expect(await changesAfter(beforeAll)).toMatchObject({ isReset: true, items: 0, removed: 0 });
  expect(await changesAfter(afterRemoval)).toMatchObject({ isReset: false, items: 1, removed: 0 });
});

test("passes that run beside lane work lose nothing", async () => {
  const passes = (async (): Promise<void> => {
    for (let n = 0; n < 20; n++) await forget();
  })();
  for (let n = 0; n < 20; n++) await api.notify({ workflowKey: "plain", recipients: to("ada", `u${n}`), data: { n } });
  await Promise.all([passes, api.settle()]);
  await api.settle();
  expect(await read("{ triggers { nodes { status runCount } } }")).toEqual({
    triggers: { nodes: Array.from({ length: 20 }, () => ({ status: "COMPLETED", runCount: 2 })) },
  });
  expect(await read('{ feed(recipient: { userId: "ada" }) { counts { total } } }')).toEqual({
    feed: { counts: { total: 20 } },
  });
});
