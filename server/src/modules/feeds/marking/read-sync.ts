import type { EngagementMark } from "../../messages/index.js";
import { siblingMark, type LinkMark, type MessageKey, type Undo } from "../../messages/pure.js";
import type { Marking } from "./feed-marks.repository.js";
import type { Sibling } from "./sibling.repository.js";

/** Messages that get the same mark. */
export interface MarkWork {
  keys: readonly MessageKey[];
  marking: Marking<EngagementMark | LinkMark | Undo>;
}

/** The marks of the other messages of the runs, grouped by mark. */
export function readSyncWorks(
  siblings: readonly Sibling[],
  marked: readonly MessageKey[],
  marking: Marking,
): MarkWork[] {
  const own = new Set(marked.map(nameOf));
  const byMark = new Map<EngagementMark | Undo, MessageKey[]>();
  for (const { lane, run_id: runId, ordinal, read_sync: readSync } of siblings) {
    const key = { lane, runId, ordinal };
    // The call set its instant on other messages too, so undoing applies to them.
    const mark = marking.mark === "UNDONE" ? marking.mark : siblingMark(readSync, marking.mark);
    if (mark === null || own.has(nameOf(key))) continue;
    byMark.set(mark, [...(byMark.get(mark) ?? []), key]);
  }
  return [...byMark].map(([mark, keys]) => ({ keys, marking: { ...marking, mark } }));
}

function nameOf({ lane, runId, ordinal }: MessageKey): string {
  return `${lane}/${runId}/${ordinal}`;
}
