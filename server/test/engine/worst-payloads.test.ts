import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { laneOf, userKey } from "../../src/modules/identifiers/index.js";
import { usersOfOneLane } from "../support/lane-api.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";

/** A second of work, with room for a busy machine. Work that grows with the square of the payload never ends. */
const WORK_MAX_MS = 20_000;

let api: LaneApi;

beforeAll(async () => {
  api = await createLaneApi();
  const bell = { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "{{ data.n }}" } };
  const collect = { ref: "collect", type: "batch", window: { unit: "minutes", value: 5 } };
  await api.commit({ key: "plain", name: "Plain", feedData: ["n"], steps: [bell] });
  await api.commit({ key: "gathered", name: "Gathered", feedData: ["n", "big"], steps: [collect, bell] });
});
afterAll(() => api.db.drop());

const list = (count: number, make: (n: number) => unknown): unknown[] =>
  Array.from({ length: count }, (_, n) => make(n));
const members = (count: number, key: (n: number) => string, value: (n: number) => unknown): object =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [key(n), value(n)]));
function deep(depth: number, leaf: object): object {
  return depth === 0 ? leaf : { down: deep(depth - 1, leaf) };
}

/** Payload shapes of about the given size, each expensive in another way. */
const SHAPES: Record<string, (bytes: number) => object> = {
  "short texts": (bytes) => ({ big: list(Math.floor(bytes / 9), (n) => `t${n % 1000}`.padEnd(6, "x")) }),
  numbers: (bytes) => ({ big: list(Math.floor(bytes / 7), (n) => (n * 7919) % 1_000_000) }),
  "small objects": (bytes) => ({ big: list(Math.floor(bytes / 17), (n) => ({ a: n % 100, b: {} })) }),
  "many keys": (bytes) =>
    members(
      Math.floor(bytes / 15),
      (n) => `key${n}`,
      (n) => n % 10,
    ),
  "long keys": (bytes) =>
    members(
      Math.floor(bytes / 1020),
      (n) => `${"k".repeat(1000)}${n}`,
      () => 1,
    ),
  "one text": (bytes) => ({ big: "ä".repeat(Math.floor(bytes / 2) - 100) }),
  depth: (bytes) => ({
    big: deep(
      80,
      members(
        Math.floor(bytes / 15),
        (n) => `key${n}`,
        (n) => n % 10,
      ),
    ),
  }),
};
const CALL_BYTES = 1000 * 1024;
const PROPERTIES_BYTES = 250 * 1024;

/** Does all due work. Returns the duration. */
async function settled(until = api.runtime.clock.now()): Promise<number> {
  const startedAt = performance.now();
  await api.settleUntil(until);
  return performance.now() - startedAt;
}

const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";

async function notify(userIds: readonly string[], more: object, workflowKey = "plain"): Promise<void> {
  const recipients = userIds.map((userId) => ({ to: { userId } }));
  await api.get(NOTIFY, { i: { workflowKey, recipients, ...more } });
}

async function told(userId: string): Promise<number> {
  const rows = await api.db.database.query("select 1 from messages where recipient_key = $1", [userKey(userId)]);
  return rows.length;
}

/** A new user, and another one in the same lane. */
function pair(turn: number): [string, string] {
  const [one = "", two = ""] = usersOfOneLane(api.home, 2 * turn + 2).slice(2 * turn);
  expect(laneOf(api.home.environmentId, userKey(one))).toBe(laneOf(api.home.environmentId, userKey(two)));
  return [one, two];
}

describe.each(Object.entries(SHAPES))("X-01: the largest accepted payload of %s", (name, shape) => {
  const turn = Object.keys(SHAPES).indexOf(name);

  test("as a call's data is processed at once, and so is its lane mate", async () => {
    const [one, mate] = pair(turn * 10);
    await notify([one], { data: { ...shape(CALL_BYTES), n: 1 } });
    await notify([mate], {});
    expect(await settled()).toBeLessThan(WORK_MAX_MS);
    expect([await told(one), await told(mate)]).toEqual([1, 1]);
  });

  test("as the data of one recipient is processed, with others in the lane", async () => {
    const [one, mate] = pair(turn * 10 + 1);
    await notify([], {
      recipients: [
        { to: { userId: one }, data: shape(CALL_BYTES) },
        { to: { userId: mate }, data: { n: 2 } },
      ],
    });
    expect(await settled()).toBeLessThan(WORK_MAX_MS);
    expect([await told(one), await told(mate)]).toEqual([1, 1]);
  });

  test("as properties of a user, an object, a tenant and an actor is processed", async () => {
    const [one, mate] = pair(turn * 10 + 2);
    const properties = shape(PROPERTIES_BYTES);
    const object = { collection: "things", objectId: `thing-${turn}` };
    await notify([mate], {
      recipients: [{ to: { user: { userId: one, properties } } }, { to: { object: { ...object, properties } } }],
      actor: { user: { userId: `actor-${turn}`, properties } },
      tenant: { tenantId: `tenant-${turn}`, properties },
    });
    await notify([mate], {});
    expect(await settled()).toBeLessThan(WORK_MAX_MS);
    expect([await told(one), await told(mate)]).toEqual([1, 1]);
  });

  test("in a batch is processed, with others behind it", async () => {
    const [one, mate] = pair(turn * 10 + 3);
    for (let n = 0; n < 4; n += 1) await notify([one], { data: { ...shape(CALL_BYTES), n } }, "gathered");
    await notify([mate], { data: { n: 9 } }, "gathered");
    expect(await settled()).toBeLessThan(2 * WORK_MAX_MS);
    expect(await settled(api.runtime.clock.now() + 300_000)).toBeLessThan(2 * WORK_MAX_MS);
    expect([await told(one), await told(mate)]).toEqual([1, 1]);
  });
});

test("X-01: thirty calls of 20,000 strings each to one recipient are processed, one after the other", async () => {
  const [one, mate] = pair(90);
  for (let n = 0; n < 30; n += 1) await notify([one], { data: { big: list(20_000, (at) => `text ${at}`), n } });
  await notify([mate], {});
  expect(await settled()).toBeLessThan(2 * WORK_MAX_MS);
  expect([await told(one), await told(mate)]).toEqual([30, 1]);
});

test("X-01: a call with much shared data, and a little per recipient for many, is processed", async () => {
  const users = usersOfOneLane(api.home, 240).slice(200);
  const recipients = users.map((userId, n) => ({ to: { userId }, data: { n } }));
  await notify([], { recipients, data: SHAPES["many keys"]?.(400 * 1024) });
  expect(await settled()).toBeLessThan(3 * WORK_MAX_MS);
  expect(await Promise.all(users.map(told))).toEqual(users.map(() => 1));
});

test("X-01: preferences with the maximum number of rules are read for each of many recipients", async () => {
  const users = usersOfOneLane(api.home, 340).slice(300);
  const rules = list(1000, (n) => ({ workflowKey: `other-${n}`, allow: n % 2 === 0 }));
  const set = "mutation($i: SetPreferencesInput!) { setPreferences(input: $i) { preferences { id } } }";
  for (const userId of users) await api.get(set, { i: { recipient: { userId }, mode: "REPLACE", rules } });
  await notify(users, { data: { n: 1 } });
  expect(await settled()).toBeLessThan(2 * WORK_MAX_MS);
  expect(await Promise.all(users.map(told))).toEqual(users.map(() => 1));
});
