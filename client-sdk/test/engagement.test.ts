import { describe, expect, test } from "@jest/globals";
import {
  afterMark,
  FIELDS,
  MARKS,
  type Engagement,
  type Mark,
} from "../../server/src/modules/messages/engagement/engagement.js";
import type { MarkFacts } from "../src/feed/item-mark.js";
import type { FeedItem } from "../src/types.js";
import { applyMark } from "../src/late/feed/marks.js";
import { buildFeedItem, MemoryFeed } from "../src/testing/memory-feed.js";

const OLD = "2026-11-23T11:00:00.000Z";
const NEW = "2026-11-23T12:00:00.000Z";
const UNTIL = "2026-12-01T08:00:00.000Z";

const NOTHING: Engagement<string> = {
  seen: null,
  read: null,
  interacted: null,
  linkClicked: null,
  archived: null,
  snoozed: null,
  pinned: null,
};

/** The marks that a client can make; `RETURNED` is made by the server. */
const ASKED = (Object.keys(MARKS) as Mark[]).filter((mark) => mark !== "RETURNED");

/** Every engagement that marks can produce. */
function reachable(): Engagement<string>[] {
  const found = new Map([[JSON.stringify(NOTHING), NOTHING]]);
  for (const before of found.values()) {
    for (const mark of ASKED) {
      const after = afterMark(before, mark, { at: OLD });
      found.set(JSON.stringify(after), after);
    }
  }
  return [...found.values()];
}

function itemOf({ seen, read, interacted, linkClicked, archived, snoozed, pinned }: Engagement<string>): FeedItem {
  const marks = { seenAt: seen, readAt: read, interactedAt: interacted, linkClickedAt: linkClicked };
  return buildFeedItem({ id: "msg_1", ...marks, archivedAt: archived, snoozedUntil: snoozed, pinnedAt: pinned });
}

function engagementOf(item: FeedItem | undefined): Engagement<string> | null {
  if (!item) return null;
  const { seenAt, readAt, interactedAt, linkClickedAt, archivedAt, snoozedUntil, pinnedAt } = item;
  const done = { seen: seenAt, read: readAt, interacted: interactedAt, linkClicked: linkClickedAt };
  return { ...done, archived: archivedAt, snoozed: snoozedUntil, pinned: pinnedAt };
}

function factsOf(mark: Mark): MarkFacts {
  if (mark === "LINK_CLICKED") return { mark: "INTERACTED", isLinkClick: true, at: NEW };
  if (mark === "RETURNED") throw new Error("Nobody asks for it.");
  return { mark, at: NEW, ...(mark === "SNOOZED" && { until: UNTIL }) };
}

function markIn(feed: MemoryFeed, { mark, isLinkClick = false }: MarkFacts): void {
  const ids = ["msg_1"];
  switch (mark) {
    case "SNOOZED":
      return void feed.snooze(ids, UNTIL);
    case "UNSNOOZED":
      return void feed.snooze(ids, null);
    case "PINNED":
    case "UNPINNED":
      return void feed.pin(ids, mark === "PINNED");
    default:
      feed.mark(ids, mark, { at: NEW, isLinkClick });
  }
}

test("marks can produce 45 different engagements", () => {
  expect(reachable()).toHaveLength(45);
  expect(Object.keys(NOTHING)).toEqual(FIELDS);
});

describe.each(ASKED)("%s, by the server's table,", (mark) => {
  const cases = reachable().map((before) => ({ before, expected: afterMark(before, mark, { at: NEW, until: UNTIL }) }));

  test("is what the client predicts before the server has answered", () => {
    const shown = cases.map(({ before }) => engagementOf(applyMark(itemOf(before), factsOf(mark))));
    expect(shown).toEqual(cases.map(({ expected }) => expected));
  });

  test("is what the test feed does", () => {
    const kept = cases.map(({ before }) => {
      const feed = new MemoryFeed();
      feed.insert({ ...itemOf(before) });
      markIn(feed, factsOf(mark));
      return engagementOf(feed.item("msg_1"));
    });
    expect(kept).toEqual(cases.map(({ expected }) => expected));
  });
});
