import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { messageId } from "../../src/modules/identifiers/index.js";
import type { FeedBlock } from "../../src/modules/templates/index.js";
import type { TraceNote } from "../../src/modules/runs/engine/types.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";
import { PEOPLE, someStory } from "../support/random-story.js";
import { play, type ToldStory, type ToldTrigger } from "../support/story.js";

/** CARILLON_PROPERTY_RUNS sets the number. Each run is a story on a real database. */
const RUNS = Number(process.env.CARILLON_PROPERTY_RUNS ?? 25);

let api: LaneApi;
let storyCount = 0;

beforeAll(async () => {
  api = await createLaneApi();
});

afterAll(() => api.db.drop());

/**
 * The compared state: the outcome and reason of every run and every message, regardless of the order within one
 * moment.
 */
interface State {
  runs: string[];
  messages: string[];
}

interface MessageRow {
  created_at: Date;
  recipient_key: string;
  step_ref: string;
  activity_count: number;
  blocks: FeedBlock[];
}

describe("the executor on Postgres ends in the same state as the simulator", () => {
  test(
    "for any workflow and any interleaving of triggers, cancellations, marks and time",
    async () => {
      await fc.assert(
        fc.asyncProperty(someStory, async (story) => {
          const own = ownStory(story);
          // Live first: a story that cannot be played live is skipped.
          const live = await playLive(own.story, own.key);
          expect(live).toEqual(await playSimulated(own.story));
        }),
        { numRuns: RUNS },
      );
    },
    30_000 + RUNS * 1000,
  );
});

/** The same story with its own users and workflow, starting now: the stories share one database. */
function ownStory(story: ToldStory): { story: ToldStory; key: string } {
  storyCount += 1;
  const tag = `s${storyCount}`;
  const startAt = api.runtime.clock.now();
  const rename = (userId: string): string => `${tag}-${userId}`;
  const shift = (text: unknown): unknown =>
    typeof text === "string" && text.startsWith("2026")
      ? new Date(Date.parse(text) - BEGIN + startAt).toISOString()
      : text;
  const triggers = story.triggers.map((trigger): ToldTrigger => {
    const until = JSON.parse(JSON.stringify(shift(trigger.data?.until)));
    return {
      ...trigger,
      to: trigger.to.map(rename),
      actor: trigger.actor && rename(trigger.actor),
      own: Object.fromEntries(Object.entries(trigger.own ?? {}).map(([userId, data]) => [rename(userId), data])),
      data: { ...trigger.data, until },
    };
  });
  return {
    key: `story-${tag}`,
    story: {
      ...story,
      startAt,
      environmentId: api.home.environmentId,
      workflow: { ...story.workflow, key: `story-${tag}` },
      triggers,
      cancels: story.cancels?.map((cancel) => ({ ...cancel, to: cancel.to?.map(rename) })),
      marks: story.marks?.map((mark) => ({ ...mark, to: rename(mark.to) })),
      users: [...PEOPLE, "eve"].map((userId) => ({ userId: rename(userId) })),
    },
  };
}

const BEGIN = Date.parse("2026-11-24T09:00:00Z");

async function playSimulated(story: ToldStory): Promise<State> {
  const told = await play(story);
  return {
    runs: told.runs.map((run) => runLine(run.recipientKey, run.status, run.trace)).sort(),
    messages: told.messages
      .map((each) =>
        messageLine(each.at, {
          ...each,
          blocks: each.content.type === "IN_APP" ? each.content.blocks : [],
          activity_count: each.activityCount,
          step_ref: each.stepRef,
        }),
      )
      .sort(),
  };
}

async function playLive(story: ToldStory, key: string): Promise<State> {
  const { clock } = api.runtime;
  const startAt = story.startAt ?? 0;
  await prepare(story, key);
  const { triggers, cancels = [], marks = [] } = story;
  const afters = [...triggers, ...cancels, ...marks].map(({ after = 0 }) => after);
  for (const after of [...new Set(afters)].sort((a, b) => a - b)) {
    const now = startAt + after * 1000;
    await api.settleUntil(now - 1);
    clock.set(now);
    for (const trigger of triggers) if ((trigger.after ?? 0) === after) await notify(trigger, key);
    await api.settle();
    for (const cancel of cancels) if (cancel.after === after) await cancelRuns(cancel, key);
    for (const mark of marks) if (mark.after === after) await markMessages(mark);
  }
  await api.settleUntil(Infinity);
  return stateOf(key);
}

async function prepare(story: ToldStory, key: string): Promise<void> {
  await api.commit({ key, name: key, steps: story.steps, ...story.workflow });
  for (const { userId } of story.users ?? [])
    await api.get("mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", { i: { userId } });
}

async function notify(trigger: ToldTrigger, workflowKey: string): Promise<void> {
  await api.get("mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
    i: {
      workflowKey,
      recipients: trigger.to.map((userId) => ({ to: { userId }, data: trigger.own?.[userId] })),
      actor: trigger.actor === undefined ? undefined : { userId: trigger.actor },
      data: trigger.data,
      cancellationKey: trigger.key,
      settings: { sandboxMode: trigger.isSandbox, skipDelays: trigger.skipsDelays },
    },
  });
}

async function cancelRuns(cancel: { key: string; to?: string[] }, workflowKey: string): Promise<void> {
  const recipients = cancel.to?.map((userId) => ({ userId }));
  await api.get("mutation($i: CancelInput!) { cancel(input: $i) { cancelledRunCount } }", {
    i: { workflowKey, cancellationKey: cancel.key, recipients },
  });
}

async function markMessages({ to, step, mark }: NonNullable<ToldStory["marks"]>[number]): Promise<void> {
  const rows = await api.db.database.query<{ lane: number; run_id: string; ordinal: number }>(
    "select lane, run_id, ordinal from messages where recipient_key = $1 and step_ref = $2 order by run_id",
    [`u/${to}`, step],
  );
  if (rows.length === 0) return;
  const ids = rows.map(({ lane, run_id: runId, ordinal }) => messageId({ lane, runId, ordinal }));
  await api.get("mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }", { i: { ids, mark } });
}

async function stateOf(key: string): Promise<State> {
  const { database } = api.db;
  const runs = await database.query<{ recipient_key: string; status: string; trace: TraceNote[] }>(
    "select r.recipient_key, r.status, r.trace from runs r join workflows w on w.id = r.workflow_id where w.key = $1",
    [key],
  );
  const messages = await database.query<MessageRow>(
    `select m.created_at, m.recipient_key, m.step_ref, m.activity_count, coalesce(m.blocks, c.blocks) as blocks
     from messages m left join contents c on c.environment_id = m.environment_id and c.id = m.content_id
     join workflow_versions v on v.id = m.version_id join workflows w on w.id = v.workflow_id where w.key = $1`,
    [key],
  );
  return {
    runs: runs.map((run) => runLine(run.recipient_key, run.status, run.trace)).sort(),
    messages: messages
      .map((row) => messageLine(row.created_at.getTime(), { ...row, recipientKey: row.recipient_key }))
      .sort(),
  };
}

function runLine(recipientKey: string, status: string, trace: readonly TraceNote[]): string {
  const notes = trace.map(([at, stepRef, code]) => `${new Date(at).toISOString()} ${stepRef ?? "-"} ${code}`);
  return [recipientKey, status, ...notes].join(" | ");
}

function messageLine(
  at: number,
  message: { recipientKey: string; step_ref: string; activity_count: number; blocks: FeedBlock[] },
): string {
  const words = message.blocks.map((block) => (block.kind === "markdown" ? block.html : block.kind)).join();
  const parts = [new Date(at).toISOString(), message.recipientKey, message.step_ref, message.activity_count, words];
  return parts.join(" | ");
}
