import { addSubscribers } from "../lib/audience.mjs";
import { ask, commitWorkflow, startInProcess } from "../lib/carillon.mjs";
import { FanOutFloor } from "../lib/fan-out-floor.mjs";
import { repeat, resultOf, timed, until } from "../lib/measure.mjs";
import { connectPool, createDatabase, startPostgres } from "../lib/postgres.mjs";
import { countStatements } from "../lib/statements.mjs";

const SUBSCRIBERS = Number(process.env.BENCH_SUBSCRIBERS ?? 100_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const OBJECT = { collection: "projects", objectId: "apollo" };

const bell = (markdown) => ({
  ref: "bell",
  type: "channel",
  channelKey: "in-app",
  template: {
    markdown,
    actionUrl: "/documents/{{ data.documentId }}",
    buttons: [{ name: "primary", label: "Open", action: "/documents/{{ data.documentId }}" }],
  },
});

const WORKFLOWS = [
  {
    key: "shared",
    markdown: "**{{ actor.name }}** published *{{ data.document }}*: {{ data.summary }}",
    must: 0.55,
    aim: 0.65,
  },
  {
    key: "per-recipient",
    markdown: "Hello {{ recipient.name }}, **{{ actor.name }}** published *{{ data.document }}*: {{ data.summary }}",
    must: 0.15,
    aim: 0.3,
  },
];

const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";

/**
 * One `notify` to an object with 100,000 subscribers, until the last message is committed. The floor is Postgres
 * inserting the same rows.
 */
export async function run(bench) {
  const server = await startPostgres(bench);
  const url = await createDatabase(bench, server);
  const pool = connectPool(bench, url);
  const statements = countStatements(bench, [pool]);
  const carillon = await startInProcess(bench, { DATABASE_URL: url });
  const environmentId = (await pool.query("select id from environments")).rows[0].id;
  bench.say(`making ${SUBSCRIBERS} subscribers`);
  await addSubscribers(pool, environmentId, {
    count: SUBSCRIBERS,
    objectKey: `o/${OBJECT.collection}/${OBJECT.objectId}`,
  });
  await prepare(carillon.url);

  const floor = await FanOutFloor.create(pool, environmentId);
  const results = [];
  for (const { key, markdown, must, aim } of WORKFLOWS) {
    await commitWorkflow(carillon.url, {
      key,
      name: key,
      categories: ["news"],
      feedData: ["documentId", "document"],
      steps: [bell(markdown)],
    });
    const rounds = await repeat(ROUNDS + 1, (round) =>
      measure(bench, { key, round, carillon, pool, floor, statements }),
    );
    // The first round is the warm-up: it alone creates the feeds.
    const counted = rounds.slice(1);
    results.push(
      resultOf({
        name: `fan-out, ${key} text`,
        unit: "recipients/s",
        values: counted.map((each) => each.perSecond),
        floors: counted.map((each) => each.floorPerSecond),
        judged: "ratio",
        must,
        aim,
        firstTime: Math.round(rounds[0].perSecond),
      }),
      perRecipient(
        `fan-out, ${key} text: rows`,
        "rows/recipient",
        counted.map((each) => each.rows),
        { must: 4, aim: 3 },
      ),
      perRecipient(
        `fan-out, ${key} text: statements`,
        "statements/recipient",
        counted.map((each) => each.statements),
        {
          must: 0.03,
          aim: 0.03,
        },
      ),
    );
  }
  return results;
}

const perRecipient = (name, unit, values, targets) =>
  resultOf({ name, unit, values, judged: "value", isLowerBetter: true, ...targets });

async function prepare(url) {
  const rules = [
    { category: "news", allow: true },
    { channelType: "IN_APP", allow: true },
  ];
  await ask(
    url,
    "mutation($i: SetDefaultPreferencesInput!) { setDefaultPreferences(input: $i) { preferences { rules { allow } } } }",
    {
      i: { rules },
    },
  );
  await ask(url, "mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", {
    i: { userId: "ada", name: "Ada Lovelace" },
  });
}

async function measure(bench, { key, round, carillon, pool, floor, statements }) {
  const rowsBefore = await rowsWritten(pool);
  const statementsBefore = statements.count;
  let triggerId = "";
  const ms = await timed(async () => {
    const data = { documentId: `d${round}`, document: "Plan of the year", summary: "what we do, *why*, and by when" };
    const input = { workflowKey: key, actor: { userId: "ada" }, recipients: [{ to: { object: OBJECT } }], data };
    triggerId = (await ask(carillon.url, NOTIFY, { i: input })).notify.trigger.id;
    await until(() => isFanned(pool, triggerId), { everyMs: 10 });
  });
  const sent = statements.count - statementsBefore;
  const uuid = await checkMessages(pool, triggerId);
  const rows = (await rowsWritten(pool)) - rowsBefore;
  const floorMs = await floor.measure(uuid);
  const perSecond = (SUBSCRIBERS / ms) * 1000;
  const floorPerSecond = (SUBSCRIBERS / floorMs) * 1000;
  bench.say(
    `${key} ${round}: ${Math.round(perSecond)}/s, floor ${Math.round(floorPerSecond)}/s, ratio ${(perSecond / floorPerSecond).toFixed(3)}`,
  );
  return { perSecond, floorPerSecond, rows: rows / SUBSCRIBERS, statements: sent / SUBSCRIBERS };
}

const LATEST = "select id from triggers order by seq desc limit 1";

async function isFanned(pool) {
  const { rows } = await pool.query(
    `select coalesce(sum(run_count), 0)::int as runs, coalesce(bool_and(is_done), false) as done from fanouts where trigger_id = (${LATEST})`,
  );
  // One more run than subscribers, because the object itself is a recipient.
  return rows[0].done && rows[0].runs === SUBSCRIBERS + 1;
}

async function checkMessages(pool) {
  const { rows } = await pool.query(
    `select (${LATEST}) as id, count(*)::int as messages from messages where trigger_id = (${LATEST})`,
  );
  if (rows[0].messages !== SUBSCRIBERS + 1) throw new Error(`There are ${rows[0].messages} messages, not one each.`);
  return rows[0].id;
}

/** The rows written, from Postgres' statistics. A session reports its statistics at most one second late. */
async function rowsWritten(pool) {
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const { rows } = await pool.query(
    "select sum(n_tup_ins + n_tup_upd + n_tup_del)::float8 as written from pg_stat_user_tables where schemaname = 'public'",
  );
  return rows[0].written;
}
