import type { EngagementMark } from "../../messages/index.js";
import { siblingMark, type LinkMark, type MessageKey, type Undo } from "../../messages/pure.js";
import type { Marking } from "./feed-marks.repository.js";
import type { Sibling } from "./sibling.repository.js";

/** Messages to be marked alike. */
export interface MarkWork {
  keys: readonly MessageKey[];
  marking: Marking<EngagementMark | LinkMark | Undo>;
}

/** What a mark does to the other messages of the runs, by the mark that each of them gets. */
export function readSyncWorks(
  siblings: readonly Sibling[],
  marked: readonly MessageKey[],
  marking: Marking,
): MarkWork[] {
  const own = new Set(marked.map(nameOf));
  const byMark = new Map<EngagementMark | Undo, MessageKey[]>();
  for (const { lane, run_id: runId, ordinal, read_sync: readSync } of siblings) {
    const key = { lane, runId, ordinal };
    // What the call did to others bears its instant as well.
    const mark = marking.mark === "UNDONE" ? marking.mark : siblingMark(readSync, marking.mark);
    if (mark === null || own.has(nameOf(key))) continue;
    byMark.set(mark, [...(byMark.get(mark) ?? []), key]);
  }
  return [...byMark].map(([mark, keys]) => ({ keys, marking: { ...marking, mark } }));
}

function nameOf({ lane, runId, ordinal }: MessageKey): string {
  return `${lane}/${runId}/${ordinal}`;
}
