// @ts-check
import { laneOf, userKey } from "../../server/dist/modules/identifiers/index.js";

const SLICE = 10_000;
const ROLES = ["writer", "editor", "reader"];

/** Every tenth recipient has preference rules, but none about what the benches send. */
const OWN_RULES = JSON.stringify([
  { workflowKey: "weekly-summary", allow: false },
  { category: "marketing", channelType: "email", allow: false },
]);

/** Users of a document tool with names, e-mail addresses and a few properties, all subscribed to one object. */
export async function addSubscribers(pool, environmentId, { count, objectKey }) {
  for (let from = 0; from < count; from += SLICE) {
    const people = Array.from({ length: Math.min(SLICE, count - from) }, (_, index) =>
      personOf(environmentId, from + index),
    );
    await insertUsers(pool, environmentId, people);
    await pool.query(
      `insert into subscriptions (environment_id, lane, object_key, subscriber_key, is_object, created_at, updated_at)
       select $1, r.lane, $2, r.key, false, now(), now() from unnest($3::smallint[], $4::text[]) as r(lane, key)`,
      [environmentId, objectKey, people.map((each) => each.lane), people.map((each) => each.key)],
    );
    const opinionated = people.filter((_, index) => index % 10 === 0);
    await pool.query(
      `insert into preference_sets (environment_id, lane, recipient_key, rules, updated_at)
       select $1, r.lane, r.key, $4::jsonb, now() from unnest($2::smallint[], $3::text[]) as r(lane, key)`,
      [environmentId, opinionated.map((each) => each.lane), opinionated.map((each) => each.key), OWN_RULES],
    );
  }
  await pool.query("vacuum analyze users, subscriptions, preference_sets");
}

async function insertUsers(pool, environmentId, people) {
  await pool.query(
    `insert into users (environment_id, lane, recipient_key, id, user_id, name, email, timezone, properties, created_at, updated_at)
     select $1, r.lane, r.key, gen_random_uuid(), r.user_id, r.name, r.email, 'Europe/Berlin', r.properties, now(), now()
     from unnest($2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[])
       as r(lane, key, user_id, name, email, properties)`,
    [
      environmentId,
      people.map((each) => each.lane),
      people.map((each) => each.key),
      people.map((each) => each.userId),
      people.map((each) => each.name),
      people.map((each) => each.email),
      people.map((each) => JSON.stringify(each.properties)),
    ],
  );
}

function personOf(environmentId, number) {
  const userId = `user-${number}`;
  const key = userKey(userId);
  return {
    userId,
    key,
    lane: laneOf(environmentId, key),
    name: `Person ${number}`,
    email: `person-${number}@example.com`,
    properties: { role: ROLES[number % ROLES.length], plan: "team", seats: number % 50 },
  };
}
