import type { Hints, Unsubscribe } from "../../platform/hints/index.js";
import type { JobKind } from "../../platform/jobs/index.js";
import type { Runtime } from "../../platform/runtime/index.js";

/** The unit of a worker's work: one lane of one environment. */
export type LaneUnit = [environmentId: number, lane: number];

/** A lane as a key of maps and sets. */
export function laneName([environmentId, lane]: LaneUnit): string {
  return `${environmentId}/${lane}`;
}

const TOPIC = "lanes";
const URGENT_TOPIC = "lanes.urgent";

/** Checks all lanes for due work, in case hints were lost. */
export const LANES_DRAIN: JobKind<null> = { name: "lanes.drain", parse: () => null };

/**
 * Announces work in these lanes: by a hint, or by a job if no hint reaches a worker. `isUrgent`: a person waits for a
 * message in them.
 */
export function publishLanes(
  { hints, jobs }: Pick<Runtime, "hints" | "jobs">,
  units: readonly LaneUnit[],
  isUrgent = false,
): void {
  if (units.length === 0) return;
  if (!hints.publish(isUrgent ? URGENT_TOPIC : TOPIC, JSON.stringify(units))) jobs.wake(LANES_DRAIN, null);
}

export function onLanes(hints: Hints, handler: (units: LaneUnit[], isUrgent: boolean) => void): Unsubscribe {
  const stops = [false, true].map((isUrgent) =>
    hints.subscribe(isUrgent ? URGENT_TOPIC : TOPIC, (payload) => handler(readUnits(payload), isUrgent)),
  );
  return () => stops.forEach((stop) => stop());
}

/** Hints come over a network: anything but a list of pairs of numbers is ignored. */
function readUnits(payload: string): LaneUnit[] {
  const value: unknown = JSON.parse(payload);
  if (!Array.isArray(value)) return [];
  return value.filter(
    (each): each is LaneUnit => Array.isArray(each) && Number.isInteger(each[0]) && Number.isInteger(each[1]),
  );
}
