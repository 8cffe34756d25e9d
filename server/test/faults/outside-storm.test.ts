import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { counted, report } from "../support/fault-rig.js";
import { addInAppChannel, createModuleApi, type ModuleApi } from "../support/module-api.js";
import { BELL } from "../support/lane-api.js";
import { fetchParts } from "../support/outside.js";
import { waitUntil } from "../support/wait-until.js";

const ROUNDS = counted(12, 100);
const PEOPLE = 40;
const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
const CANCEL = "mutation($i: CancelInput!) { cancel(input: $i) { cancelledRunCount } }";
const DELETE_USER = "mutation($i: DeleteUserInput!) { deleteUser(input: $i) { wasKnown } }";
const DELETE_TENANT = "mutation($i: DeleteTenantInput!) { deleteTenant(input: $i) { wasKnown } }";

let api: ModuleApi;
let attempts = 0;

/** Every third attempt fails, but at most two per request. Each attempt takes a different time. */
const parts = fetchParts({
  retryDelaysMs: [0, 0, 0, 0, 0, 0],
  async perform({ attempt }) {
    attempts += 1;
    const number = attempts;
    await new Promise((resolve) => setTimeout(resolve, (number * 7) % 23));
    return attempt < 3 && number % 3 === 0
      ? { kind: "failed", reason: "unlucky" }
      : { kind: "answered", answer: number };
  },
});

beforeAll(async () => {
  api = await createModuleApi({ engine: parts });
  await addInAppChannel(api);
  const steps = [{ ref: "fetch", type: "delay", for: { unit: "hours", value: 1 } }, BELL];
  const document = { key: "fetching", name: "Fetching", steps: [...steps, { ...steps[0], ref: "fetch-again" }] };
  await api.modules.workflows.save(api.home.secret, JSON.parse(JSON.stringify(document)));
  await api.modules.workflows.commit(api.home.secret, "fetching", null);
  await api.modules.runs.worker.start();
  api.modules.runs.outside.start();
});
afterAll(async () => {
  await api.modules.runs.worker.stop();
  await api.modules.runs.outside.stop();
  await api.db.drop();
});

const must = async (query: string, i: object): Promise<void> =>
  expect((await api.ask(query, { i })).errors).toEqual([]);
const rowsOf = (sql: string): Promise<unknown[]> => api.db.database.query(sql);

test(
  `${ROUNDS} rounds of cancellations and deletions amid attempts end every run, and leave no request`,
  async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const recipients = Array.from({ length: PEOPLE }, (_, n) => ({ to: { user: { userId: `p${round}-${n}` } } }));
      const call = { workflowKey: "fetching", recipients, data: { url: "", n: round }, cancellationKey: `k${round}` };
      const tenantId = `t${round}`;
      await Promise.all([must(NOTIFY, call), must(NOTIFY, { ...call, cancellationKey: "kept", tenant: { tenantId } })]);
      await new Promise((resolve) => setTimeout(resolve, (round * 13) % 50));
      await Promise.all([
        must(CANCEL, { workflowKey: "fetching", cancellationKey: `k${round}` }),
        ...[1, 2, 3].map((n) => must(DELETE_USER, { userId: `p${round}-${n}` })),
        ...(round % 3 === 0 ? [must(DELETE_TENANT, { tenantId })] : []),
      ]);
    }
    const unfinished = "select 1 from runs where status in ('PENDING', 'WAITING')";
    const due = "select 1 from fanouts where not is_done";
    await waitUntil(async () => {
      // The clock does not move, so the worker does not sweep by itself.
      await api.modules.runs.worker.sweep();
      return (await rowsOf(`${unfinished} union all ${due}`)).length === 0;
    }, 60_000);
    expect(await rowsOf("select 1 from effect_requests")).toEqual([]);
    expect(await rowsOf("select trace from runs where status = 'FAILED'")).toEqual([]);
    const unequal = `select r.id from runs r left join messages m on m.environment_id = r.environment_id and m.lane = r.lane
      and m.run_id = r.id join triggers t on t.id = r.trigger_id
      where r.status = 'COMPLETED' and (t.tenant_id is null or t.tenant_id in (select tenant_id from tenants)) group by r.id having count(m.run_id) <> 1`;
    expect(await rowsOf(unequal)).toEqual([]);
    const counts = `select 1 from fanouts where run_count <> completed_count + cancelled_count + failed_count`;
    expect(await rowsOf(counts)).toEqual([]);
    const [stats] = await api.db.database.query<{ deadlocks: number }>(
      "select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()",
    );
    report("effects outside: storm", { rounds: ROUNDS, attempts, deadlocks: stats?.deadlocks ?? 0 });
  },
  counted(120_000, 600_000),
);
