import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { addWorkflow, BELL, startTestServer, type Answer, type TestServer } from "../support/carillon.js";
import { counted, report } from "../support/fault-rig.js";
import { waitUntil } from "../support/wait-until.js";

const ROUNDS = counted(10, 200);
const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
const DELETE_USER = "mutation($i: DeleteUserInput!) { deleteUser(input: $i) { wasKnown } }";
const DELETE_TENANT = "mutation($i: DeleteTenantInput!) { deleteTenant(input: $i) { wasKnown } }";
const SECOND = { unit: "seconds", value: 1 };

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await addWorkflow(server, "plain", [BELL]);
  await addWorkflow(server, "delayed", [{ ref: "wait", type: "delay", for: SECOND }, BELL]);
  const collect = { ref: "collect", type: "batch", window: SECOND, windowType: "fixed", mode: "accumulate" };
  await addWorkflow(server, "batched", [collect, BELL]);
});
afterAll(() => server.stop());

async function must(query: string, input: object): Promise<Answer["data"]> {
  const answer = await server.ask(query, { i: input });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

async function count(statement: string, values: unknown[] = []): Promise<number> {
  return (await server.database.query<{ count: number }>(statement, values))[0]?.count ?? 0;
}

async function quiesce(): Promise<void> {
  const left = `select ((select count(*) from fanouts where not is_done) + (select count(*) from batches where is_open)
    + (select count(*) from runs where status in ('PENDING', 'WAITING')))::int as count`;
  await waitUntil(async () => (await count(left)) === 0, 30_000);
}

const OF_RECIPIENT = ["runs", "messages", "feeds", "feed_removals", "batches", "throttles", "users", "preference_sets"];

/** The remaining rows of a recipient, for example `runs: 1`. */
async function remainsOf(recipientKey: string): Promise<string[]> {
  const found: string[] = [];
  for (const table of OF_RECIPIENT) {
    const rows = await count(`select count(*)::int as count from ${table} where recipient_key = $1`, [recipientKey]);
    if (rows > 0) found.push(`${table}: ${rows}`);
  }
  return found;
}

/**
 * Runs both calls so that `first` has stored its recipients but not its fan-out when `second` begins: a lock on the
 * fan-outs blocks it there, until both wait.
 */
async function interleave(first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<void> {
  const waiting = `select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  let calls: Promise<unknown>[] = [];
  await server.database.transaction(async (tx) => {
    await tx.query("lock table fanouts in share mode");
    calls = [first()];
    await waitUntil(async () => (await count(waiting)) === 1);
    calls.push(second());
    await waitUntil(async () => (await count(waiting)) === 2);
  });
  await Promise.all(calls);
}

describe("R-30: a deletion during a notify that stores the deleted recipient", () => {
  test("a user gets no message after the deletion, and the other recipients get theirs", async () => {
    await must("mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", {
      userId: "gone",
      name: "Gone",
    });
    const recipients = [{ to: { user: { userId: "gone", name: "Still here" } } }, { to: { userId: "stays" } }];
    await interleave(
      () => must(NOTIFY, { workflowKey: "plain", recipients }),
      () => must(DELETE_USER, { userId: "gone" }),
    );
    await quiesce();
    expect(await remainsOf("u/gone")).toEqual([]);
    expect(await count("select count(*)::int as count from messages where recipient_key = 'u/stays'")).toBe(1);
  });

  test("a tenant gets no message after the deletion", async () => {
    await must("mutation($i: TenantInput!) { setTenant(input: $i) { tenant { id } } }", { tenantId: "left" });
    const recipients = [{ to: { userId: "member" } }];
    await interleave(
      () => must(NOTIFY, { workflowKey: "plain", recipients, tenant: { tenantId: "left", name: "Left" } }),
      () => must(DELETE_TENANT, { tenantId: "left" }),
    );
    await quiesce();
    expect(await count("select count(*)::int as count from tenants where tenant_id = 'left'")).toBe(0);
    expect(await count("select count(*)::int as count from messages where tenant_id = 'left'")).toBe(0);
  });
});

describe(`R-30: ${ROUNDS} users deleted in the middle of their runs`, () => {
  test(
    "leave no rows, and cost no other recipient a message",
    async () => {
      const rounds = Array.from({ length: ROUNDS }, (_, round) => round);
      const everyone = (round: number): object[] => [
        { to: { user: { userId: `doomed-${round}`, name: "Doomed" } } },
        { to: { userId: `kept-${round}` } },
      ];
      for (const round of rounds) {
        const calls = ["plain", "delayed", "batched"].map((workflowKey) =>
          must(NOTIFY, { workflowKey, recipients: everyone(round) }),
        );
        await Promise.all(calls);
        await new Promise((resolve) => setTimeout(resolve, (round * 7) % 40));
        await must(DELETE_USER, { userId: `doomed-${round}` });
      }
      await quiesce();

      const remains = await Promise.all(rounds.map((round) => remainsOf(`u/doomed-${round}`)));
      expect(remains.flat()).toEqual([]);
      const orphans = `select count(*)::int as count from batch_items i where not exists (
        select 1 from batches b where b.environment_id = i.environment_id and b.lane = i.lane and b.id = i.batch_id)`;
      expect(await count(orphans)).toBe(0);
      const kept = `select f.recipient_key from feeds f left join messages m on m.environment_id = f.environment_id
        and m.lane = f.lane and m.recipient_key = f.recipient_key and m.channel_id = f.channel_id
        where f.recipient_key like 'u/kept-%' group by f.recipient_key, f.version, f.total
        having count(m.*) = 3 and f.version = 3 and f.total = 3`;
      expect(await server.database.query(kept)).toHaveLength(ROUNDS);
      report("R-30 users deleted mid-run", { users: ROUNDS, "left rows": remains.flat().length });
    },
    60_000 + ROUNDS * 1000,
  );
});
