import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { addWorkflow, BELL, startTestServer, type Answer, type TestServer } from "../support/carillon.js";
import { waitUntil } from "../support/wait-until.js";

let server: TestServer;

const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { isReplay trigger { id } } }";
const FEED = `query($u: ID!) { feed(recipient: { userId: $u }) { version counts { total unread unseen }
  items { nodes { id version activityCount blocks { ... on MarkdownBlock { html } } data readAt actors { id } activities { nodes { data } } } } } }`;
const CHANGES = `subscription($v: FeedVersion) { feedChanged(afterVersion: $v) { isReset removedIds feed { version counts { total unread } }
  items { id version readAt blocks { ... on MarkdownBlock { html } } } } }`;

async function notify(input: object): Promise<string> {
  const answer = await server.ask(NOTIFY, { i: input });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data.notify.trigger.id;
}

async function feedOf(userId: string): Promise<Answer["data"]> {
  return (await server.ask(FEED, { u: userId })).data.feed;
}

async function finished(triggerId: string): Promise<Answer["data"]> {
  const query =
    "query($id: ID!) { trigger(id: $id) { status runCount runs { nodes { id status trace { code } messages { id } } } } }";
  let trigger: Answer["data"];
  await waitUntil(async () => {
    trigger = (await server.ask(query, { id: triggerId })).data.trigger;
    return ["COMPLETED", "CANCELLED", "FAILED"].includes(trigger.status);
  });
  return trigger;
}

const to = (...userIds: string[]): object[] => userIds.map((userId) => ({ to: { userId } }));

beforeAll(async () => {
  server = await startTestServer();
  await addWorkflow(server, "plain", [BELL]);
});

afterAll(() => server.stop());

describe("notify", () => {
  test("reaches the open feed, and so does a mark from another client", async () => {
    const open = server.listen(CHANGES, {}, "live");
    await waitUntil(async () => open.events.length === 1);
    expect(open.events[0].feedChanged).toMatchObject({ isReset: false, items: [] });
    await notify({ workflowKey: "plain", recipients: to("live"), data: { n: "<b>hello</b>" } });
    await waitUntil(async () => open.events.length === 2);
    const change = open.events[1].feedChanged;
    expect(change.items[0].blocks[0].html).toBe("<p>1: &lt;b&gt;hello&lt;/b&gt;</p>");
    expect(change.feed.counts).toEqual({ total: 1, unread: 1 });

    const mark =
      "mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds feeds { counts { unread } } messages { readAt } } }";
    const marked = await server.ask(mark, { i: { ids: [change.items[0].id, "msg_none"], mark: "READ" } }, "live");
    expect(marked.data.markMessages).toMatchObject({ missingIds: ["msg_none"], feeds: [{ counts: { unread: 0 } }] });
    await waitUntil(async () => open.events.length === 3);
    expect(open.events[2].feedChanged.items[0].readAt).not.toBeNull();
    open.stop();

    const resumed = server.listen(CHANGES, { v: change.feed.version }, "live");
    await waitUntil(async () => resumed.events.length === 1);
    expect(resumed.events[0].feedChanged.items.map((item: { id: string }) => item.id)).toEqual([change.items[0].id]);
    resumed.stop();
    await waitUntil(async () => server.carillon.modules.feeds.watcher.subscriberCount === 0);
  });

  test("with an idempotency key returns the same answer again, and refuses another input", async () => {
    const input = { workflowKey: "plain", recipients: to("once"), idempotencyKey: "k1", data: { n: 1 } };
    const answers = await Promise.all(Array.from({ length: 10 }, () => server.ask(NOTIFY, { i: input })));
    expect(new Set(answers.map((answer) => answer.data.notify.trigger.id)).size).toBe(1);
    expect(answers.filter((answer) => !answer.data.notify.isReplay)).toHaveLength(1);
    const other = await server.ask(NOTIFY, { i: { ...input, data: { n: 2 } } });
    expect(other.errors?.[0]?.extensions).toMatchObject({
      code: "IDEMPOTENCY_KEY_REUSED",
      issues: [{ path: ["input", "idempotencyKey"], code: "reused" }],
    });
  });

  test("reaches an object and its direct and indirect subscribers once each, but not the actor", async () => {
    const object = (objectId: string): object => ({ collection: "projects", objectId });
    const subscribe = "mutation($i: SubscribeInput!) { subscribe(input: $i) { changedCount } }";
    const subscribers = [...Array.from({ length: 60 }, (_, i) => ({ userId: `s${i}` })), { object: object("child") }];
    await server.ask(subscribe, { i: { object: object("root"), recipients: subscribers } });
    await server.ask(subscribe, {
      i: { object: object("child"), recipients: [{ userId: "s1" }, { userId: "deep" }, { object: object("root") }] },
    });
    await server.ask("mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", {
      i: { userId: "s0", name: "Zero" },
    });
    const id = await notify({
      workflowKey: "plain",
      recipients: [{ to: { object: object("root") } }],
      actor: { userId: "s0" },
    });
    // The object, 59 subscribers without the actor, the child object and its one new subscriber.
    expect(await finished(id)).toMatchObject({ status: "COMPLETED", runCount: 62 });
    expect((await feedOf("deep")).counts.total).toBe(1);
    expect((await feedOf("s1")).counts.total).toBe(1);
    expect((await feedOf("s0")).counts.total).toBe(0);
  });

  test("refuses bad input with code and path, and stores nothing", async () => {
    const unknown = await server.ask(NOTIFY, { i: { workflowKey: "nope", recipients: to("a") } });
    expect(unknown.errors?.[0]?.extensions.issues?.[0]).toMatchObject({
      code: "workflow_missing",
      path: ["input", "workflowKey"],
    });
    const actor = await server.ask(NOTIFY, {
      i: { workflowKey: "plain", recipients: to("a"), actor: { userId: "ghost" } },
    });
    expect(actor.errors?.[0]?.extensions.issues?.[0]).toMatchObject({
      code: "actor_missing",
      path: ["input", "actor"],
    });
    const empty = await server.ask(NOTIFY, { i: { workflowKey: "plain", recipients: [] } });
    expect(empty.errors?.[0]?.extensions.issues?.[0]).toMatchObject({
      code: "out_of_range",
      path: ["input", "recipients"],
    });
    const user = await server.ask(NOTIFY, { i: { workflowKey: "plain", recipients: to("a") } }, "a");
    expect(user.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
  });

  test("in sandbox mode decides everything and keeps the message out of the feed", async () => {
    const id = await notify({ workflowKey: "plain", recipients: to("sand"), settings: { sandboxMode: true } });
    const trigger = await finished(id);
    expect(trigger.runs.nodes[0].trace.map((entry: { code: string }) => entry.code)).toContain("message.not_sent");
    expect((await feedOf("sand")).counts.total).toBe(0);
  });
});

describe("steps", () => {
  test("a batch shows all of its items once, without cancelled ones", async () => {
    const collect = { ref: "collect", type: "batch", key: "data.k", window: { unit: "seconds", value: 2 } };
    await addWorkflow(server, "gather", [collect, BELL], { feedData: ["n", "page"] });
    const first = await notify({
      workflowKey: "gather",
      recipients: to("ann"),
      data: { n: 1, k: "a" },
      cancellationKey: "c1",
    });
    await notify({ workflowKey: "gather", recipients: to("ann"), data: { n: 2, k: "a", page: 9 } });
    const last = await notify({ workflowKey: "gather", recipients: to("ann"), data: { n: 3, k: "a" } });
    const runs = "query($id: ID!) { trigger(id: $id) { runCount } }";
    await waitUntil(async () => (await server.ask(runs, { id: last })).data.trigger.runCount === 1);
    const cancel = 'mutation { cancel(input: { workflowKey: "gather", cancellationKey: "c1" }) { cancelledRunCount } }';
    expect((await server.ask(cancel)).data.cancel.cancelledRunCount).toBe(1);
    expect(await finished(first)).toMatchObject({ status: "CANCELLED" });
    await finished(last);
    const feed = await feedOf("ann");
    expect(feed.counts.total).toBe(1);
    expect(feed.items.nodes[0]).toMatchObject({
      activityCount: 2,
      blocks: [{ html: "<p>2: 3</p>" }],
      // Each activity shows the `feedData` of the workflow. The item of the last activity has no page.
      activities: { nodes: [{ data: { n: 2, page: 9 } }, { data: { n: 3 } }] },
    });
  });

  test("a delay and a branch choose the message that matches the read state", async () => {
    const unread = {
      all: [{ variable: "refs.bell.engagement_status", operator: "not_contains", argument: "$message.read" }],
    };
    const again = { ...BELL, ref: "again", template: { markdown: "still unread" } };
    await addWorkflow(server, "remind", [
      BELL,
      { ref: "later", type: "delay", for: { unit: "seconds", value: 1 } },
      {
        ref: "route",
        type: "branch",
        branches: [
          { name: "unread", conditions: unread, steps: [again] },
          { name: "default", steps: [] },
        ],
      },
    ]);
    await finished(await notify({ workflowKey: "remind", recipients: to("idle") }));
    expect((await feedOf("idle")).counts.total).toBe(2);
    const id = await notify({ workflowKey: "remind", recipients: to("keen") });
    await waitUntil(async () => (await feedOf("keen")).counts.total === 1);
    await server.ask(
      "mutation { markFeed(input: { mark: READ }) { changedCount feed { counts { unread } } } }",
      {},
      "keen",
    );
    await finished(id);
    expect((await feedOf("keen")).counts).toEqual({ total: 1, unread: 0, unseen: 0 });
  });

  test("a throttle passes runs up to its limit and traces why the others ended", async () => {
    await addWorkflow(server, "cap", [
      { ref: "cap", type: "throttle", window: { unit: "hours", value: 1 }, limit: 2 },
      BELL,
    ]);
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push(await notify({ workflowKey: "cap", recipients: to("busy") }));
    const triggers = await Promise.all(ids.map(finished));
    expect((await feedOf("busy")).counts.total).toBe(2);
    expect(triggers[3].runs.nodes[0].trace.map((entry: { code: string }) => entry.code)).toContain("throttle.stopped");
  });
});

describe("preferences", () => {
  test("a recipient who switched the workflow off gets nothing, and the trace gives the reason", async () => {
    const set =
      "mutation($i: SetPreferencesInput!) { setPreferences(input: $i) { preferences { rules { workflowKey allow source } } } }";
    const rules = [{ workflowKey: "plain", allow: false }];
    const answer = await server.ask(set, { i: { rules } }, "quiet");
    expect(answer.data.setPreferences.preferences.rules).toEqual([
      { workflowKey: "plain", allow: false, source: "RECIPIENT" },
    ]);
    const trigger = await finished(await notify({ workflowKey: "plain", recipients: to("quiet") }));
    expect((await feedOf("quiet")).counts.total).toBe(0);
    expect(trigger.runs.nodes[0].trace.map((entry: { code: string }) => entry.code)).toContain(
      "preference.workflow_off",
    );
  });
});

describe("privacy", () => {
  test("one user cannot open, mark or subscribe to another user's feed", async () => {
    await finished(await notify({ workflowKey: "plain", recipients: to("alice") }));
    const { items } = await feedOf("alice");
    const peek = await server.ask(FEED, { u: "alice" }, "mallory");
    expect(peek.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    const mark = "mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }";
    const marked = await server.ask(mark, { i: { ids: [items.nodes[0].id], mark: "READ" } }, "mallory");
    expect(marked.data.markMessages.missingIds).toEqual([items.nodes[0].id]);
    const node = await server.ask("query($id: ID!) { node(id: $id) { id } }", { id: items.nodes[0].id }, "mallory");
    expect(node.data.node).toBeNull();
  });
});
