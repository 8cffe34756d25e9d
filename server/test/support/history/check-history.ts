import { userKey } from "../../../src/modules/identifiers/index.js";
import type { Call } from "./history.js";
import type { FeedRow, MessageRow, Snapshot } from "./snapshot.js";

const FINAL = new Set(["COMPLETED", "CANCELLED", "FAILED"]);

/**
 * Checks the promises once no work is left, one sentence per broken promise. The numbers are those of the invariants
 * in `docs/promises.md`. The workflow of the calls must create one message per recipient.
 */
export function checkHistory(calls: readonly Call[], snapshot: Snapshot): string[] {
  return [...checkCalls(calls, snapshot), ...checkEnds(snapshot), ...checkFeeds(snapshot)];
}

function checkCalls(calls: readonly Call[], { triggers, messages }: Snapshot): string[] {
  const idsByKey = groupBy(triggers, (trigger) => trigger.key ?? "");
  const byTrigger = groupBy(messages, (message) => message.triggerId);
  const broken: string[] = [];
  for (const call of calls) {
    const ids = (idsByKey.get(call.key) ?? []).map((trigger) => trigger.id);
    if (ids.length > 1) broken.push(`I3: ${call.key} was stored ${ids.length} times.`);
    if (call.outcome === "ok" && ids.length === 0) broken.push(`I1: ${call.key} was accepted and is lost.`);
    if (call.outcome === "fail" && ids.length > 0) broken.push(`I2: ${call.key} was refused and is stored.`);
    const [id] = ids;
    if (id !== undefined) broken.push(...checkRecipients(call, byTrigger.get(id) ?? []));
  }
  return broken;
}

/** Exactly one message for each recipient, and none for others. */
function checkRecipients(call: Call, messages: readonly MessageRow[]): string[] {
  const byUser = groupBy(messages, (message) => message.userKey);
  const broken: string[] = [];
  const wanted = new Set(call.userIds.map(userKey));
  for (const key of wanted) {
    const count = byUser.get(key)?.length ?? 0;
    if (count === 0) broken.push(`I1: ${call.key} never reached ${key}.`);
    if (count > 1) broken.push(`I3: ${call.key} reached ${key} ${count} times.`);
  }
  for (const key of byUser.keys())
    if (!wanted.has(key)) broken.push(`I2: ${call.key} reached ${key}, who was not named.`);
  return broken;
}

/** I5: nothing is stuck. */
function checkEnds({ runs, pendingFanoutCount, openBatchCount }: Snapshot): string[] {
  const stuck = runs.filter((run) => !FINAL.has(run.status));
  return [
    ...(stuck.length > 0
      ? [`I5: ${stuck.length} runs are unfinished, such as ${stuck[0]?.id} (${stuck[0]?.status}).`]
      : []),
    ...(pendingFanoutCount > 0 ? [`I5: ${pendingFanoutCount} fan-outs are unfinished.`] : []),
    ...(openBatchCount > 0 ? [`I5: ${openBatchCount} batches are open.`] : []),
  ];
}

function checkFeeds({ feeds, messages, removals }: Snapshot): string[] {
  const itemsByFeed = groupBy(messages, (message) => message.feed);
  const removalsByFeed = groupBy(removals, (removal) => removal.feed);
  return feeds.flatMap((feed) => {
    const items = itemsByFeed.get(feed.feed) ?? [];
    const gone = (removalsByFeed.get(feed.feed) ?? []).map((removal) => removal.version);
    return [...checkCounts(feed, items), ...checkSequence(feed, items, gone)];
  });
}

/** I6: counts equal a recount, in total and per tenant. */
function checkCounts(feed: FeedRow, items: readonly MessageRow[]): string[] {
  const broken: string[] = [];
  const say = (what: string, kept: readonly number[], counted: readonly number[]): void => {
    if (kept.join() !== counted.join())
      broken.push(`I6: ${what} keeps ${kept.join("/")}, and has ${counted.join("/")}.`);
  };
  say(feed.feed, [feed.total, feed.unread, feed.unseen], recount(items));
  const byTenant = groupBy(
    items.filter((item) => item.tenantId !== null),
    (item) => item.tenantId ?? "",
  );
  for (const tenantId of new Set([...byTenant.keys(), ...Object.keys(feed.tenants)])) {
    say(`${feed.feed} in ${tenantId}`, feed.tenants[tenantId] ?? [0, 0, 0], recount(byTenant.get(tenantId) ?? []));
  }
  return broken;
}

function recount(items: readonly MessageRow[]): [number, number, number] {
  const held = items.filter((item) => !item.isArchived);
  return [held.length, held.filter((item) => !item.isRead).length, held.filter((item) => !item.isSeen).length];
}

/** I7: each position and each version is used once, the last one is the feed's, and without marks none is missing. */
function checkSequence(feed: FeedRow, items: readonly MessageRow[], gone: readonly number[]): string[] {
  const broken: string[] = [];
  const positions = items.map((item) => item.position);
  const versions = [...items.map((item) => item.version), ...gone];
  if (new Set(positions).size < positions.length) broken.push(`I7: ${feed.feed} gave one place twice.`);
  if (new Set(versions).size < versions.length) broken.push(`I7: ${feed.feed} gave one version twice.`);
  if (items.some((item) => item.version < item.position))
    broken.push(`I7: ${feed.feed} has an item older than its place.`);
  const last = Math.max(0, ...versions);
  if (last !== feed.version) broken.push(`I7: ${feed.feed} is at version ${feed.version}, its last change at ${last}.`);
  const isUntouched = gone.length === 0 && items.every((item) => item.version === item.position);
  if (isUntouched && items.length !== feed.version) {
    broken.push(`I7: ${feed.feed} stands at ${feed.version} with ${items.length} items.`);
  }
  return broken;
}

/**
 * The promised order: if one call was answered before another was sent, its item is below the other's for each
 * recipient of both. Only accepted calls count.
 */
export function checkOrder(calls: readonly Call[], { triggers, messages }: Snapshot): string[] {
  const callByKey = new Map(calls.map((call) => [call.key, call]));
  const callById = new Map(triggers.map((trigger) => [trigger.id, callByKey.get(trigger.key ?? "")]));
  const broken: string[] = [];
  for (const [feed, items] of groupBy(messages, (message) => message.feed)) {
    const inOrder = [...items].sort((a, b) => a.position - b.position);
    let latestStart = -Infinity;
    // From the bottom up: no item may have been answered before an item below it was sent.
    for (const item of inOrder) {
      const call = callById.get(item.triggerId);
      if (!call) continue;
      if (call.answeredAt < latestStart)
        broken.push(`Order: in ${feed}, ${call.key} is above a call that was sent after its answer.`);
      latestStart = Math.max(latestStart, call.invokedAt);
    }
  }
  return broken;
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
