import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ALL_UNARCHIVED, type FeedFilter } from "../../src/modules/feeds/model/feed-filter.js";
import { createFeedWorld, type FeedWorld } from "../support/feeds.js";
import { waitUntil } from "../support/wait-until.js";

let world: FeedWorld;

const FILTERS: Partial<FeedFilter>[] = [
  {},
  { isRead: false },
  { archived: "INCLUDE" },
  { archived: "ONLY", isSeen: true },
  { workflowKeys: ["news"], hasTenant: true },
];

interface Page {
  version: string;
  ids: string[];
}

/** All items that a client with this filter and tenant would be shown, by id with their versions. */
async function pageOf(user: string, filter: Partial<FeedFilter>, tenantId: string | null): Promise<Page> {
  const query = `query($u: ID!, $t: ID, $f: FeedFilterInput) { feed(recipient: { userId: $u }, tenantId: $t) { version
    items(first: 100, filter: $f) { nodes { id version } } } }`;
  const { data, errors } = await world.ask(query, { u: user, t: tenantId, f: { archived: "EXCLUDE", ...filter } });
  expect(errors).toEqual([]);
  const feed = data.feed as unknown as { version: string; items: { nodes: { id: string; version: string }[] } };
  return { version: feed.version, ids: feed.items.nodes.map((node) => `${node.id}/${node.version}`).sort() };
}

/** A client that holds a page, disconnects, reconnects with its version, and applies the changes. */
class Client {
  version = "";
  readonly held = new Map<string, string>();
  readonly told = new Set<string>();

  constructor(
    readonly user: string,
    readonly filter: Partial<FeedFilter>,
    readonly tenantId: string | null,
  ) {}

  async load(): Promise<void> {
    const page = await pageOf(this.user, this.filter, this.tenantId);
    this.version = page.version;
    this.held.clear();
    for (const each of page.ids) this.held.set(each.split("/")[0] ?? "", each.split("/")[1] ?? "");
  }

  async comeBack(): Promise<void> {
    const scope = world.home.asUser(this.user);
    const filter = { ...ALL_UNARCHIVED, ...this.filter };
    const listener = await world.listen(scope, { tenantId: this.tenantId }, { after: this.version, filter });
    await waitUntil(() => listener.changes.length > 0);
    await listener.close();
    for (const change of listener.changes) {
      expect(change.version >= this.version).toBe(true);
      this.version = change.version;
      if (change.isReset) return this.load();
      for (const item of change.items) {
        expect(this.told.has(`${item.id}/${item.version}`)).toBe(false);
        this.told.add(`${item.id}/${item.version}`);
        this.held.set(item.id, item.version);
      }
      for (const id of change.removedIds) this.held.delete(id);
    }
  }

  get ids(): string[] {
    return [...this.held].map(([id, version]) => `${id}/${version}`).sort();
  }
}

beforeAll(async () => {
  world = await createFeedWorld([{ key: "plain" }, { key: "news", categories: ["news"] }]);
});
afterAll(async () => {
  world.modules.feeds.watcher.close();
  await world.db.drop();
});

test("a client that reconnects ends with the server's state, for any filter and tenant, and gets no version twice", async () => {
  const tenant = fc.constantFrom(null, "a", "b");
  const workflowKey = fc.constantFrom("plain", "news");
  const how = fc.constantFrom("SEEN", "UNSEEN", "READ", "UNREAD", "INTERACTED", "ARCHIVED", "UNARCHIVED");
  const step = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("arrive" as const),
        tenant,
        workflowKey,
        count: fc.constantFrom(1, 2, 3, 40),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("mark" as const),
        how,
        picks: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("markFeed" as const), how, tenant }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), pick: fc.nat() }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("comeBack" as const) }) },
  );
  const markFeed = "mutation($i: MarkFeedInput!) { markFeed(input: $i) { changedCount } }";
  const mark = "mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }";
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 12 }),
      fc.nat(FILTERS.length - 1),
      tenant,
      async (steps, which, seenThrough) => {
        const user = `replay-${round++}`;
        const ids: string[] = [];
        const client = new Client(user, FILTERS[which] ?? {}, seenThrough);
        await client.load();
        for (const each of steps) {
          if (each.kind === "comeBack") await client.comeBack();
          else if (each.kind === "arrive" && ids.length + each.count <= 90) {
            const arrivals = Array.from({ length: each.count }, () => ({
              tenantId: each.tenant,
              workflowKey: each.workflowKey,
            }));
            ids.push(...(await world.arrive(`u/${user}`, arrivals)));
          } else if (each.kind === "markFeed") {
            const input = {
              recipient: { userId: user },
              tenantId: each.tenant,
              mark: each.how,
              filter: { archived: "INCLUDE" },
            };
            await world.ask(markFeed, { i: input });
          } else if (each.kind === "mark" && ids.length > 0) {
            await world.ask(mark, { i: { ids: each.picks.map((pick) => ids[pick % ids.length]), mark: each.how } });
          } else if (each.kind === "remove" && ids.length > 0) {
            await world.remove(`u/${user}`, ids.splice(each.pick % ids.length, 1)[0] ?? "");
          }
        }
        await client.comeBack();
        const page = await pageOf(user, client.filter, client.tenantId);
        expect(client.ids).toEqual(page.ids);
        expect(client.version).toBe(page.version);
      },
    ),
    { numRuns: 60 },
  );
});
