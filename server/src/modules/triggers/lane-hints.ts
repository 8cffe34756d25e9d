import type { Hints, Unsubscribe } from "../../platform/hints/index.js";

/** What a worker works in at a time: one lane of one environment. */
export type LaneUnit = [environmentId: number, lane: number];

const TOPIC = "lanes";

/** Says that there is work in these lanes. */
export function publishLanes(hints: Hints, units: readonly LaneUnit[]): void {
  if (units.length > 0) hints.publish(TOPIC, JSON.stringify(units));
}

export function onLanes(hints: Hints, handler: (units: LaneUnit[]) => void): Unsubscribe {
  return hints.subscribe(TOPIC, (payload) => handler(readUnits(payload)));
}

/** Hints come over a network: what is not a list of pairs of numbers is nothing. */
function readUnits(payload: string): LaneUnit[] {
  const value: unknown = JSON.parse(payload);
  if (!Array.isArray(value)) return [];
  return value.filter(
    (each): each is LaneUnit => Array.isArray(each) && Number.isInteger(each[0]) && Number.isInteger(each[1]),
  );
}
