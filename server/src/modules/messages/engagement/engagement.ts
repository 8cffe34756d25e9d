import type { ReadSync } from "../../workflows/pure.js";
import type { EngagementMark } from "./engagement.schema.js";

/** An interaction that followed a link within the message. */
export type LinkMark = "LINK_CLICKED";

/** `RETURNED`: the time has come until which it was snoozed. */
export type SnoozeMark = "SNOOZED" | "UNSNOOZED" | "RETURNED";

export type PinMark = "PINNED" | "UNPINNED";

/** Marks of feed items only. */
export type ItemMark = SnoozeMark | PinMark;

/** Everything that can be done to a message. */
export type Mark = EngagementMark | LinkMark | ItemMark;

/**
 * The engagement of a message: an instant for each mark, null for marks that are not set. `snoozed` is the time at which the
 * message returns.
 */
export interface Engagement<Instant> {
  seen: Instant | null;
  read: Instant | null;
  interacted: Instant | null;
  linkClicked: Instant | null;
  archived: Instant | null;
  snoozed: Instant | null;
  pinned: Instant | null;
}

export type EngagementField = keyof Engagement<unknown>;

/**
 * The effect of a mark on a field. `first`: sets the mark's instant unless one is set. `latest`: sets the mark's
 * instant. `until`: sets the time that the mark contains. `clear`: sets null.
 */
export type FieldChange = "first" | "latest" | "until" | "clear";

export interface MarkRule {
  changes: Readonly<Partial<Record<EngagementField, FieldChange>>>;
  /** Changes a message each time; other marks change nothing where each field is set or cleared already. */
  isRepeatable?: boolean;
  /** Stores the metadata of the call; the last one counts. */
  hasMetadata?: boolean;
}

const INTERACTION = { seen: "first", read: "first", interacted: "latest" } as const;

/**
 * The effect of each mark. The SQL of marks is generated from this table (`mark-sql.ts`); the client's optimistic marks and
 * its test server are tested against it. A read message is seen, and an archived one is neither snoozed nor pinned.
 */
export const MARKS: Readonly<Record<Mark, MarkRule>> = {
  SEEN: { changes: { seen: "first" } },
  UNSEEN: { changes: { seen: "clear", read: "clear" } },
  READ: { changes: { seen: "first", read: "first" } },
  UNREAD: { changes: { read: "clear" } },
  INTERACTED: { changes: INTERACTION, hasMetadata: true },
  LINK_CLICKED: { changes: { ...INTERACTION, linkClicked: "latest" }, hasMetadata: true, isRepeatable: true },
  ARCHIVED: { changes: { archived: "first", snoozed: "clear", pinned: "clear" } },
  UNARCHIVED: { changes: { archived: "clear" } },
  SNOOZED: { changes: { snoozed: "until", archived: "clear" } },
  UNSNOOZED: { changes: { snoozed: "clear" } },
  RETURNED: { changes: { snoozed: "clear", seen: "clear", read: "clear" } },
  PINNED: { changes: { pinned: "first", archived: "clear" } },
  UNPINNED: { changes: { pinned: "clear" } },
};

/** The order of the columns in the SQL of a mark. */
export const FIELDS = ["seen", "read", "interacted", "linkClicked", "archived", "snoozed", "pinned"] as const;

export function changesOf({ changes }: MarkRule): [EngagementField, FieldChange][] {
  return FIELDS.flatMap((field) => (changes[field] ? [[field, changes[field]]] : []));
}

/** A message's engagement after a mark; the same object if the mark changes nothing. */
export function afterMark<Instant>(
  before: Engagement<Instant>,
  mark: Mark,
  { at, until = at }: { at: Instant; until?: Instant },
): Engagement<Instant> {
  const rule = MARKS[mark];
  const isChanged = changesOf(rule).some(([field, change]) => {
    if (change === "clear") return before[field] !== null;
    return change === "until" ? before[field] !== until : before[field] === null;
  });
  if (!isChanged && !rule.isRepeatable) return before;
  const after = { ...before };
  for (const [field, change] of changesOf(rule)) {
    if (change === "clear") after[field] = null;
    else if (change === "until") after[field] = until;
    else if (change === "latest" || after[field] === null) after[field] = at;
  }
  return after;
}

/** The engagement that conditions can ask about, in the order in which they see it, by the name that they use. */
export const CONDITION_NAMES: readonly (readonly [EngagementField, name: string])[] = [
  ["seen", "seen"],
  ["read", "read"],
  ["interacted", "interacted"],
  ["linkClicked", "link_clicked"],
  ["archived", "archived"],
];

/** A message's engagement after a mark, as conditions read it. */
export function engagementAfter(before: readonly string[], mark: Mark): string[] {
  const { changes } = MARKS[mark];
  return CONDITION_NAMES.flatMap(([field, name]) => {
    const isDone = changes[field] ? changes[field] !== "clear" : before.includes(name);
    return isDone ? [name] : [];
  });
}

/**
 * The mark that the other messages of a run get after a mark on one of them. `read` synchronises seen and read in both
 * directions: acting on one message counts as reading all. `all` copies every mark. A click on a tracked link concerns its
 * message only.
 */
export function siblingMark(readSync: ReadSync, mark: EngagementMark): EngagementMark | null {
  if (readSync === "none") return null;
  if (readSync === "all") return mark;
  if (mark === "INTERACTED") return "READ";
  return mark === "ARCHIVED" || mark === "UNARCHIVED" ? null : mark;
}
