import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { laneOf } from "../../src/modules/identifiers/index.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";

let api: LaneApi;

beforeAll(async () => {
  api = await createLaneApi();
  await api.get(
    'mutation { createChannel(input: { channelKey: "second", name: "Second", type: IN_APP }) { channel { id } } }',
  );
});

afterAll(() => api.db.drop());

const bell = (ref: string, channelKey = "in-app"): object => ({
  ref,
  type: "channel",
  channelKey,
  template: { markdown: ref },
});

/** Runs a workflow with two steps in one feed and one in another, for a new user. */
async function send(readSync: string, userId: string): Promise<void> {
  const steps = [bell("one"), bell("two"), bell("three", "second")];
  await api.commit({ key: `sync-${userId}`, name: readSync, settings: { readSync }, steps });
  await api.get("mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
    i: { workflowKey: `sync-${userId}`, recipients: [{ to: { userId } }] },
  });
  await api.settle();
}

interface FeedState {
  version: string;
  counts: { total: number; unread: number; unseen: number };
  items: {
    nodes: {
      id: string;
      readAt: string | null;
      seenAt: string | null;
      interactedAt: string | null;
      archivedAt: string | null;
      linkClickedAt: string | null;
    }[];
  };
}

async function feedOf(userId: string, channelKey = "in-app"): Promise<FeedState> {
  const { feed } = await api.get(
    `query($u: ID!, $c: String) { feed(recipient: { userId: $u }, channelKey: $c) { version counts { total unread unseen }
       items(filter: { archived: INCLUDE }) { nodes { id readAt seenAt interactedAt archivedAt linkClickedAt } } } }`,
    { u: userId, c: channelKey },
  );
  // The fields of the query.
  return feed as unknown as FeedState;
}

const MARK = "mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }";

async function mark(id: string | undefined, how: string): Promise<void> {
  await api.get(MARK, { i: { ids: [id], mark: how } });
}

describe("a mark on one message of a run", () => {
  test("changes no other message unless the workflow says so", async () => {
    await send("none", "nina");
    await mark((await feedOf("nina")).items.nodes[0]?.id, "READ");
    expect((await feedOf("nina")).counts).toMatchObject({ total: 2, unread: 1 });
    expect((await feedOf("nina", "second")).counts).toMatchObject({ unread: 1, unseen: 1 });
  });

  test("marks the others as read, in every feed, with each feed's next versions and exact counts", async () => {
    await send("read", "rita");
    const before = await feedOf("rita", "second");
    const told = new Set<number>();
    const lane = laneOf(api.home.environmentId, "u/rita");
    const stop = api.modules.feeds.hints.subscribe(lane, (hint) => told.add(hint.channelId));
    await mark((await feedOf("rita")).items.nodes[1]?.id, "INTERACTED");
    stop();
    const [own, second] = [await feedOf("rita"), await feedOf("rita", "second")];
    expect(own.counts).toEqual({ total: 2, unread: 0, unseen: 0 });
    expect(second.counts).toEqual({ total: 1, unread: 0, unseen: 0 });
    expect(own.items.nodes.filter((item) => item.interactedAt !== null)).toHaveLength(1);
    expect(second.items.nodes[0]).toMatchObject({
      interactedAt: null,
      linkClickedAt: null,
      seenAt: expect.any(String),
    });
    expect(second.version > before.version).toBe(true);
    expect(told.size).toBe(2);

    await mark(second.items.nodes[0]?.id, "UNREAD");
    expect((await feedOf("rita")).counts).toEqual({ total: 2, unread: 2, unseen: 0 });
    await mark(second.items.nodes[0]?.id, "ARCHIVED");
    expect((await feedOf("rita")).counts.total).toBe(2);
  });

  test("applies to all others if the workflow syncs all marks", async () => {
    await send("all", "alan");
    await mark((await feedOf("alan", "second")).items.nodes[0]?.id, "ARCHIVED");
    const { counts, items } = await feedOf("alan");
    expect(counts.total).toBe(0);
    expect(items.nodes.every((item) => item.archivedAt !== null && item.readAt === null)).toBe(true);
    await mark(items.nodes[0]?.id, "UNARCHIVED");
    expect((await feedOf("alan", "second")).counts.total).toBe(1);
  });

  test("records a followed link on that message only; the others become interacted", async () => {
    await send("all", "lina");
    const [own] = (await feedOf("lina")).items.nodes;
    const followed = { ids: [own?.id], mark: "INTERACTED", metadata: { type: "link_click" }, isLinkClick: true };
    await api.get(MARK, { i: followed });
    const [after, ...others] = [
      ...(await feedOf("lina")).items.nodes,
      ...(await feedOf("lina", "second")).items.nodes,
    ].sort((a, b) => Number(b.id === own?.id) - Number(a.id === own?.id));
    expect(after).toMatchObject({ linkClickedAt: expect.any(String), interactedAt: expect.any(String) });
    expect(after).toMatchObject({ readAt: after?.linkClickedAt, seenAt: after?.linkClickedAt });
    expect(others).toHaveLength(2);
    for (const other of others) expect(other).toMatchObject({ linkClickedAt: null, interactedAt: expect.any(String) });
    const refused = await api.ask(MARK, { i: { ids: [own?.id], mark: "READ", isLinkClick: true } });
    expect(refused.errors).toEqual(["BAD_USER_INPUT input.isLinkClick not_allowed"]);
  });

  test("updates an open feed of another channel", async () => {
    await send("read", "olga");
    const { version, items } = await feedOf("olga");
    await mark((await feedOf("olga", "second")).items.nodes[0]?.id, "READ");
    const after = await feedOf("olga");
    expect(after.version > version).toBe(true);
    expect(after.items.nodes.map((item) => item.readAt !== null)).toEqual(items.nodes.map(() => true));
  });

  test("is synced too when a whole feed is marked", async () => {
    await send("read", "mara");
    const { markFeed } = await api.get(
      'mutation { markFeed(input: { recipient: { userId: "mara" }, mark: READ }) { changedCount feed { counts { unread } } } }',
    );
    expect(markFeed).toEqual({ changedCount: 2, feed: { counts: { unread: 0 } } });
    expect((await feedOf("mara", "second")).counts).toMatchObject({ unread: 0, unseen: 0 });
  });

  test("is undone on the others when the mark of the whole feed is undone", async () => {
    await send("read", "uma");
    await mark((await feedOf("uma", "second")).items.nodes[0]?.id, "READ");
    await mark((await feedOf("uma", "second")).items.nodes[0]?.id, "UNREAD");
    api.runtime.clock.advance(1000);
    const marked = await api.get(
      'mutation { markFeed(input: { recipient: { userId: "uma" }, mark: READ }) { changedCount markedAt } }',
    );
    const { changedCount, markedAt } = marked.markFeed as unknown as { changedCount: number; markedAt: string };
    expect(changedCount).toBe(2);
    const { undoMarkFeed } = await api.get(
      'mutation($at: DateTime!) { undoMarkFeed(input: { recipient: { userId: "uma" }, markedAt: $at }) { changedCount } }',
      { at: markedAt },
    );
    expect(undoMarkFeed).toEqual({ changedCount: 2 });
    expect((await feedOf("uma")).counts).toMatchObject({ unread: 2, unseen: 0 });
    expect((await feedOf("uma", "second")).counts).toMatchObject({ unread: 1, unseen: 0 });
  });
});
