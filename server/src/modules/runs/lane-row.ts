import type { LaneUnit } from "../triggers/index.js";

/**
 * The lanes that wait for their turn. Environments take turns, set by set, so that none holds up another. Within one, lanes
 * in which somebody waits for a message (urgent ones) come before those of broadcasts, every other time where both wait: so
 * neither holds up the other. A lane stays urgent until nothing is left to do in it, for what is urgent stands last in it.
 */
export class LaneRow {
  readonly #rung = new Map<number, Set<number>>();
  readonly #urgent = new Set<string>();
  /** Environments whose last set was of urgent lanes. */
  readonly #wasUrgent = new Set<number>();

  get isEmpty(): boolean {
    return this.#rung.size === 0;
  }

  add(unit: LaneUnit, isUrgent: boolean): void {
    const [environmentId, lane] = unit;
    const lanes = this.#rung.get(environmentId) ?? new Set();
    this.#rung.set(environmentId, lanes.add(lane));
    if (isUrgent) this.#urgent.add(nameOf(unit));
  }

  /** Nothing is left to do in it. */
  finish(unit: LaneUnit): void {
    this.#urgent.delete(nameOf(unit));
  }

  /**
   * Takes the next lanes that are free, of the environment whose turn it is: several that may share a set, so many at most,
   * or one.
   */
  take(rules: {
    isFree: (unit: LaneUnit) => boolean;
    mayShare: (unit: LaneUnit) => boolean;
    atMost: (environmentId: number) => number;
  }): LaneUnit[] {
    for (const [environmentId, lanes] of this.#rung) {
      const free = [...lanes].map((lane): LaneUnit => [environmentId, lane]).filter((unit) => rules.isFree(unit));
      const next = this.#next(environmentId, free);
      const [first] = next;
      if (!first) continue;
      const shared = next.filter((unit) => rules.mayShare(unit)).slice(0, rules.atMost(environmentId));
      const taken = shared.includes(first) ? shared : [first];
      for (const [, lane] of taken) lanes.delete(lane);
      this.#rung.delete(environmentId);
      if (lanes.size > 0) this.#rung.set(environmentId, lanes);
      return taken;
    }
    return [];
  }

  /** Those that wait, the next ones first, so many at most. */
  waiting(atMost: number, isFree: (unit: LaneUnit) => boolean): LaneUnit[] {
    const units: LaneUnit[] = [];
    for (const [environmentId, lanes] of this.#rung) {
      const all = [...lanes].map((lane): LaneUnit => [environmentId, lane]);
      const [urgent, others] = this.#parted(all.filter(isFree));
      units.push(...urgent, ...others);
      if (units.length >= atMost) return units.slice(0, atMost);
    }
    return units;
  }

  #next(environmentId: number, free: readonly LaneUnit[]): LaneUnit[] {
    const [urgent, others] = this.#parted(free);
    const isUrgent = urgent.length > 0 && (others.length === 0 || !this.#wasUrgent.has(environmentId));
    if (isUrgent) this.#wasUrgent.add(environmentId);
    else this.#wasUrgent.delete(environmentId);
    return isUrgent ? urgent : others;
  }

  #parted(units: readonly LaneUnit[]): [urgent: LaneUnit[], others: LaneUnit[]] {
    if (this.#urgent.size === 0) return [[], [...units]];
    const isUrgent = (unit: LaneUnit): boolean => this.#urgent.has(nameOf(unit));
    return [units.filter(isUrgent), units.filter((unit) => !isUrgent(unit))];
  }
}

function nameOf([environmentId, lane]: LaneUnit): string {
  return `${environmentId}/${lane}`;
}
