import type { FanoutRow, PageRequest } from "../storage/lane-records.js";

/** Deals out pages of the fan-outs of several lanes, oldest first in each, so many recipients a lane at most. */
export class RoundRobin {
  readonly #queues: ReadonlyMap<number, { left: number; waiting: FanoutRow[] }>;
  /** Lanes where there may be more to reach. */
  readonly unfinished = new Set<number>();

  /** `limit`: how many fan-outs of a lane were asked for, so that there may be others. */
  constructor(lanes: readonly number[], fanouts: readonly FanoutRow[], { budget, limit }: PageLimits) {
    this.#queues = new Map(lanes.map((lane) => [lane, { left: budget, waiting: [] }]));
    for (const fanout of fanouts) this.#queues.get(fanout.lane)?.waiting.push(fanout);
    for (const [lane, { waiting }] of this.#queues) if (waiting.length >= limit) this.unfinished.add(lane);
  }

  /** The next fan-out of each lane that has one and may take more: how much is left for it depends on those before. */
  next(): PageRequest[] {
    const turn: PageRequest[] = [];
    for (const { left, waiting } of this.#queues.values()) {
      const fanout = left > 0 ? waiting.shift() : undefined;
      if (fanout) turn.push({ fanout, limit: left });
    }
    return turn;
  }

  took({ lane }: FanoutRow, { reached, isDone }: { reached: number; isDone: boolean }): void {
    const queue = this.#queues.get(lane);
    if (!queue) return;
    // What was accepted later stays behind it.
    queue.left = isDone ? queue.left - reached : 0;
    if (queue.left <= 0) this.unfinished.add(lane);
  }
}

interface PageLimits {
  budget: number;
  limit: number;
}
