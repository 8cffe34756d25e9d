import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { addWorkflow, BELL, startTestServer, type TestServer } from "../support/carillon.js";
import { waitUntil } from "../support/wait-until.js";

const MANY = `mutation($items: [NotifyInput!]!) { notifyMany(input: { items: $items }) {
  results { trigger { id status } isReplay error { code issues { path code } } } } }`;
const FEED = `query($u: ID!) { feed(recipient: { userId: $u }) { counts { total } items(first: 100) {
  nodes { data actors { name } } } } }`;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addWorkflow(server, "plain", [BELL]);
});
afterAll(() => server.stop());

interface Result {
  trigger: { id: string } | null;
  isReplay: boolean;
  error: { code: string; issues: { path: string[]; code: string }[] } | null;
}

const many = async (items: object[]): Promise<Result[]> => (await server.ask(MANY, { items })).data.notifyMany.results;
const to = (userId: string, more: object = {}): object => ({
  workflowKey: "plain",
  recipients: [{ to: { userId } }],
  ...more,
});
const feedOf = async (u: string) => (await server.ask(FEED, { u })).data.feed;

test("the order of the items is the order of the triggers, whether they are stored together or not", async () => {
  const items = Array.from({ length: 40 }, (_, n) => {
    // Some store more than a trigger, so that they are written by themselves.
    if (n % 10 === 3) return to("ann", { data: { n }, tenant: { tenantId: "acme" } });
    if (n % 10 === 7) return to("ann", { data: { n }, idempotencyKey: `key-${n}` });
    return to("ann", { data: { n } });
  });
  const results = await many(items);
  expect(results.every((each) => each.trigger !== null && each.error === null && !each.isReplay)).toBe(true);
  expect(new Set(results.map((each) => each.trigger?.id)).size).toBe(40);
  await waitUntil(async () => (await feedOf("ann")).counts.total === 40);
  const shown = (await feedOf("ann")).items.nodes.map((node: { data: { n: number } }) => node.data.n);
  expect(shown).toEqual(Array.from({ length: 40 }, (_, n) => 39 - n));
});

test("a refused item says why and where, and holds up no other", async () => {
  const results = await many([to("ben"), { ...to("ben"), workflowKey: "nothing" }, to(""), to("ben")]);
  expect(results.map((each) => each.error?.code ?? null)).toEqual([null, "NOT_FOUND", "BAD_USER_INPUT", null]);
  expect(results[1]?.error?.issues[0]?.path).toEqual(["input", "items", "1", "workflowKey"]);
  expect(results[2]?.error?.issues[0]?.path.slice(0, 4)).toEqual(["input", "items", "2", "recipients"]);
  await waitUntil(async () => (await feedOf("ben")).counts.total === 2);
});

test("an item may name whom an item before it has stored", async () => {
  const cat = { user: { userId: "cat", name: "Cat" } };
  const results = await many([
    to("dan"),
    to("dan", { actor: { userId: "cat" } }),
    to("dan", { actor: cat }),
    to("dan", { actor: { userId: "cat" } }),
  ]);
  expect(results.map((each) => each.error?.issues[0]?.code ?? null)).toEqual([null, "actor_missing", null, null]);
});

test("one idempotency key twice in a call is done once, and refused with other contents", async () => {
  const key = { idempotencyKey: "twice" };
  const results = await many([to("eve", key), to("eve", key), to("eve", { ...key, data: { n: 1 } })]);
  expect(results.map((each) => each.isReplay)).toEqual([false, true, false]);
  expect(results[1]?.trigger?.id).toBe(results[0]?.trigger?.id);
  const [bad] = await many([to("eve", { idempotencyKey: "" })]);
  expect(bad?.error?.issues).toEqual([{ path: ["input", "items", "0", "idempotencyKey"], code: "empty" }]);
  expect(results[2]?.error).toMatchObject({
    code: "IDEMPOTENCY_KEY_REUSED",
    issues: [{ path: ["input", "items", "2", "idempotencyKey"], code: "reused" }],
  });
});
