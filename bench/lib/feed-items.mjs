// @ts-check
import { laneOf, userKey } from "../../server/dist/modules/identifiers/index.js";

const FEEDS_AT_ONCE = 5_000;
const ITEMS_AT_ONCE = 250_000;

const BLOCKS = JSON.stringify([
  {
    kind: "markdown",
    name: "body",
    html: "<p><strong>Ada Lovelace</strong> left 3 comments on <em>Plan of the year</em></p>",
  },
  { kind: "text", name: "action_url", text: "/documents/d1" },
  { kind: "buttons", name: "actions", buttons: [{ name: "primary", label: "Open", action: "/documents/d1" }] },
]);

/** The rows that items refer to: an environment, its in-app channel, and a workflow version. */
export async function itemPlace(pool) {
  const [environment] = (await pool.query("select id from environments order by id limit 1")).rows;
  const [channel] = (await pool.query("select id from channels where environment_id = $1", [environment.id])).rows;
  const [version] = (await pool.query("select id, workflow_id from workflow_versions order by id limit 1")).rows;
  const contentId = "00000000-0000-4000-8000-000000000001";
  await pool.query(
    `insert into contents (environment_id, id, blocks, data, actor_keys, created_at)
     values ($1, $2, $3, '{"documentId": "d1", "document": "Plan of the year"}', '{u/ada}', now()) on conflict do nothing`,
    [environment.id, contentId, BLOCKS],
  );
  const ids = { environmentId: environment.id, channelId: channel.id };
  return { ...ids, versionId: version.id, workflowId: version.workflow_id, contentId };
}

/**
 * Creates feeds with `itemCount` unread items each, as if the items had arrived one after the other. For large
 * numbers, the secondary indexes are dropped first and created again afterwards.
 */
export async function addFeeds(pool, place, { userIds, itemCount }) {
  const feedsAtOnce = Math.max(1, Math.min(FEEDS_AT_ONCE, Math.floor(ITEMS_AT_ONCE / itemCount)));
  for (let from = 0; from < userIds.length; from += feedsAtOnce) {
    const keys = userIds.slice(from, from + feedsAtOnce).map(userKey);
    const lanes = keys.map((key) => laneOf(place.environmentId, key));
    for (let first = 1; first <= itemCount; first += ITEMS_AT_ONCE) {
      await addItems(pool, place, { keys, lanes, first, last: Math.min(itemCount, first + ITEMS_AT_ONCE - 1) });
    }
    await pool.query(
      `insert into feeds (environment_id, lane, recipient_key, channel_id, version, total, unread, unseen)
       select $1, r.lane, r.key, $2, $3::int, $3::int, $3::int, $3::int from unnest($4::smallint[], $5::text[]) as r(lane, key)`,
      [place.environmentId, place.channelId, itemCount, lanes, keys],
    );
  }
}

/** Ids grow with time, as ids of runs do. */
async function addItems(pool, place, { keys, lanes, first, last }) {
  await pool.query(
    `insert into messages (environment_id, lane, run_id, ordinal, recipient_key, channel_id, trigger_id, version_id, workflow_id,
       step_ref, delivery_status, position, version, content_id, actor_count, activity_count, created_at, updated_at)
     select $1, r.lane, (lpad(to_hex(n.n), 12, '0') || substr(md5(r.key), 1, 20))::uuid, 1, r.key, $2, $3, $4, $5, 'bell',
       'DELIVERED', n.n, n.n, $3, 1, 1, now(), now()
     from generate_series($8::int, $9::int) as n(n), unnest($6::smallint[], $7::text[]) as r(lane, key)`,
    [
      ...[place.environmentId, place.channelId, place.contentId, place.versionId, place.workflowId],
      ...[lanes, keys, first, last],
    ],
  );
}

/**
 * Runs `work` without the secondary indexes of messages and creates them again afterwards: millions of rows load
 * faster that way.
 */
export async function withoutIndexes(pool, work) {
  const { rows } = await pool.query(
    "select indexname, indexdef from pg_indexes where tablename = 'messages' and schemaname = 'public' and indexname <> 'messages_pkey'",
  );
  for (const { indexname } of rows) await pool.query(`drop index ${indexname}`);
  await work();
  for (const { indexdef } of rows) await pool.query(indexdef);
}
