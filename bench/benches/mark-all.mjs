// @ts-check
import { FeedWriter } from "../../server/dist/modules/feeds/feed-writer.repository.js";
import { laneOf, userKey } from "../../server/dist/modules/identifiers/index.js";
import { connectDatabase } from "../../server/dist/platform/postgres/index.js";
import { ask, commitWorkflow, startProcess } from "../lib/carillon.mjs";
import { addFeeds, itemPlace } from "../lib/feed-items.mjs";
import { percentile, repeat, resultOf, timed } from "../lib/measure.mjs";
import { connectPool, createDatabase, startPostgres } from "../lib/postgres.mjs";

const ITEMS = Number(process.env.BENCH_ITEMS ?? 100_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
/** The pause between two messages of the fan-out that runs at the same time. */
const PAUSE_MS = 5;
const OURS = "ours";
const FLOOR = "floor";

const MARK = "mutation($i: MarkFeedInput!) { markFeed(input: $i) { changedCount feed { counts { unread } } } }";

const WORKFLOW = {
  key: "comments",
  name: "Comments",
  steps: [{ ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "hello" } }],
};

/**
 * `markFeed` over 100,000 items against one UPDATE of the same number of rows, and how long a fan-out to the same
 * recipient waits for the feed's row lock.
 */
export async function run(bench) {
  const server = await startPostgres(bench);
  const databaseUrl = await createDatabase(bench, server);
  const { url } = await startProcess(bench, { DATABASE_URL: databaseUrl });
  await commitWorkflow(url, WORKFLOW);
  const pool = connectPool(bench, databaseUrl, 2);
  const place = await itemPlace(pool);
  const connection = await connectDatabase({ url: databaseUrl, entities: [], migrations: [], poolSize: 2 });
  bench.owns(connection, () => connection.close());

  bench.say(`making two feeds of ${ITEMS} items`);
  await addFeeds(pool, place, { userIds: [OURS, FLOOR], itemCount: ITEMS });
  const rounds = await repeat(ROUNDS + 1, (round) =>
    measure(bench, { url, pool, place, database: connection.database, round }),
  );
  const counted = rounds.slice(1);
  return [
    resultOf({
      name: `mark-all, ${ITEMS} items`,
      unit: "ms",
      values: counted.map((each) => each.ms),
      floors: counted.map((each) => each.floorMs),
      judged: "ratio",
      isLowerBetter: true,
    }),
    resultOf({
      name: "mark-all, longest wait of a fan-out to that person",
      unit: "ms",
      values: counted.map((each) => Math.max(...each.waits)),
      judged: "value",
      isLowerBetter: true,
      must: 100,
      aim: 25,
      p50: Number(
        percentile(
          counted.flatMap((each) => each.waits),
          0.5,
        ).toFixed(2),
      ),
      p99: Number(
        percentile(
          counted.flatMap((each) => each.waits),
          0.99,
        ).toFixed(2),
      ),
      messages: counted.reduce((sum, each) => sum + each.waits.length, 0),
    }),
  ];
}

async function measure(bench, { url, pool, place, database, round }) {
  await reset(pool, place);
  const fanOut = startFanOut(database, place);
  let changedCount = 0;
  const ms = await timed(async () => {
    const input = { recipient: { userId: OURS }, mark: "READ" };
    ({ changedCount } = (await ask(url, MARK, { i: input })).markFeed);
  });
  const waits = await fanOut.stop();
  // The call also marks messages that arrived before it began.
  if (changedCount < ITEMS || changedCount > ITEMS + 3) throw new Error(`Changed ${changedCount}.`);

  await pool.query("checkpoint");
  const floorMs = await timed(() => updateAtOnce(pool, place));
  bench.say(
    `${round}: ${Math.round(ms)} ms, one UPDATE ${Math.round(floorMs)} ms; ${waits.length} messages meanwhile waited ${Math.max(...waits).toFixed(1)} ms at most`,
  );
  return { ms, floorMs, waits };
}

/** Marks all items unread and removes dead rows, so that each round starts with the same tables. */
async function reset(pool, { environmentId }) {
  await pool.query("delete from messages where environment_id = $1 and position > $2", [environmentId, ITEMS]);
  await pool.query(
    "update messages set read_at = null, seen_at = null, version = position where environment_id = $1 and read_at is not null",
    [environmentId],
  );
  await pool.query(
    "update feeds set version = $2::int, total = $2::int, unread = $2::int, unseen = $2::int where environment_id = $1",
    [environmentId, ITEMS],
  );
  await pool.query("vacuum (analyze) messages, feeds");
  await pool.query("checkpoint");
}

async function updateAtOnce(pool, { environmentId }) {
  const { rowCount } = await pool.query(
    `update messages set read_at = now(), seen_at = now(), updated_at = now(), version = version + $3::int
     where environment_id = $1 and recipient_key = $2 and lane = $4 and position > 0 and position <= $3::int`,
    [environmentId, userKey(FLOOR), ITEMS, laneOf(environmentId, userKey(FLOOR))],
  );
  if (rowCount !== ITEMS) throw new Error(`The floor changed ${rowCount} rows.`);
}

/**
 * Stores a message in the recipient's feed every few milliseconds, as lane work does. Returns the duration of each;
 * most of it is the wait for the feed's row lock.
 */
function startFanOut(database, place) {
  const writer = new FeedWriter();
  const waits = [];
  let isOver = false;
  const working = (async () => {
    for (let n = 0; !isOver; n += 1) {
      const message = messageOf(place, n);
      await database.transaction(async (tx) => {
        waits.push(await timed(() => writer.arrive(tx, [message])));
      });
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();
  return {
    async stop() {
      isOver = true;
      await working;
      return waits;
    },
  };
}

function messageOf(place, number) {
  const recipientKey = userKey(OURS);
  const uuid = `ffffffff-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
  return {
    ...{ ...place, recipientKey, lane: laneOf(place.environmentId, recipientKey), runId: uuid, ordinal: 1 },
    ...{
      triggerId: uuid,
      stepRef: "bell",
      tenantId: null,
      channelType: "IN_APP",
      deliveryStatus: "DELIVERED",
      content: null,
      data: null,
    },
    ...{ actorKeys: null, actorCount: 0, activityCount: 1, batchId: null, at: Date.now() },
  };
}
