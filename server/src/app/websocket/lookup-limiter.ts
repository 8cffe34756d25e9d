interface Lane {
  running: number;
  waiting: (() => void)[];
}

/** Limits concurrent look-ups per address; the others wait. */
export class LookupLimiter {
  readonly #lanes = new Map<string, Lane>();

  async run<T>(address: string, max: number, lookUp: () => Promise<T>): Promise<T> {
    const lane = this.#lanes.get(address) ?? { running: 0, waiting: [] };
    this.#lanes.set(address, lane);
    if (lane.running >= max) await new Promise<void>((resolve) => lane.waiting.push(resolve));
    lane.running += 1;
    try {
      return await lookUp();
    } finally {
      lane.running -= 1;
      lane.waiting.shift()?.();
      if (lane.running === 0 && lane.waiting.length === 0 && this.#lanes.get(address) === lane) {
        this.#lanes.delete(address);
      }
    }
  }
}
