import type { Runtime } from "../../../platform/runtime/index.js";
import type { MessageKey } from "../message-row.js";

/** The kind of rows, for those who watch them. */
export const MESSAGE_TAIL = "message";

/** Tells those who watch the environment's messages, after the commit. Nothing is made while nobody watches. */
export function tellMessages(
  { tails }: Pick<Runtime, "tails">,
  environmentId: number,
  { added, changed }: { added?: readonly MessageKey[]; changed?: readonly MessageKey[] },
): void {
  if (!tails.changes.isWatched(environmentId, MESSAGE_TAIL)) return;
  tails.changes.publish(environmentId, MESSAGE_TAIL, {
    added: added?.map(messageName) ?? [],
    changed: changed?.map(messageName) ?? [],
  });
}

/** Run ids begin with the trigger's sequence number, so that names sort messages of older triggers first. */
export function messageName({ lane, runId, ordinal }: MessageKey): string {
  return `${runId} ${lane} ${ordinal}`;
}

/** The row that a name means; null for a text that is none. */
export function messageOfName(name: string): MessageKey | null {
  const [runId, lane, ordinal] = name.split(" ");
  return runId === undefined || ordinal === undefined ? null : { runId, lane: Number(lane), ordinal: Number(ordinal) };
}
