import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/platform/json.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";

let api: LaneApi;

beforeAll(async () => {
  api = await createLaneApi();
});

afterAll(() => api.db.drop());

const MINUTE = 60_000;
const bell = (markdown: string): object => ({
  ref: "bell",
  type: "channel",
  channelKey: "in-app",
  template: { markdown },
});
const batch = (more: object = {}): object => ({
  ref: "collect",
  type: "batch",
  window: { unit: "minutes", value: 5 },
  ...more,
});
const TELLING = "{{ total_activities }} by {{ total_actors }}:{% for a in activities %} {{ a.n }}{% endfor %}";

async function notify(workflowKey: string, userId: string, data: object, more: object = {}): Promise<string> {
  const { notify: answer } = await api.get("mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
    i: { workflowKey, recipients: [{ to: { userId } }], data, ...more },
  });
  return (answer as { trigger: { id: string } }).trigger.id;
}

interface Item {
  activityCount: number;
  actorCount: number;
  blocks: { html: string }[];
  activities: {
    nodes: { data: JsonObject; actor: { userId: string } | null }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

/** The items of a feed, newest first, each with a page of its activities. */
async function itemsOf(userId: string, first = 20, after?: string): Promise<Item[]> {
  const { feed } = await api.get(
    `query($u: ID!, $first: Int, $after: String) { feed(recipient: { userId: $u }) { items { nodes {
       activityCount actorCount blocks { ... on MarkdownBlock { html } }
       activities(first: $first, after: $after) { nodes { data actor { ... on User { userId } } } pageInfo { hasNextPage endCursor } } } } } }`,
    { u: userId, first, after },
  );
  return (feed as unknown as { items: { nodes: Item[] } }).items.nodes;
}

const words = (items: readonly Item[]): (string | undefined)[] => items.map((item) => item.blocks[0]?.html);

describe("a batch on Postgres", () => {
  test("lists the latest ten actors, and counts all of them", async () => {
    await api.commit({ key: "busy", name: "Busy", steps: [batch(), bell(TELLING)] });
    const actors = Array.from({ length: 12 }, (_, n) => `b${n}`);
    for (const userId of actors)
      await api.get("mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", { i: { userId } });
    for (const userId of [...actors, "b0"]) await notify("busy", "flo", {}, { actor: { userId } });
    await api.settleUntil(api.runtime.clock.now() + 5 * MINUTE);
    const { feed } = await api.get(
      `query { feed(recipient: { userId: "flo" }) { items { nodes { actorCount actors { ... on User { userId } } } } } }`,
    );
    const latest = ["b0", "b11", "b10", "b9", "b8", "b7", "b6", "b5", "b4", "b3"].map((userId) => ({ userId }));
    expect(feed).toEqual({ items: { nodes: [{ actorCount: 12, actors: latest }] } });
  });

  test("passes the last few activities to its template, and all of them to its reader, in pages with exact totals", async () => {
    await api.commit({
      key: "many",
      name: "Many",
      feedData: ["n"],
      steps: [batch({ order: "desc", renderLimit: 3 }), bell(TELLING)],
    });
    for (const userId of ["a0", "a1", "a2"])
      await api.get("mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", { i: { userId } });
    for (let n = 0; n < 25; n++)
      await notify("many", "ann", { n, secret: "not shown" }, { actor: { userId: `a${n % 3}` } });
    await api.settleUntil(api.runtime.clock.now() + 5 * MINUTE);

    const [item] = await itemsOf("ann", 10);
    expect(item).toMatchObject({ activityCount: 25, actorCount: 3, blocks: [{ html: "<p>25 by 3: 22 23 24</p>" }] });
    const seen: JsonObject[] = [];
    for (let page = item?.activities; page;) {
      seen.push(...page.nodes.map((node) => node.data));
      const { hasNextPage, endCursor } = page.pageInfo;
      page = hasNextPage ? (await itemsOf("ann", 10, endCursor))[0]?.activities : undefined;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => ({ n })));
  });

  test("that is full is followed by another one within the same set", async () => {
    await api.commit({ key: "pairs", name: "Pairs", steps: [batch({ maxItems: 2 }), bell(TELLING)] });
    for (let n = 0; n < 5; n++) await notify("pairs", "pat", { n });
    await api.settle();
    expect(words(await itemsOf("pat"))).toEqual(["<p>2 by 0: 2 3</p>", "<p>2 by 0: 0 1</p>"]);
    await api.settleUntil(api.runtime.clock.now() + 5 * MINUTE);
    expect(words(await itemsOf("pat"))[0]).toBe("<p>1 by 0: 4</p>");
  });

  test("that is overdue accepts no more items: the next item opens another batch", async () => {
    await api.commit({ key: "late", name: "Late", steps: [batch(), bell(TELLING)] });
    await notify("late", "lou", { n: 1 });
    await api.settle();
    api.runtime.clock.advance(60 * MINUTE);
    await notify("late", "lou", { n: 2 });
    await api.settleUntil(api.runtime.clock.now() + 5 * MINUTE);
    expect(words(await itemsOf("lou"))).toEqual(["<p>1 by 0: 2</p>", "<p>1 by 0: 1</p>"]);
  });

  test("continues with the latest version, or with the pinned one, which runs of a new version do not join", async () => {
    for (const versionMode of ["latest", "pinned"]) {
      const key = `mode-${versionMode}`;
      const document = (word: string): object => ({
        key,
        name: key,
        steps: [batch({ versionMode }), bell(`${word} ${TELLING}`)],
      });
      await api.commit(document("old"));
      await notify(key, key, { n: 1 });
      await api.settle();
      await api.commit(document("new"));
      await notify(key, key, { n: 2 });
      await api.settleUntil(api.runtime.clock.now() + 6 * MINUTE);
    }
    expect(words(await itemsOf("mode-latest"))).toEqual(["<p>new 2 by 0: 1 2</p>"]);
    expect(words(await itemsOf("mode-pinned")).sort()).toEqual(["<p>new 1 by 0: 2</p>", "<p>old 1 by 0: 1</p>"]);
  });

  test("continues with the version that opened it if no later version has the step", async () => {
    const document = (steps: object[]): object => ({ key: "gone", name: "Gone", steps });
    await api.commit(document([batch(), bell("old")]));
    await notify("gone", "gus", { n: 1 });
    await api.settle();
    await api.commit(document([bell("new")]));
    await api.settleUntil(api.runtime.clock.now() + 5 * MINUTE);
    expect(words(await itemsOf("gus"))).toEqual(["<p>old</p>"]);
  });

  test("continues with the next item if the run that opened it has ended early", async () => {
    await api.commit({ key: "lost", name: "Lost", steps: [batch(), bell(TELLING)] });
    await notify("lost", "liz", { n: 1 });
    await notify("lost", "liz", { n: 2 });
    await api.settle();
    await api.db.database.query(
      `update runs set status = 'FAILED', batch_id = null where recipient_key = 'u/liz' and trigger_seq = (
         select min(trigger_seq) from runs where recipient_key = 'u/liz')`,
    );
    await api.settleUntil(api.runtime.clock.now() + 5 * MINUTE);
    expect(words(await itemsOf("liz"))).toEqual(["<p>1 by 0: 2</p>"]);
  });
});

describe("runs of one recipient that begin in one set", () => {
  test("join a batch in their order, also if an earlier run needs more waves to reach it", async () => {
    const throttle = { ref: "slow", type: "throttle", limit: 5, window: { unit: "hours", value: 1 } };
    const branches = [
      {
        name: "long",
        conditions: { variable: "data.isLong", operator: "equal_to", argument: true },
        steps: [throttle],
      },
      { name: "default", steps: [] },
    ];
    const steps = [{ ref: "way", type: "branch", branches }, batch(), bell(TELLING)];
    await api.commit({ key: "in-order", name: "In order", steps });
    for (const [n, isLong] of [true, false, true, false].entries()) await notify("in-order", "orla", { n, isLong });
    await api.settle();
    await api.settleUntil(api.runtime.clock.now() + 5 * MINUTE);
    const [item] = await itemsOf("orla");
    expect(item?.blocks[0]?.html).toContain("4 by 0: 0 1 2 3");
  });
});
