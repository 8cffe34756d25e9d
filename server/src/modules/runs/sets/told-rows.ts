import type { Runtime } from "../../../platform/runtime/index.js";
import { MESSAGE_TAIL, type AfterCommit } from "../../messages/index.js";
import { RUN_TAIL, TRIGGER_TAIL } from "../../triggers/index.js";
import { runName } from "../tails/run-name.js";
import type { Woken } from "./woken.js";

/** What a set has written, for those who watch. */
export interface WrittenRows {
  woken: readonly Woken[];
  /** Runs that ended without being moved. */
  ended: readonly { lane: number; id: string }[];
  /** Runs and messages that were stored for many recipients at once, so that the set does not know their ids. */
  sharedRunCount: number;
  sharedMessageCount: number;
  triggerIds: readonly string[];
}

/** Tells after the commit which rows a set brought and changed. While nobody watches, a set pays three look-ups in a map. */
export function toldRows(
  { tails }: Pick<Runtime, "tails">,
  environmentId: number,
  written: () => WrittenRows,
): AfterCommit[] {
  const { changes } = tails;
  const isWatched = (kind: string): boolean => changes.isWatched(environmentId, kind);
  if (!isWatched(RUN_TAIL) && !isWatched(MESSAGE_TAIL) && !isWatched(TRIGGER_TAIL)) return [];
  const { woken, ended, sharedRunCount, sharedMessageCount, triggerIds } = written();
  return [
    () => {
      const nameOf = ({ task }: Woken): string => runName(task.context.lane, task.context.runId);
      changes.publish(environmentId, RUN_TAIL, {
        added: woken.filter(({ isNew }) => isNew).map(nameOf),
        changed: [
          ...woken.filter(({ isNew }) => !isNew).map(nameOf),
          ...ended.map(({ lane, id }) => runName(lane, id)),
        ],
        addedCount: sharedRunCount,
      });
      changes.publish(environmentId, MESSAGE_TAIL, { addedCount: sharedMessageCount });
      changes.publish(environmentId, TRIGGER_TAIL, { changed: [...new Set(triggerIds)] });
    },
  ];
}
