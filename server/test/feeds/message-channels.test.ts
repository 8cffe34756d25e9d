import { beforeEach, expect, test } from "@jest/globals";
import { DELIVERIES_TOPIC } from "../../src/modules/delivery/queue/deliveries-topic.js";
import { userKey } from "../../src/modules/identifiers/index.js";
import { createFeedWorld, type FeedWorld } from "../support/feeds.js";
import { waitUntil } from "../support/wait-until.js";

/** The columns that make a message one of a push channel. */
const PUSHED = {
  channelType: "PUSH" as const,
  deliveryStatus: "QUEUED" as const,
  content: {
    ...{ type: "PUSH" as const, title: null, body: "Hello", data: {}, isSilent: false },
    ...{ collapseKey: null, badge: null, sound: null, url: null, isUrgent: false },
  },
  address: { entry: "one" },
};

let world: FeedWorld;

beforeEach(async () => {
  world = await createFeedWorld();
});

async function addPushChannel(): Promise<number> {
  const { db, home, runtime } = world;
  const [row] = await db.database.query<{ id: number }>(
    `insert into channels (public_id, environment_id, key, type, name, is_default, created_at)
     values ($1, $2, 'push', 'PUSH', 'Push', true, $3) returning id`,
    [runtime.newUuid(), home.environmentId, new Date(runtime.clock.now())],
  );
  return row?.id ?? 0;
}

test("messages of a set are stored and read back by their channel, and inserted in one statement", async () => {
  let hintCount = 0;
  const { store, messages: repository, views } = world.modules.messages;
  world.runtime.hints.subscribe(DELIVERIES_TOPIC, () => (hintCount += 1));
  const channelId = await addPushChannel();
  const made = ["a", "b", "c"].map((name) => world.newMessage(userKey(name)));
  const messages = made.map((message, index) => (index === 1 ? { ...message, ...PUSHED, channelId } : message));
  const statements: string[] = [];
  const stopListening = world.db.database.onStatement((text) => statements.push(text));
  const afterCommit = await world.db.database.transaction((tx) => store.store(tx, { messages, contents: [] }));
  stopListening();
  expect(hintCount).toBe(0);
  for (const effect of afterCommit) effect();

  await waitUntil(() => hintCount === 1);
  expect(statements.filter((text) => text.startsWith("insert into messages"))).toHaveLength(1);
  const keys = messages.map(({ lane, runId, ordinal }) => ({ lane, runId, ordinal }));
  const rows = await repository.byKeys(world.db.database, world.home.environmentId, keys);
  const byKey = new Map(rows.map((row) => [row.recipient_key, row]));
  const inOrder = messages.flatMap(({ recipientKey }) => byKey.get(recipientKey) ?? []);
  expect(inOrder.map((row) => [row.delivery_status, row.position])).toEqual([
    ["DELIVERED", 1],
    ["QUEUED", 0],
    ["DELIVERED", 1],
  ]);
  const shown = await views.show(world.home.secret, inOrder);
  expect(shown.map(({ channelKey, deliveryStatus }) => [channelKey, deliveryStatus])).toEqual([
    ["in-app", "DELIVERED"],
    ["push", "QUEUED"],
    ["in-app", "DELIVERED"],
  ]);
});
