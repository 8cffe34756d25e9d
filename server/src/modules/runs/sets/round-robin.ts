import type { FanoutRow, PageRequest } from "../storage/lane-records.js";

/** Distributes pages over the fan-outs of several lanes, oldest first in each lane, at most `budget` recipients per lane. */
export class RoundRobin {
  readonly #queues: ReadonlyMap<number, { left: number; waiting: FanoutRow[] }>;
  /** Lanes where there may be more to reach. */
  readonly unfinished = new Set<number>();

  /** `limit`: the number of fan-outs of a lane that were requested; more may exist. */
  constructor(lanes: readonly number[], fanouts: readonly FanoutRow[], { budget, limit }: PageLimits) {
    this.#queues = new Map(lanes.map((lane) => [lane, { left: budget, waiting: [] }]));
    for (const fanout of fanouts) this.#queues.get(fanout.lane)?.waiting.push(fanout);
    for (const [lane, { waiting }] of this.#queues) if (waiting.length >= limit) this.unfinished.add(lane);
  }

  /** The next fan-out of each lane that has budget left; the budget depends on the fan-outs before. */
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
    // An unfinished fan-out blocks the later ones of its lane.
    queue.left = isDone ? queue.left - reached : 0;
    if (queue.left <= 0) this.unfinished.add(lane);
  }
}

interface PageLimits {
  budget: number;
  limit: number;
}
