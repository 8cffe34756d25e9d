import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createFeedWorld, type FeedWorld } from "../support/feeds.js";
import { waitUntil } from "../support/wait-until.js";

let world: FeedWorld;

const MARK = `mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds
  messages { id seenAt readAt interactedAt archivedAt updatedAt ... on FeedItem { version } }
  feeds { id version counts { total unread unseen } } } }`;
const MARK_FEED =
  "mutation($i: MarkFeedInput!) { markFeed(input: $i) { changedCount markedAt feed { version counts { total unread unseen } } } }";
const UNDO = "mutation($i: UndoMarkFeedInput!) { undoMarkFeed(input: $i) { changedCount } }";
const FEED = `query($u: ID!, $f: FeedFilterInput) { feed(recipient: { userId: $u }) { version counts { total unread unseen }
  items(filter: $f, first: 100) { nodes { id position version seenAt readAt archivedAt interactedAt } } } }`;

interface Item {
  id: string;
  position: string;
  version: string;
  seenAt: string | null;
  readAt: string | null;
  archivedAt: string | null;
  interactedAt: string | null;
  updatedAt: string;
}

interface FeedState {
  id: string;
  version: string;
  counts: { total: number; unread: number; unseen: number };
  items: { nodes: Item[] };
}

interface Marked {
  missingIds: string[];
  messages: Item[];
  feeds: FeedState[];
}

async function mark(ids: string[], how: string, more: object = {}, userId?: string): Promise<Marked> {
  const scope = userId === undefined ? world.home.secret : world.home.asUser(userId);
  const { data, errors } = await world.ask(MARK, { i: { ids, mark: how, ...more } }, scope);
  expect(errors).toEqual([]);
  return data.markMessages as unknown as Marked;
}

interface FeedMarked {
  changedCount: number;
  markedAt: string;
  feed: FeedState;
}

async function markFeed(input: object): Promise<FeedMarked> {
  const { data, errors } = await world.ask(MARK_FEED, { i: input });
  expect(errors).toEqual([]);
  return data.markFeed as unknown as FeedMarked;
}

async function undo(userId: string, markedAt: string, more: object): Promise<void> {
  const { errors } = await world.ask(UNDO, { i: { recipient: { userId }, markedAt, ...more } });
  expect(errors).toEqual([]);
}

async function feedOf(userId: string, filter: object = {}): Promise<FeedState> {
  return (await world.ask(FEED, { u: userId, f: filter })).data.feed as unknown as FeedState;
}

const many = (count: number, arrival = {}): object[] => Array.from({ length: count }, () => arrival);

async function storedCounts(recipientKey: string): Promise<object> {
  const [row] = await world.db.database.query<object>(
    "select total, unread, unseen, tenants from feeds where environment_id = $1 and recipient_key = $2",
    [world.home.environmentId, recipientKey],
  );
  return row ?? { total: 0, unread: 0, unseen: 0, tenants: {} };
}

beforeAll(async () => {
  world = await createFeedWorld([{ key: "plain" }, { key: "news", categories: ["news", "weekly"] }]);
});
afterAll(() => world.db.drop());

describe("a mark", () => {
  test("sets what it implies, and its opposite clears what it must", async () => {
    const [id = ""] = await world.arrive("u/imp", [{}]);
    const step = async (how: string): Promise<Record<string, boolean>> => {
      const [item] = (await mark([id], how)).messages;
      return { seen: item?.seenAt != null, read: item?.readAt != null, acted: item?.interactedAt != null };
    };
    expect(await step("READ")).toEqual({ seen: true, read: true, acted: false });
    expect(await step("UNREAD")).toEqual({ seen: true, read: false, acted: false });
    expect(await step("INTERACTED")).toEqual({ seen: true, read: true, acted: true });
    expect(await step("UNSEEN")).toEqual({ seen: false, read: false, acted: true });
    expect(await step("SEEN")).toEqual({ seen: true, read: false, acted: true });
    expect(await step("INTERACTED")).toEqual({ seen: true, read: true, acted: true });
  });

  test.each(["SEEN", "READ", "INTERACTED", "ARCHIVED", "UNSEEN", "UNREAD", "UNARCHIVED"])(
    "%s that is repeated changes nothing and takes no version",
    async (how) => {
      const user = `again-${how}`;
      const [id = ""] = await world.arrive(`u/${user}`, [{}]);
      if (how.startsWith("UN")) await mark([id], how === "UNARCHIVED" ? "ARCHIVED" : "READ");
      const first = await mark([id], how);
      world.runtime.clock.advance(1000);
      expect(await mark([id], how)).toEqual(first);
      expect(
        (await markFeed({ recipient: { userId: user }, mark: how, filter: { archived: "INCLUDE" } })).changedCount,
      ).toBe(0);
    },
  );

  test("INTERACTED stores the action, and takes a version only for another action", async () => {
    const [id = ""] = await world.arrive("u/act", [{}]);
    const kept = async (): Promise<unknown> =>
      (
        await world.db.database.query<{ interaction: unknown }>(
          "select interaction from messages where recipient_key = 'u/act'",
        )
      )[0]?.interaction;
    const first = await mark([id], "INTERACTED", { metadata: { button: "primary", count: 2 } });
    expect(await kept()).toEqual({ button: "primary", count: 2 });
    expect(await mark([id], "INTERACTED", { metadata: { count: 2, button: "primary" } })).toEqual(first);
    expect(await mark([id], "INTERACTED")).toEqual(first);
    const second = await mark([id], "INTERACTED", { metadata: { button: "secondary" } });
    expect(second.messages[0]?.version).not.toBe(first.messages[0]?.version);
    expect(await kept()).toEqual({ button: "secondary" });
  });

  test.each([
    ["too many pairs", "INTERACTED", { metadata: { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 } }, "metadata too_complex"],
    ["nested metadata", "INTERACTED", { metadata: { a: { b: 1 } } }, "metadata too_complex"],
    ["metadata with another mark", "READ", { metadata: { a: 1 } }, "metadata not_allowed"],
    ["no ids", "READ", { ids: [] }, "ids out_of_range"],
    ["101 ids", "READ", { ids: many(101, "msg_x") }, "ids out_of_range"],
  ])("is refused with %s", async (_what, how, more, issue) => {
    const { errors } = await world.ask(MARK, { i: { ids: ["msg_x"], mark: how, ...more } });
    expect(errors).toEqual([`BAD_USER_INPUT input.${issue}`]);
  });

  test("with a secret key reaches messages of several feeds at once, each with its own version and counts", async () => {
    const ada = await world.arrive("u/m-ada", many(3));
    const bob = await world.arrive("u/m-bob", many(2));
    const ids = [bob[1] ?? "", "msg_nope", ada[2] ?? "", ada[0] ?? "", bob[1] ?? "", "trg_other"];
    const marked = await mark(ids, "READ");
    expect(marked.messages.map((each) => each.id)).toEqual([bob[1], ada[2], ada[0], bob[1]]);
    expect(marked.missingIds).toEqual(["msg_nope", "trg_other"]);
    expect(marked.feeds.map((feed) => feed.counts).sort((a, b) => a.total - b.total)).toEqual([
      { total: 2, unread: 1, unseen: 1 },
      { total: 3, unread: 1, unseen: 1 },
    ]);
    for (const user of ["m-ada", "m-bob"]) {
      const { version, items } = await feedOf(user);
      const versions = items.nodes.map((item) => item.version);
      expect(new Set(versions).size).toBe(versions.length);
      expect(versions.includes(version)).toBe(true);
      expect(marked.feeds.map((feed) => feed.version)).toContain(version);
    }
  });

  test("of a user leaves other users' messages alone and reports them as missing", async () => {
    const [own = ""] = await world.arrive("u/m-eve", [{}]);
    const [others = ""] = await world.arrive("u/m-zoe", [{}]);
    const marked = await mark([others, own], "READ", {}, "m-eve");
    expect(marked).toMatchObject({ missingIds: [others], messages: [{ id: own }] });
    expect((await feedOf("m-zoe")).counts.unread).toBe(1);
  });

  test("does not create the feed of a recipient again that is being deleted", async () => {
    const ids = await world.arrive("u/ghost", [{}]);
    await world.db.database.query("delete from feeds where recipient_key = 'u/ghost'");
    expect((await mark(ids, "READ")).feeds).toEqual([]);
    expect(await storedCounts("u/ghost")).toEqual({ total: 0, unread: 0, unseen: 0, tenants: {} });
    expect((await feedOf("ghost")).version).toBe("0000000000000000-000000000000");
  });

  test("reaches a subscription once, with the new counts", async () => {
    const ids = await world.arrive("u/heard", many(3));
    const listener = await world.listen(world.home.asUser("heard"), {});
    await waitUntil(() => listener.changes.length === 1);
    await mark(ids.slice(0, 2), "READ");
    await mark(ids.slice(0, 2), "READ");
    await waitUntil(() => listener.changes.length === 2);
    await mark(ids.slice(2), "ARCHIVED");
    await waitUntil(() => listener.changes.length === 3);
    expect(listener.changes.slice(1)).toMatchObject([
      { items: [{ id: ids[0] }, { id: ids[1] }], removedIds: [], counts: { total: 3, unread: 1, unseen: 1 } },
      { items: [], removedIds: [ids[2]], counts: { total: 2, unread: 0, unseen: 0 } },
    ]);
    await listener.close();
  });
});

describe("marking a feed", () => {
  test("reaches what the reader was shown and nothing that arrived later", async () => {
    const ids = await world.arrive("u/upto", many(4));
    await mark([ids[0] ?? ""], "SEEN");
    const { version } = await feedOf("upto");
    // Changed later, but shown: the position at arrival counts.
    await mark([ids[1] ?? ""], "SEEN");
    await world.arrive("u/upto", many(2));
    const { changedCount, feed } = await markFeed({
      recipient: { userId: "upto" },
      mark: "READ",
      upToVersion: version,
    });
    expect(changedCount).toBe(4);
    expect(feed.counts).toEqual({ total: 6, unread: 2, unseen: 2 });
    const positions = (await feedOf("upto")).items.nodes;
    expect(positions.every((item) => item.position <= version === (item.readAt !== null))).toBe(true);
  });

  test("up to a version of a deleted or unknown feed changes nothing", async () => {
    const none = (await feedOf("reborn")).version;
    await world.arrive("u/reborn", [{}]);
    const { version } = await feedOf("reborn");
    await world.db.database.query("delete from messages where recipient_key = 'u/reborn'");
    await world.db.database.query("delete from feeds where recipient_key = 'u/reborn'");
    await world.arrive("u/reborn", [{}]);
    for (const upToVersion of [none, version]) {
      const { changedCount } = await markFeed({ recipient: { userId: "reborn" }, mark: "READ", upToVersion });
      expect(changedCount).toBe(0);
    }
    expect((await feedOf("reborn")).version > version).toBe(true);
  });

  test("follows tenant and filter, and unarchives items only if the filter asks for archived items", async () => {
    const recipient = { userId: "some" };
    await world.arrive("u/some", [
      { tenantId: "a" },
      { tenantId: "b", workflowKey: "news" },
      { workflowKey: "news", data: { kind: "x", tags: [1, 2] } },
      {},
    ]);
    expect((await markFeed({ recipient, tenantId: "a", mark: "READ", filter: { hasTenant: true } })).changedCount).toBe(
      1,
    );
    expect(
      (await markFeed({ recipient, mark: "READ", filter: { categories: ["weekly"], data: { tags: [2] } } }))
        .changedCount,
    ).toBe(1);
    expect((await markFeed({ recipient, mark: "ARCHIVED", filter: { workflowKeys: ["news"] } })).changedCount).toBe(2);
    expect((await feedOf("some")).counts).toEqual({ total: 2, unread: 1, unseen: 1 });
    expect((await markFeed({ recipient, mark: "UNARCHIVED" })).changedCount).toBe(0);
    expect(
      (await markFeed({ recipient, mark: "UNARCHIVED", filter: { archived: "ONLY", isRead: true } })).changedCount,
    ).toBe(1);
    expect(await storedCounts("u/some")).toEqual(await world.recount("u/some"));
  });

  test("of thousands of items works in slices, with every version once and the total count", async () => {
    await world.arrive("u/lots", many(4500, { tenantId: "a" }));
    const listener = await world.listen(world.home.asUser("lots"), {});
    await waitUntil(() => listener.changes.length === 1);
    const { changedCount, feed } = await markFeed({ recipient: { userId: "lots" }, mark: "READ" });
    expect(changedCount).toBe(4500);
    expect(feed).toMatchObject({ counts: { total: 4500, unread: 0, unseen: 0 } });
    const [spread] = await world.db.database.query<object>(
      "select count(distinct version)::int as versions, min(version)::int as first, max(version)::int as last from messages where recipient_key = 'u/lots'",
    );
    expect(spread).toEqual({ versions: 4500, first: 4501, last: 9000 });
    await waitUntil(() => listener.changes.at(-1)?.version === feed.version);
    // More changes than one event may have. Subscriptions are notified at the end, and by the poll meanwhile if that
    // takes long; the poll may see few changes. They are not notified per slice.
    const told = listener.changes.slice(1);
    expect(told.every((change) => change.items.length <= (change.isReset ? 0 : 100))).toBe(true);
    expect(told.some((change) => change.isReset)).toBe(true);
    expect(told.length).toBeLessThan(5);
    await listener.close();
  });

  test("with nothing to mark reads the counts only", async () => {
    await world.arrive("u/idle", many(3));
    await markFeed({ recipient: { userId: "idle" }, mark: "READ" });
    const seen: string[] = [];
    const stop = world.db.database.onStatement((sql) => seen.push(sql));
    expect((await markFeed({ recipient: { userId: "idle" }, mark: "SEEN" })).changedCount).toBe(0);
    stop();
    expect(seen.filter((sql) => sql.includes("messages"))).toEqual([]);
  });
});

describe("counts", () => {
  test("equal a recount after any marks, arrivals, removals and archivings by tenants (I6)", async () => {
    const tenant = fc.constantFrom(null, "a", "b");
    const how = fc.constantFrom("SEEN", "UNSEEN", "READ", "UNREAD", "INTERACTED", "ARCHIVED", "UNARCHIVED");
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant("arrive" as const),
          tenants: fc.array(tenant, { minLength: 1, maxLength: 4 }),
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant("mark" as const),
          how,
          picks: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant("markFeed" as const),
          how,
          tenant,
          archived: fc.constantFrom("EXCLUDE", "INCLUDE", "ONLY"),
          isRead: fc.constantFrom(null, true, false),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), pick: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("undo" as const), tenant }) },
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const user = `prop-${round++}`;
        const key = `u/${user}`;
        const ids: string[] = [];
        let last = "";
        let markedAt = "2020-01-01T00:00:00.000Z";
        for (const each of steps) {
          world.runtime.clock.advance(1000);
          if (each.kind === "arrive")
            ids.push(
              ...(await world.arrive(
                key,
                each.tenants.map((tenantId) => ({ tenantId })),
              )),
            );
          else if (each.kind === "markFeed") {
            const filter = { archived: each.archived, isRead: each.isRead };
            const input = { recipient: { userId: user }, tenantId: each.tenant, mark: each.how, filter };
            ({ markedAt } = await markFeed(input));
          } else if (each.kind === "undo") await undo(user, markedAt, { tenantId: each.tenant });
          else if (ids.length === 0) continue;
          else if (each.kind === "mark")
            await mark(
              each.picks.map((pick) => ids[pick % ids.length] ?? ""),
              each.how,
            );
          else await world.remove(key, ids.splice(each.pick % ids.length, 1)[0] ?? "");
          expect(await storedCounts(key)).toEqual(await world.recount(key));
          const { version } = await feedOf(user);
          expect(version >= last).toBe(true);
          last = version;
        }
      }),
      { numRuns: 40 },
    );
  });
});
