import { beforeAll, expect, test } from "@jest/globals";
import { afterMark, MARKS, type Engagement, type Mark } from "../../src/modules/messages/engagement/engagement.js";
import { parseMessageId, userKey } from "../../src/modules/identifiers/index.js";
import { createFeedWorld, type FeedWorld } from "../support/feeds.js";

const OLD = Date.parse("2026-11-01T08:00:00.000Z");
const DAY_MS = 86_400_000;

const NOTHING: Engagement<number> = {
  seen: null,
  read: null,
  interacted: null,
  linkClicked: null,
  archived: null,
  snoozed: null,
  pinned: null,
};

const ASKED = (Object.keys(MARKS) as Mark[]).filter((mark) => mark !== "RETURNED");

const COLUMNS = `seen_at as seen, read_at as read, interacted_at as interacted, link_clicked_at as "linkClicked",
  archived_at as archived, snoozed_until as snoozed, pinned_at as pinned`;

/** Every engagement that marks can produce. */
function reachable(snoozed: number): Engagement<number>[] {
  const found = new Map([[JSON.stringify(NOTHING), NOTHING]]);
  for (const before of found.values()) {
    for (const mark of ASKED) {
      const after = afterMark(before, mark, { at: OLD, until: snoozed });
      found.set(JSON.stringify(after), after);
    }
  }
  return [...found.values()];
}

let world: FeedWorld;

beforeAll(async () => {
  world = await createFeedWorld();
});

const MARK = "mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }";
const SNOOZE = "mutation($i: SnoozeMessagesInput!) { snoozeMessages(input: $i) { missingIds } }";
const UNSNOOZE = "mutation($i: UnsnoozeMessagesInput!) { unsnoozeMessages(input: $i) { missingIds } }";
const PIN = "mutation($i: PinMessagesInput!) { pinMessages(input: $i) { missingIds } }";
const UNPIN = "mutation($i: UnpinMessagesInput!) { unpinMessages(input: $i) { missingIds } }";

function mutationOf(mark: Mark, ids: readonly string[], until: number): [source: string, input: object] {
  switch (mark) {
    case "SNOOZED":
      return [SNOOZE, { ids, until: new Date(until).toISOString() }];
    case "UNSNOOZED":
      return [UNSNOOZE, { ids }];
    case "PINNED":
      return [PIN, { ids }];
    case "UNPINNED":
      return [UNPIN, { ids }];
    case "LINK_CLICKED":
      return [MARK, { ids, mark: "INTERACTED", isLinkClick: true }];
    default:
      return [MARK, { ids, mark }];
  }
}

async function engage(id: string, engagement: Engagement<number>): Promise<void> {
  const key = parseMessageId(id);
  const { seen, read, interacted, linkClicked, archived, snoozed, pinned } = engagement;
  const values = [seen, read, interacted, linkClicked, archived, snoozed, pinned];
  await world.db.database.query(
    `update messages set seen_at = $3, read_at = $4, interacted_at = $5, link_clicked_at = $6, archived_at = $7,
       snoozed_until = $8, pinned_at = $9 where environment_id = $1 and run_id = $2`,
    [world.home.environmentId, key?.runId, ...values.map((at) => (at === null ? null : new Date(at)))],
  );
}

async function engagementOf(id: string): Promise<Engagement<number>> {
  const [row] = await world.db.database.query<Engagement<Date>>(
    `select ${COLUMNS} from messages where environment_id = $1 and run_id = $2`,
    [world.home.environmentId, parseMessageId(id)?.runId],
  );
  const at = (field: keyof Engagement<Date>): number | null => row?.[field]?.getTime() ?? null;
  return {
    ...{ seen: at("seen"), read: at("read"), interacted: at("interacted"), linkClicked: at("linkClicked") },
    ...{ archived: at("archived"), snoozed: at("snoozed"), pinned: at("pinned") },
  };
}

test.each(ASKED)("%s changes messages of every engagement as the table says", async (mark) => {
  const now = world.runtime.clock.now();
  const [snoozed, until] = [now + DAY_MS, now + 2 * DAY_MS];
  const all = reachable(snoozed);
  const ids = await world.arrive(
    userKey(mark),
    all.map(() => ({})),
    true,
  );
  for (const [index, id] of ids.entries()) await engage(id, all[index] ?? NOTHING);
  const [source, i] = mutationOf(mark, ids, until);
  expect(await world.ask(source, { i })).toMatchObject({ errors: [] });

  const at = world.runtime.clock.now();
  const kept = await Promise.all(ids.map(engagementOf));
  expect(kept).toEqual(all.map((before) => afterMark(before, mark, { at, until })));
});
