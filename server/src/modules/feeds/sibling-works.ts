import { siblingMark } from "../messages/pure.js";
import type { Mark, Marking } from "./feed-marks.repository.js";
import type { MessageKey } from "./feed.repository.js";
import type { Sibling } from "./sibling.repository.js";

/** Messages to be marked alike. */
export interface MarkWork {
  keys: readonly MessageKey[];
  marking: Marking;
}

/** What a mark does to the other messages of the runs, by the mark that each of them gets. */
export function siblingWorks(
  siblings: readonly Sibling[],
  marked: readonly MessageKey[],
  marking: Marking,
): MarkWork[] {
  const own = new Set(marked.map(nameOf));
  const byMark = new Map<Mark, MessageKey[]>();
  for (const { lane, run_id: runId, ordinal, read_sync: readSync } of siblings) {
    const key = { lane, runId, ordinal };
    const mark = siblingMark(readSync, marking.mark);
    if (mark === null || own.has(nameOf(key))) continue;
    byMark.set(mark, [...(byMark.get(mark) ?? []), key]);
  }
  return [...byMark].map(([mark, keys]) => ({ keys, marking: { ...marking, mark } }));
}

function nameOf({ lane, runId, ordinal }: MessageKey): string {
  return `${lane}/${runId}/${ordinal}`;
}
