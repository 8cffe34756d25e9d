import { afterEach, describe, expect, test } from "@jest/globals";
import { until } from "../../test/support/fake-server.js";
import { openPreferences } from "../preferences/index.js";
import { createTestClient, type TestClient } from "./index.js";

const opened: TestClient[] = [];
function open(...options: Parameters<typeof createTestClient>): TestClient {
  const made = createTestClient(...options);
  opened.push(made);
  return made;
}
afterEach(() => {
  for (const { client } of opened.splice(0)) client.close();
});

const textsOf = ({ client }: TestClient): string[] =>
  client
    .feed()
    .store.getSnapshot()
    .items.map(({ blocks }) => blocks.map((block) => ("text" in block ? block.text : "")).join());

describe("a test client", () => {
  test("shows its initial items, newest first, with exact counts", async () => {
    const made = open({ items: [{ text: "new" }, { text: "old", readAt: "2026-01-01T00:00:00.000Z" }] });
    const stop = made.client.feed().start();
    await until(() => textsOf(made).length === 2);
    expect(textsOf(made)).toEqual(["new", "old"]);
    expect(made.client.feed().store.getSnapshot().counts).toMatchObject({ total: 2, unread: 1 });
    stop();
  });

  test.each([
    [{ categories: ["billing"] }],
    [{ hasTenant: true }],
    [{ createdFrom: "2026-11-20T00:00:00.000Z" }],
    [{ data: { plan: { name: "pro" } } }],
    [{ workflowKeys: ["invoice"] }],
  ])("filters by %j as the server does, also live", async (filter) => {
    const wanted = {
      ...{ text: "wanted", categories: ["billing"], workflowKey: "invoice", createdAt: "2026-11-21T00:00:00.000Z" },
      ...{ tenant: { id: "t", tenantId: "acme", name: "Acme" }, data: { plan: { name: "pro", seats: 3 } } },
    };
    const other = { text: "other", categories: ["social"], createdAt: "2026-11-19T00:00:00.000Z" };
    const { client, feed: memory } = open({ items: [wanted, other] });
    const feed = client.feed({ filter });
    feed.start();
    await until(() => feed.store.getSnapshot().isLive);
    expect(feed.store.getSnapshot().items).toHaveLength(1);
    memory.add(other);
    memory.add(wanted);
    await until(() => feed.store.getSnapshot().items.length === 2);
    expect(feed.store.getSnapshot().counts.total).toBe(2);
  });

  test("applies arrivals, removals and marks, live", async () => {
    const made = open({ items: [{ text: "one" }] });
    const feed = made.client.feed();
    feed.start();
    await until(() => feed.store.getSnapshot().isLive);
    const added = made.feed.add({ text: "two" });
    await until(() => textsOf(made).length === 2);
    await feed.markRead(added.id);
    expect(made.feed.items[0]?.readAt).not.toBeNull();
    await feed.markAll("READ");
    expect(made.feed.items.every(({ readAt }) => readAt !== null)).toBe(true);
    made.feed.remove(added.id);
    await until(() => textsOf(made).length === 1);
    expect(made.feed.calls.map(({ name }) => name)).toContain("MarkFeed");
  });

  test("refuses the next call on demand, and the mark is reverted", async () => {
    const made = open({ items: [{ text: "one" }] });
    const feed = made.client.feed();
    feed.start();
    await until(() => textsOf(made).length === 1);
    made.feed.failNext("FORBIDDEN");
    await expect(feed.markRead(made.feed.items[0]?.id ?? "")).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(feed.store.getSnapshot().items[0]?.readAt).toBeNull();
  });

  test("acts for the given user", () => {
    expect(open({ userId: "grace" }).client.person.getSnapshot()).toMatchObject({ id: "grace" });
  });

  test("holds its answers until they are released", async () => {
    const made = open({ items: [{ text: "one" }] });
    const answer = made.feed.hold();
    const feed = made.client.feed();
    feed.start();
    await until(() => made.feed.calls.length > 0);
    expect(feed.store.getSnapshot().status).toBe("loading");
    answer();
    await until(() => feed.store.getSnapshot().status === "ready");
  });

  test("refuses every call until it is told to answer again", async () => {
    const made = open({ items: [{ text: "one" }] });
    made.feed.failAll("FORBIDDEN", "Not today.");
    const feed = made.client.feed();
    feed.start();
    await until(() => feed.store.getSnapshot().status === "error");
    expect(feed.store.getSnapshot().error).toMatchObject({ code: "FORBIDDEN", message: "Not today." });
    made.feed.failAll(null);
    await feed.refetch();
    expect(textsOf(made)).toEqual(["one"]);
  });

  test("shows its items, and no arrivals, while live changes are refused", async () => {
    const made = open({ items: [{ text: "one" }] });
    const feed = made.client.feed();
    feed.start();
    await until(() => feed.store.getSnapshot().isLive);
    made.feed.failLive("FORBIDDEN");
    await until(() => !feed.store.getSnapshot().isLive);
    expect(feed.store.getSnapshot()).toMatchObject({ status: "ready", error: { code: "FORBIDDEN" } });
    made.feed.add({ text: "two" });
    await feed.refetch();
    expect(textsOf(made)).toEqual(["two", "one"]);
  });

  test("stores preferences", async () => {
    const channelType = "EMAIL";
    const made = open({
      preferences: [
        { workflowKey: "comment", channelType },
        { workflowKey: "invoice", channelType, isFixed: true },
      ],
    });
    const preferences = openPreferences(made.client);
    const stop = preferences.start();
    await until(() => preferences.store.getSnapshot().status === "ready");
    const [comment] = preferences.store.getSnapshot().choices;
    if (comment === undefined) throw new Error("There is no choice.");
    expect(comment).toMatchObject({ name: "comment", isAllowed: true });
    await preferences.setAllowed(comment, false);
    await preferences.setCommercial(false);
    expect(preferences.store.getSnapshot()).toMatchObject({
      commercialSubscribed: false,
      choices: [{ isAllowed: false }, { isAllowed: true }],
    });
    stop();
  });
});
