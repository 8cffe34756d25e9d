import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { FakeAnswer, FakeRequest } from "../support/provider-fake.js";
import { createDeliveryRig, type DeliveryRig } from "../support/delivery-rig.js";

let rig: DeliveryRig;
beforeEach(async () => {
  rig = await createDeliveryRig();
});
afterEach(() => rig.close());

const CHANNEL = "C0123456789";
const BOT = "xoxb-the-token-of-the-channel";
const HOOK = "https://discord.com/api/webhooks/123456789012345678/a-secret-of-a-webhook";
const slack = { providerKey: "slack", settings: { botToken: BOT } };
const step = (more: object = {}): object => ({
  ...{ ref: "chat", type: "channel", channelKey: "team" },
  template: { markdown: "{{ data.n }}", overrides: { channelId: CHANNEL } },
  ...more,
});
const keyed = step({ supersedeKey: "data.deploy" });

/** Slack with the messages that it shows, by their time stamps. */
class Board {
  readonly shown = new Map<string, string>();
  #count = 0;

  answer = ({ url, body }: FakeRequest): FakeAnswer => {
    const { text, ts = `100.${(this.#count += 1)}` } = JSON.parse(body);
    const fail = (error: string): FakeAnswer => ({ status: 200, body: { ok: false, error } });
    if (url !== "/api/chat.postMessage" && !this.shown.has(ts)) return fail("message_not_found");
    if (url === "/api/chat.delete") this.shown.delete(ts);
    else this.shown.set(ts, text);
    return { status: 200, body: { ok: true, channel: CHANNEL, ts } };
  };
}

/** Makes the workflow "told", which posts to Slack. */
async function tellBySlack(chat: object = step()): Promise<Board> {
  await rig.addChannel("team", "CHAT", [slack]);
  await rig.addWorkflow("told", [chat]);
  const board = new Board();
  rig.fake.answer = board.answer;
  return board;
}

async function drainAll(turns = 4): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    await rig.drain();
    await rig.main.delivery.recalls.recallDue();
    rig.pass(3000);
  }
}

const RECALL =
  "mutation ($i: RecallMessagesInput!) { recallMessages(input: $i) { archivedCount droppedCount vendorCount goneCount isComplete } }";
async function recallAll() {
  const { data } = await rig.ask("{ messages { nodes { id } } }");
  const { nodes } = JSON.parse(JSON.stringify(data.messages));
  const answer = await rig.ask(RECALL, { i: { ids: nodes.map(({ id }: { id: string }) => id) } });
  expect(answer.errors).toEqual([]);
  return answer.data.recallMessages;
}

async function states() {
  const { data, errors } = await rig.ask(
    `{ messages(first: 10) { nodes { deliveryStatus ... on ChatMessage { recallState attempts { action outcome code }
       events { code } } } } }`,
  );
  expect(errors).toEqual([]);
  return JSON.parse(JSON.stringify(data.messages)).nodes;
}
const urls = (): string[] => rig.fake.ledger.map(({ url }) => url);

describe("messages that are recalled at Slack", () => {
  test("are deleted there, and say so", async () => {
    const board = await tellBySlack();
    await rig.send("told");
    await drainAll(1);
    expect([...board.shown.values()]).toEqual(["1"]);
    const counts = { archivedCount: 0, droppedCount: 0, goneCount: 0, isComplete: true };
    expect(await recallAll()).toEqual({ ...counts, vendorCount: 1 });
    expect(await states()).toMatchObject([{ deliveryStatus: "SENT", recallState: "PENDING" }]);
    await drainAll(1);
    expect(board.shown.size).toBe(0);
    expect(JSON.parse(rig.fake.ledger.at(-1)?.body ?? "")).toEqual({ channel: CHANNEL, ts: "100.1" });
    const [message] = await states();
    expect(message).toMatchObject({
      recallState: "RECALLED",
      attempts: [
        { action: "send", outcome: "sent" },
        { action: "recall", outcome: "done" },
      ],
    });
    expect(JSON.stringify(message.events)).toContain("delivery.recalled");
    // Once is enough.
    expect(await recallAll()).toEqual({ ...counts, vendorCount: 0 });
    await drainAll(1);
    expect(urls()).toHaveLength(2);
    const rows = await rig.db.database.query("select to_jsonb(a) from attempts a");
    expect(JSON.stringify(rows)).not.toContain(BOT);
  });

  test("are asked for again after failures and lost answers, and a message that is gone already is as good", async () => {
    const board = await tellBySlack();
    for (const n of [1, 2]) await rig.send("told", { n });
    await drainAll();
    await recallAll();
    let failures = 0;
    rig.fake.answer = (request) => {
      failures += 1;
      if (failures === 1)
        return { status: 429, headers: { "retry-after": "60" }, body: { ok: false, error: "ratelimited" } };
      const answer = board.answer(request);
      return failures === 2 ? "cut" : answer;
    };
    await drainAll(1);
    // The other one waits with the one that was refused.
    expect(failures).toBe(1);
    for (let turn = 0; turn < 5; turn += 1) {
      rig.pass(120_000);
      await drainAll(1);
    }
    expect(board.shown.size).toBe(0);
    expect((await states()).map(({ recallState }: { recallState: string }) => recallState)).toEqual([
      "RECALLED",
      "RECALLED",
    ]);
  });

  test("keep to the rate that messages keep to", async () => {
    const board = await tellBySlack();
    for (const n of [1, 2, 3]) await rig.send("told", { n });
    await drainAll();
    await recallAll();
    const left: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      await drainAll(1);
      left.push(board.shown.size);
    }
    expect(left).toEqual([2, 1, 0]);
  });

  test("wait while the vendor slows down messages, and messages while it slows down deletions", async () => {
    const board = await tellBySlack();
    await rig.send("told");
    await drainAll(1);
    await recallAll();
    rig.fake.answer = () => ({
      ...{ status: 429, headers: { "retry-after": "60" }, body: { ok: false, error: "ratelimited" } },
    });
    await drainAll(1);
    expect(urls().filter((url) => url === "/api/chat.delete")).toHaveLength(1);
    rig.fake.answer = board.answer;
    await rig.send("told", { n: 2 });
    await drainAll(1);
    expect(urls()).toHaveLength(2);
    rig.pass(90_000);
    await drainAll();
    expect([...board.shown.values()]).toEqual(["2"]);
  });

  test("are not asked for while the provider is stopped, and do not stop it", async () => {
    const board = await tellBySlack();
    await rig.send("told");
    await drainAll(1);
    await recallAll();
    rig.fake.answer = (request) =>
      request.url === "/api/chat.delete"
        ? { status: 200, body: { ok: false, error: "missing_scope" } }
        : board.answer(request);
    await drainAll(1);
    const stops = await rig.db.database.query("select 1 from channel_providers where stopped_at is not null");
    expect(stops).toEqual([]);
    const until = new Date(rig.runtime.clock.now() + 600_000);
    await rig.db.database.query("update channel_providers set stopped_at = $1, stopped_until = $1", [until]);
    const requests = rig.fake.ledger.length;
    rig.pass(300_000);
    await drainAll(1);
    expect(rig.fake.ledger).toHaveLength(requests);
  });

  test("that the workspace keeps are failed, with the reason in the log", async () => {
    await tellBySlack();
    await rig.send("told");
    await drainAll(1);
    await recallAll();
    rig.fake.answer = () => ({ status: 200, body: { ok: false, error: "cant_delete_message" } });
    await drainAll(1);
    expect(await states()).toMatchObject([
      { recallState: "FAILED", attempts: [{}, { action: "recall", outcome: "refused", code: "cant_delete_message" }] },
    ]);
  });

  test("of a webhook, which names none, are counted as gone", async () => {
    const webhookUrl = "https://hooks.slack.com/services/T1/B1/asecretofaconnection";
    await rig.addChannel("team", "CHAT", [{ providerKey: "slack", settings: { webhookUrl } }]);
    await rig.addWorkflow("told", [step({ template: { markdown: "hi" } })]);
    rig.fake.answer = () => ({ status: 200, body: "ok" });
    await rig.send("told");
    await drainAll(1);
    expect(await recallAll()).toMatchObject({ vendorCount: 0, goneCount: 1 });
    expect(await states()).toMatchObject([{ recallState: null }]);
  });

  test("go without a trace when their reader is erased", async () => {
    await rig.addChannel("team", "CHAT", [slack]);
    await rig.addWorkflow("told", [step()]);
    rig.fake.answer = new Board().answer;
    await rig.send("told");
    await drainAll(1);
    await recallAll();
    expect((await rig.ask('mutation { deleteUser(input: { userId: "ada" }) { wasKnown } }')).errors).toEqual([]);
    expect(await rig.db.database.query("select 1 from vendor_recalls")).toEqual([]);
    await drainAll(1);
  });
});

test("a message of a Discord webhook is deleted by the webhook", async () => {
  await rig.addChannel("team", "CHAT", [{ providerKey: "discord", settings: { webhookUrl: HOOK } }]);
  await rig.addWorkflow("told", [step({ template: { markdown: "hi" } })]);
  rig.fake.answer = ({ method }) =>
    method === "DELETE"
      ? { status: 204, body: "" }
      : { status: 200, body: { id: "123456789012345680", channel_id: "123456789012345681" } };
  await rig.send("told");
  await drainAll(1);
  expect(await recallAll()).toMatchObject({ vendorCount: 1 });
  await drainAll(1);
  expect(rig.fake.ledger.at(-1)).toMatchObject({
    method: "DELETE",
    url: "/api/v10/webhooks/123456789012345678/a-secret-of-a-webhook/messages/123456789012345680",
    body: "",
  });
  expect(await states()).toMatchObject([{ recallState: "RECALLED" }]);
});

describe("a newer message with the same key", () => {
  let board: Board;
  beforeEach(async () => {
    board = new Board();
    rig.fake.answer = board.answer;
    await rig.addChannel("team", "CHAT", [slack]);
    await rig.addWorkflow("told", [keyed]);
    await rig.send("told", { n: "building", deploy: 42 });
    await drainAll(1);
  });

  test("changes the older one in place, and is recalled in its stead", async () => {
    await rig.send("told", { n: "done", deploy: 42 });
    await rig.send("told", { n: "other", deploy: 43 });
    await drainAll();
    expect([...board.shown.values()].sort()).toEqual(["done", "other"]);
    expect(urls().filter((url) => url === "/api/chat.update")).toHaveLength(1);
    const all = await states();
    expect(all.filter(({ recallState }: { recallState: string }) => recallState === "REPLACED")).toMatchObject([
      { deliveryStatus: "SENT", attempts: [{ action: "send" }] },
    ]);
    expect(JSON.stringify(all)).toContain('"action":"replace","outcome":"sent"');
    expect(JSON.stringify(all)).toContain("delivery.replaced");
    expect(await recallAll()).toMatchObject({ vendorCount: 2, goneCount: 0 });
    await drainAll();
    expect(board.shown.size).toBe(0);
  });

  test("takes the place through one that was replaced before it was sent", async () => {
    await rig.send("told", { n: "testing", deploy: 42 });
    await rig.send("told", { n: "done", deploy: 42 });
    await drainAll();
    expect([...board.shown.values()]).toEqual(["done"]);
    expect((await rig.seen()).map(({ state, reason }) => reason ?? state)).toEqual(["SENT", "superseded", "SENT"]);
  });

  test("is posted where the older one was deleted, by hand or by a recall", async () => {
    board.shown.clear();
    await rig.send("told", { n: "two", deploy: 42 });
    await drainAll();
    expect([...board.shown.values()]).toEqual(["two"]);
    expect((await rig.seen()).at(-1)).toMatchObject({
      state: "SENT",
      attempts: [{ outcome: "refused", code: "message_not_found" }, { outcome: "sent" }],
    });
    await recallAll();
    await drainAll();
    await rig.send("told", { n: "three", deploy: 42 });
    await drainAll();
    expect([...board.shown.values()]).toEqual(["three"]);
    expect(urls().filter((url) => url === "/api/chat.update")).toHaveLength(1);
  });

  test("is repeated after a lost answer, since that has no effect", async () => {
    let isCut = false;
    rig.fake.answer = (request) => {
      const answer = board.answer(request);
      if (isCut || !request.url.endsWith("chat.update")) return answer;
      isCut = true;
      return "cut";
    };
    await rig.send("told", { n: "done", deploy: 42 });
    await drainAll();
    rig.pass(60_000);
    await drainAll();
    expect([...board.shown.values()]).toEqual(["done"]);
    expect((await rig.seen()).at(-1)).toMatchObject({
      state: "SENT",
      attempts: [{ outcome: "retry" }, { outcome: "sent" }],
    });
  });
});
