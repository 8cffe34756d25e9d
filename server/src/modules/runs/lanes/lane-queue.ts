import { laneName, type LaneUnit } from "../../lanes/index.js";

/**
 * The queue of lanes with work. The environment that has used the least working time comes first, so that no environment
 * delays another, however heavy its runs are; ties alternate. Within an environment, urgent lanes (somebody waits for a
 * message) alternate with lanes of broadcasts, so that neither starves. A lane stays urgent until it is empty, because the
 * urgent run is the last one in it.
 */
export class LaneQueue {
  readonly #lanes = new Map<number, Set<number>>();
  readonly #urgent = new Set<string>();
  /** Environments whose last set contained urgent lanes. */
  readonly #wasUrgent = new Set<number>();
  /** Working time per environment, in milliseconds. An idle environment saves up nothing: it starts level with the others. */
  readonly #workedMs = new Map<number, number>();

  get isEmpty(): boolean {
    return this.#lanes.size === 0;
  }

  add(unit: LaneUnit, isUrgent: boolean): void {
    const [environmentId, lane] = unit;
    const lanes = this.#lanes.get(environmentId) ?? new Set();
    if (lanes.size === 0) this.#levelUp(environmentId);
    this.#lanes.set(environmentId, lanes.add(lane));
    if (isUrgent) this.#urgent.add(laneName(unit));
  }

  /** Adds working time to an environment. */
  charge(environmentId: number, ms: number): void {
    this.#workedMs.set(environmentId, this.#workedOf(environmentId) + ms);
  }

  /** Marks the lane as empty: it is no longer urgent. */
  finish(unit: LaneUnit): void {
    this.#urgent.delete(laneName(unit));
  }

  /**
   * Removes and returns the next free lanes of one environment: up to `atMost` lanes that may share a set, or a single lane.
   */
  take(rules: {
    isFree: (unit: LaneUnit) => boolean;
    mayShare: (unit: LaneUnit) => boolean;
    atMost: (environmentId: number) => number;
    /** Whether a set with this many lanes should start now; called for lanes that may share one. */
    isEnough: (environmentId: number, lanes: number) => boolean;
  }): LaneUnit[] {
    for (const [environmentId, lanes] of this.#inTurn()) {
      const free = [...lanes].map((lane): LaneUnit => [environmentId, lane]).filter((unit) => rules.isFree(unit));
      const { next, isUrgent } = this.#next(environmentId, free);
      const [first] = next;
      if (!first) continue;
      const shared = next.filter((unit) => rules.mayShare(unit)).slice(0, rules.atMost(environmentId));
      const isShared = shared.includes(first);
      if (isShared && !rules.isEnough(environmentId, shared.length)) continue;
      const taken = isShared ? shared : [first];
      if (isUrgent) this.#wasUrgent.add(environmentId);
      else this.#wasUrgent.delete(environmentId);
      for (const [, lane] of taken) lanes.delete(lane);
      this.#lanes.delete(environmentId);
      if (lanes.size > 0) this.#lanes.set(environmentId, lanes);
      return taken;
    }
    return [];
  }

  /** Up to `atMost` free lanes in the queue, the next ones first. */
  waiting(atMost: number, isFree: (unit: LaneUnit) => boolean): LaneUnit[] {
    const units: LaneUnit[] = [];
    for (const [environmentId, lanes] of this.#lanes) {
      const all = [...lanes].map((lane): LaneUnit => [environmentId, lane]);
      const [urgent, others] = this.#parted(all.filter(isFree));
      units.push(...urgent, ...others);
      if (units.length >= atMost) return units.slice(0, atMost);
    }
    return units;
  }

  #inTurn(): [number, Set<number>][] {
    const all = [...this.#lanes];
    return all.length < 2 ? all : all.sort(([left], [right]) => this.#workedOf(left) - this.#workedOf(right));
  }

  #workedOf(environmentId: number): number {
    return this.#workedMs.get(environmentId) ?? 0;
  }

  #levelUp(environmentId: number): void {
    const others = [...this.#lanes.keys()].filter((id) => id !== environmentId);
    if (others.length === 0) {
      // No other environment is waiting: reset the working times.
      this.#workedMs.clear();
      return;
    }
    const least = Math.min(...others.map((id) => this.#workedOf(id)));
    this.#workedMs.set(environmentId, Math.max(least, this.#workedOf(environmentId)));
  }

  #next(environmentId: number, free: readonly LaneUnit[]): { next: LaneUnit[]; isUrgent: boolean } {
    const [urgent, others] = this.#parted(free);
    const isUrgent = urgent.length > 0 && (others.length === 0 || !this.#wasUrgent.has(environmentId));
    return { next: isUrgent ? urgent : others, isUrgent };
  }

  #parted(units: readonly LaneUnit[]): [urgent: LaneUnit[], others: LaneUnit[]] {
    if (this.#urgent.size === 0) return [[], [...units]];
    const isUrgent = (unit: LaneUnit): boolean => this.#urgent.has(laneName(unit));
    return [units.filter(isUrgent), units.filter((unit) => !isUrgent(unit))];
  }
}
