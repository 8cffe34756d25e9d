import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createFeedWorld, type FeedWorld } from "../support/feeds.js";
import { waitUntil } from "../support/wait-until.js";

let world: FeedWorld;

beforeAll(async () => {
  world = await createFeedWorld();
});
afterAll(async () => {
  world.modules.feeds.watcher.close();
  await world.db.drop();
});

const MARK_ALL = "mutation($i: MarkFeedInput!) { markFeed(input: $i) { changedCount } }";
const VERSION = "query($u: ID!) { feed(recipient: { userId: $u }) { version } }";

async function versionOf(user: string): Promise<string> {
  const { data } = await world.ask(VERSION, { u: user });
  return (data.feed as { version: string }).version;
}

test("feeds that start a new epoch while they are written, marked and watched lose nothing, and subscriptions are reset", async () => {
  const users = ["ada", "bob", "cleo"];
  await Promise.all(users.map((user) => world.arrive(`u/${user}`, [{}, {}])));
  const listeners = await Promise.all(
    users.map(async (user) => world.listen(world.home.asUser(user), {}, { after: await versionOf(user) })),
  );
  await waitUntil(() => listeners.every(({ changes }) => changes.length === 1));

  const write = async (user: string): Promise<void> => {
    for (let round = 0; round < 20; round += 1) {
      await world.arrive(`u/${user}`, [{}, {}]);
      const input = { recipient: { userId: user }, mark: round % 2 === 0 ? "READ" : "UNREAD" };
      expect((await world.ask(MARK_ALL, { i: input })).errors).toEqual([]);
    }
  };
  const beginAnew = async (): Promise<void> => {
    for (let round = 0; round < 5; round += 1) expect(await world.modules.feeds.epochs.beginAnew()).toBe(users.length);
  };
  await Promise.all([...users.map(write), beginAnew()]);

  for (const [index, user] of users.entries()) {
    const { changes } = listeners[index] ?? { changes: [] };
    const version = await versionOf(user);
    await waitUntil(() => changes.at(-1)?.version === version, 10_000);
    expect(changes.some(({ isReset }) => isReset)).toBe(true);
    expect(changes.map((change) => change.version)).toEqual(changes.map((change) => change.version).sort());
    const { total, unread } = await world.recount(`u/${user}`);
    expect(changes.at(-1)?.counts).toMatchObject({ total, unread });
    expect(total).toBe(42);
  }
});

test("an epoch follows the clock, but never decreases", async () => {
  await world.arrive("u/ada", [{}]);
  await world.modules.feeds.epochs.beginAnew();
  const first = await versionOf("ada");
  expect(Number(first.slice(0, 16))).toBeGreaterThanOrEqual(Math.floor(world.runtime.clock.now()) * 1000);
  await world.modules.feeds.epochs.beginAnew();
  expect((await versionOf("ada")) > first).toBe(true);
  await world.arrive("u/dan", [{}]);
  expect((await versionOf("dan")) > first).toBe(true);
});
