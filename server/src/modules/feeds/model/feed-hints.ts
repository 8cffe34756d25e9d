import type { Hints, Unsubscribe } from "../../../platform/hints/index.js";
import { laneOfFeed, type FeedHint } from "./feed-key.js";

type Wire = [environmentId: number, recipientKey: string, channelId: number, version: number];

const topicOf = (lane: number): string => `feeds.${lane}`;

/** Publishes which feeds changed: one topic per lane, so that a Redis cluster distributes them. */
export class FeedHints {
  readonly #hints: Hints;

  constructor(hints: Hints) {
    this.#hints = hints;
  }

  /** After the commit, never before. */
  publish(changed: readonly FeedHint[]): void {
    const byLane = new Map<number, Wire[]>();
    for (const hint of changed) {
      const lane = laneOfFeed(hint);
      const wires = byLane.get(lane) ?? [];
      wires.push([hint.environmentId, hint.recipientKey, hint.channelId, hint.version]);
      byLane.set(lane, wires);
    }
    for (const [lane, wires] of byLane) this.publishLane(lane, JSON.stringify(wires));
  }

  /** Publishes changed feeds of one lane. `payload`: JSON, a list of `Wire`. */
  publishLane(lane: number, payload: string): void {
    this.#hints.publish(topicOf(lane), payload);
  }

  subscribe(lane: number, handler: (hint: FeedHint) => void): Unsubscribe {
    return this.#hints.subscribe(topicOf(lane), (payload) => {
      const wires: unknown = JSON.parse(payload);
      if (!Array.isArray(wires)) return;
      for (const wire of wires) {
        if (!isWire(wire)) continue;
        handler({ environmentId: wire[0], recipientKey: wire[1], channelId: wire[2], version: wire[3] });
      }
    });
  }

  onGap(handler: () => void): Unsubscribe {
    return this.#hints.onGap(handler);
  }
}

function isWire(value: unknown): value is Wire {
  return (
    Array.isArray(value) &&
    typeof value[0] === "number" &&
    typeof value[1] === "string" &&
    typeof value[2] === "number" &&
    typeof value[3] === "number"
  );
}
