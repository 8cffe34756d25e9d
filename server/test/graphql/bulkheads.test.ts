import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { bulkheadLimits } from "../../src/app/limits/caller-bulkheads.js";
import { Bulkhead } from "../../src/platform/graphql/index.js";
import { addWorkflow, BELL, startTestServer, type Answer, type TestServer } from "../support/carillon.js";
import { waitUntil } from "../support/wait-until.js";

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const aliased = (count: number, field: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => `a${n}: ${field(n)}`).join("\n");

/**
 * Runs `ask` while the table is locked, until no more statements start to wait. Returns the number of waiting
 * statements, without those of workers.
 */
async function waitingFor(
  { table, statement }: { table: string; statement: string },
  ask: () => Promise<Answer>[],
): Promise<{ most: number; victim: Answer; answers: Answer[] }> {
  let asked: Promise<Answer>[] = [];
  let most = 0;
  let victim: Answer | null = null;
  const waiting = async (): Promise<number> => {
    const [row] = await server.database.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query ~ $1`,
      [statement],
    );
    most = Math.max(most, row?.count ?? 0);
    return most;
  };
  await server.database.transaction(async (tx) => {
    await tx.query(`lock table ${table} in access exclusive mode`);
    asked = ask();
    await waitUntil(async () => (await waiting()) > 0);
    victim = await server.ask("{ feed { counts { total } } }", {}, "victim");
    await new Promise((resolve) => setTimeout(resolve, 500));
    await waiting();
  });
  const answers = await Promise.all(asked);
  if (!victim) throw new Error("Nobody asked.");
  return { most, victim, answers };
}

const SERVED = { data: { feed: { counts: { total: 0 } } } };
const codesOf = (answers: readonly Answer[]): string[] =>
  answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code));

test("X-11: thirty aliased filters, ten times at once, leave one user two statements and other callers the rest", async () => {
  const query = `{ ${aliased(30, (n) => `feed { items(first: 5, filter: { data: { n: ${n} } }) { nodes { id } } }`)} }`;
  await server.ask("{ feed { version } }", {}, "greedy");
  const { most, victim, answers } = await waitingFor({ table: "messages", statement: "from feeds f" }, () =>
    Array.from({ length: 10 }, () => server.ask(query, {}, "greedy")),
  );
  expect(victim).toEqual(SERVED);
  expect(most).toBeLessThanOrEqual(2);
  expect(codesOf(answers)).toEqual([]);
});

test("X-11: queries of one secret key leave connections to other callers", async () => {
  const query = `{ ${aliased(30, (n) => `feed(recipient: { userId: "u${n}" }) { items { nodes { id } } }`)} }`;
  const { most, victim, answers } = await waitingFor({ table: "messages", statement: "from feeds f" }, () =>
    Array.from({ length: 4 }, () => server.ask(query)),
  );
  expect(victim).toEqual(SERVED);
  expect(most).toBeLessThanOrEqual(5);
  expect(codesOf(answers)).toEqual([]);
});

test("X-11: mutations of one secret key leave connections to other callers", async () => {
  const mutation = "mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }";
  const { most, victim, answers } = await waitingFor({ table: "users", statement: "users" }, () =>
    Array.from({ length: 60 }, (_, n) => server.ask(mutation, { i: { userId: `u${n}`, name: "Ada" } })),
  );
  expect(victim).toEqual(SERVED);
  expect(most).toBeLessThanOrEqual(5);
  expect(codesOf(answers)).toEqual([]);
});

test("X-11: lists below one root field leave connections to other callers", async () => {
  for (const userId of ["ann", "bob"]) {
    await server.ask("mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", { i: { userId } });
  }
  const query = `{ users(first: 5) { nodes { ${aliased(12, (n) => `subscriptions(first: ${n + 1}) { nodes { createdAt } }`)} } } }`;
  const { most, victim, answers } = await waitingFor(
    { table: "subscriptions", statement: "from subscriptions" },
    () => [server.ask(query)],
  );
  expect(victim).toEqual(SERVED);
  expect(most).toBeLessThanOrEqual(5);
  expect(codesOf(answers)).toEqual([]);
});

test("X-11: feeds in the answer of a mutation are read a few at a time", async () => {
  const query = `mutation { markMessages(input: { ids: ["nothing"], mark: READ }) { feeds { id } missingIds } }`;
  expect(await server.ask(query, {}, "greedy")).toEqual({
    data: { markMessages: { feeds: [], missingIds: ["nothing"] } },
  });
});

test("X-11: notify with inline recipients, and with an actor to look up, leaves connections to other callers", async () => {
  await addWorkflow(server, "plain", [BELL]);
  const notify = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
  const call = (n: number): object => ({
    workflowKey: "plain",
    recipients: [{ to: { user: { userId: `p${n}`, name: "P" } } }],
  });
  const byActor = { workflowKey: "plain", recipients: [{ to: { userId: "ann" } }], actor: { userId: "bob" } };
  const { most, victim, answers } = await waitingFor({ table: "users", statement: "users" }, () =>
    Array.from({ length: 60 }, (_, n) => server.ask(notify, { i: n % 2 === 0 ? call(n) : byActor })),
  );
  expect(victim).toEqual(SERVED);
  expect(most).toBeLessThanOrEqual(5);
  expect(codesOf(answers)).toEqual([]);
});

test("X-11: for any pool size, the limits of one caller together leave connections to other callers", () => {
  for (let poolSize = 5; poolSize <= 500; poolSize += 1) {
    for (const limits of Object.values(bulkheadLimits(poolSize))) {
      const most = limits.queries.atOnce + limits.mutations.atOnce + limits.nested.atOnce;
      expect([poolSize, most <= (3 * poolSize) / 4]).toEqual([poolSize, true]);
    }
  }
});

test("X-11: a small pool is shared too: a secret key with many requests leaves a connection to a user", async () => {
  const small = await startTestServer({ DATABASE_POOL: "5", CARILLON_ROLE: "api" });
  try {
    const query = `{ ${aliased(30, (n) => `feed(recipient: { userId: "u${n}" }) { items { nodes { id } } }`)} }`;
    const identify = "mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }";
    let asked: Promise<Answer>[] = [];
    await small.database.transaction(async (tx) => {
      await tx.query("lock table users, messages in access exclusive mode");
      asked = Array.from({ length: 40 }, (_, n) =>
        n % 2 === 0 ? small.ask(query) : small.ask(identify, { i: { userId: `u${n}`, name: "Ada" } }),
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await small.ask("{ feed { counts { total } } }", {}, "victim")).toEqual(SERVED);
    });
    expect(codesOf(await Promise.all(asked))).toEqual([]);
  } finally {
    await small.stop();
  }
});

test("X-11: a bulkhead starts requests in order, a few at a time, and refuses excess requests", async () => {
  const bulkhead = new Bulkhead({ atOnce: 2, waiting: 2 });
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (n: number) => () =>
    new Promise<number>((resolve) => {
      begun.push(n);
      ends.push(() => resolve(n));
    });
  const results = [1, 2, 3, 4].map((n) => Promise.resolve(bulkhead.run(work(n))));
  expect(() => bulkhead.run(work(5))).toThrow("Too much of what you asked is waiting already.");
  expect(begun).toEqual([1, 2]);
  ends[1]?.();
  await waitUntil(() => begun.length === 3);
  ends[0]?.();
  ends[2]?.();
  await waitUntil(() => begun.length === 4);
  ends[3]?.();
  expect(await Promise.all(results)).toEqual([1, 2, 3, 4]);
  expect(begun).toEqual([1, 2, 3, 4]);
  await waitUntil(() => bulkhead.isIdle);
});

test("X-11: a failed request frees its slot", async () => {
  const bulkhead = new Bulkhead({ atOnce: 1, waiting: 10 });
  const failing = Promise.resolve(bulkhead.run(() => Promise.reject(new Error("no"))));
  const next = Promise.resolve(bulkhead.run(() => "done"));
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("done");
  expect(() =>
    bulkhead.run(() => {
      throw new Error("at once");
    }),
  ).toThrow("at once");
  expect(bulkhead.isIdle).toBe(true);
});
