import { expect, test } from "@jest/globals";
import { checkHistory, checkOrder } from "../support/history/check-history.js";
import type { Call } from "../support/history/history.js";
import type { MessageRow, Snapshot } from "../support/history/snapshot.js";

const call = (key: string, outcome: Call["outcome"], times: [number, number] = [0, 1]): Call => ({
  key,
  userIds: ["ann", "ben"],
  invokedAt: times[0],
  answeredAt: times[1],
  outcome,
});

const message = (triggerId: string, user: string, position: number, more: Partial<MessageRow> = {}): MessageRow => ({
  triggerId,
  userKey: `u/${user}`,
  feed: `u/${user} 1`,
  position,
  version: position,
  tenantId: null,
  isRead: false,
  isSeen: false,
  isArchived: false,
  ...more,
});

/** One accepted call that reached both recipients. */
function kept(): Snapshot {
  const feed = (user: string) => ({ feed: `u/${user} 1`, version: 1, total: 1, unread: 1, unseen: 1, tenants: {} });
  return {
    triggers: [{ id: "t1", key: "k1" }],
    runs: [{ id: "r1", triggerId: "t1", userKey: "u/ann", status: "COMPLETED" }],
    messages: [message("t1", "ann", 1), message("t1", "ben", 1)],
    feeds: [feed("ann"), feed("ben")],
    removals: [],
    pendingFanoutCount: 0,
    openBatchCount: 0,
  };
}

/** Breaks one promise of the consistent snapshot. */
function spoilt(spoil: (snapshot: Snapshot) => void): Snapshot {
  const snapshot = kept();
  spoil(snapshot);
  return snapshot;
}

test("nothing is reported for a consistent history, whether or not the caller knows the outcome", () => {
  expect(checkHistory([call("k1", "ok")], kept())).toEqual([]);
  expect(checkHistory([call("k1", "unknown"), call("k2", "unknown"), call("k3", "fail")], kept())).toEqual([]);
});

test.each<[string, Call[], (snapshot: Snapshot) => void, string]>([
  [
    "an accepted call is lost",
    [call("k1", "ok"), call("k2", "ok")],
    () => undefined,
    "I1: k2 was accepted and is lost.",
  ],
  ["a recipient is left out", [call("k1", "ok")], (s) => s.messages.pop(), "I1: k1 never reached u/ben."],
  ["half of an unknown call was done", [call("k1", "unknown")], (s) => s.messages.pop(), "I1: k1 never reached u/ben."],
  ["a refused call was done", [call("k1", "fail")], () => undefined, "I2: k1 was refused and is stored."],
  [
    "another recipient was reached",
    [call("k1", "ok")],
    (s) => s.messages.push(message("t1", "eve", 1)),
    "I2: k1 reached u/eve, who was not named.",
  ],
  [
    "one call was stored twice",
    [call("k1", "ok")],
    (s) => s.triggers.push({ id: "t2", key: "k1" }),
    "I3: k1 was stored 2 times.",
  ],
  [
    "a recipient was reached twice",
    [call("k1", "ok")],
    (s) => s.messages.push(message("t1", "ann", 2)),
    "I3: k1 reached u/ann 2 times.",
  ],
  [
    "a run is stuck",
    [],
    (s) => s.runs.push({ id: "r2", triggerId: "t1", userKey: "u/ben", status: "WAITING" }),
    "I5: 1 runs are unfinished, such as r2 (WAITING).",
  ],
  ["a fan-out is stuck", [], (s) => (s.pendingFanoutCount = 2), "I5: 2 fan-outs are unfinished."],
  [
    "a count is wrong",
    [],
    (s) => Object.assign(s.feeds[0] ?? {}, { unread: 0 }),
    "I6: u/ann 1 keeps 1/0/1, and has 1/1/1.",
  ],
  [
    "a tenant's count is wrong",
    [],
    (s) => Object.assign(s.feeds[0] ?? {}, { tenants: { acme: [1, 0, 0] } }),
    "I6: u/ann 1 in acme keeps 1/0/0, and has 0/0/0.",
  ],
  [
    "a place was given twice",
    [],
    (s) => s.messages.push(message("t1", "ann", 1, { isArchived: true })),
    "I7: u/ann 1 gave one place twice.",
  ],
  [
    "a version was given twice",
    [],
    (s) => s.removals.push({ feed: "u/ann 1", version: 1 }),
    "I7: u/ann 1 gave one version twice.",
  ],
  [
    "the feed has another version",
    [],
    (s) => Object.assign(s.feeds[0] ?? {}, { version: 3 }),
    "I7: u/ann 1 is at version 3, its last change at 1.",
  ],
])("it is reported that %s", (_what, calls, spoil, finding) => {
  expect(checkHistory(calls, spoilt(spoil))).toContain(finding);
});

test("an item above one whose call was sent after its answer is reported; overlapping calls may have any order", () => {
  const snapshot = spoilt((s) => {
    s.triggers.push({ id: "t2", key: "k2" });
    s.messages.push(message("t2", "ann", 2));
  });
  expect(checkOrder([call("k1", "ok", [0, 1]), call("k2", "ok", [2, 3])], snapshot)).toEqual([]);
  expect(checkOrder([call("k1", "ok", [0, 5]), call("k2", "ok", [2, 3])], snapshot)).toEqual([]);
  expect(checkOrder([call("k1", "ok", [5, 6]), call("k2", "ok", [2, 3])], snapshot)).toEqual([
    "Order: in u/ann 1, k2 is above a call that was sent after its answer.",
  ]);
});
