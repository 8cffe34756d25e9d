import type { EngagementMark } from "./engagement.schema.js";

type Engagement = "seen" | "read" | "interacted" | "archived";

const CHANGES: Readonly<Record<EngagementMark, { sets: readonly Engagement[]; clears: readonly Engagement[] }>> = {
  SEEN: { sets: ["seen"], clears: [] },
  UNSEEN: { sets: [], clears: ["seen", "read"] },
  READ: { sets: ["seen", "read"], clears: [] },
  UNREAD: { sets: [], clears: ["read"] },
  INTERACTED: { sets: ["seen", "read", "interacted"], clears: [] },
  ARCHIVED: { sets: ["archived"], clears: [] },
  UNARCHIVED: { sets: [], clears: ["archived"] },
};

const ORDER: readonly Engagement[] = ["seen", "read", "interacted", "archived"];

/** A message's engagement after a mark, as conditions read it. */
export function engagementAfter(before: readonly string[], mark: EngagementMark): string[] {
  const { sets, clears } = CHANGES[mark];
  return ORDER.filter((each) => sets.includes(each) || (before.includes(each) && !clears.includes(each)));
}

/** A workflow's `settings.readSync`. */
export type ReadSync = "none" | "read" | "all";

/**
 * What a mark on one message of a run does to the others of that run. `read` keeps seen and read in step, both ways: who
 * has acted on one has read them all. `all` copies every mark. A click on a tracked link belongs to its message alone.
 */
export function siblingMark(readSync: ReadSync, mark: EngagementMark): EngagementMark | null {
  if (readSync === "none") return null;
  if (readSync === "all") return mark;
  if (mark === "INTERACTED") return "READ";
  return mark === "ARCHIVED" || mark === "UNARCHIVED" ? null : mark;
}
