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

test("triggers are in the order of the items, whether or not the items are stored together", async () => {
  const items = Array.from({ length: 40 }, (_, n) => {
    // Some items store more than a trigger, so they are written alone.
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

test("a refused item reports its reason and path, and does not affect the other items", async () => {
  const results = await many([to("ben"), { ...to("ben"), workflowKey: "nothing" }, to(""), to("ben")]);
  expect(results.map((each) => each.error?.code ?? null)).toEqual([null, "NOT_FOUND", "BAD_USER_INPUT", null]);
  expect(results[1]?.error?.issues[0]?.path).toEqual(["input", "items", "1", "workflowKey"]);
  expect(results[2]?.error?.issues[0]?.path.slice(0, 4)).toEqual(["input", "items", "2", "recipients"]);
  await waitUntil(async () => (await feedOf("ben")).counts.total === 2);
});

test("an item may name a recipient that an earlier item stored", async () => {
  const cat = { user: { userId: "cat", name: "Cat" } };
  const results = await many([
    to("dan"),
    to("dan", { actor: { userId: "cat" } }),
    to("dan", { actor: cat }),
    to("dan", { actor: { userId: "cat" } }),
  ]);
  expect(results.map((each) => each.error?.issues[0]?.code ?? null)).toEqual([null, "actor_missing", null, null]);
});

test("a repeated idempotency key in one call acts once, and is refused with another input", async () => {
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
