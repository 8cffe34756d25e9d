import type { Context } from "liquidjs";

/** Nodes rendered in one field: a loop over 100 activities may have 100 nodes. */
export const MAX_STEPS = 10_000;

/**
 * Work limit of one field. A unit is about one microsecond on one core, so a field takes at most about 50 ms, and the count
 * is the same on every machine: no clock decides whether a person is notified.
 */
export const MAX_UNITS = 50_000;

/** The limit of a label or a link: a message has up to five of them in addition to its body. */
export const MAX_LINK_UNITS = 8_000;

/** List items that one field may make by ranges and list filters. */
export const MAX_LIST_ITEMS = 200_000;

const STEP_UNITS = 2;
const UNITS_PER_TEMPLATE_CHARACTER = 1 / 16;
const UNITS_PER_LIST_ITEM = 1 / 4;
const UNITS_PER_JSON_NODE = 1 / 2;

export class TooMuchWork extends Error {}
export class TooMuchMemory extends Error {}

/** Counts the work of one rendering, and stops the rendering when it is too much. */
export class WorkMeter {
  readonly #maxUnits: number;
  #steps = 0;
  #units = 0;
  #listItems = 0;
  #isInFilter = false;

  constructor(maxUnits: number = MAX_UNITS) {
    this.#maxUnits = maxUnits;
  }

  /** Counts one node with this length of source. */
  step(templateLength: number): void {
    this.#steps += 1;
    if (this.#steps > MAX_STEPS) throw new TooMuchWork();
    this.spend(STEP_UNITS + templateLength * UNITS_PER_TEMPLATE_CHARACTER);
  }

  spend(units: number): void {
    this.#units += units;
    if (this.#units > this.#maxUnits) throw new TooMuchWork();
  }

  /** Runs a filter that was paid for: what liquidjs counts within it is not counted again. */
  filter<T>(run: () => T): T {
    const wasInFilter = this.#isInFilter;
    this.#isInFilter = true;
    try {
      return run();
    } finally {
      this.#isInFilter = wasInFilter;
    }
  }

  /** Items that a range or a list filter makes: called before they are made. */
  makeItems(count: number): void {
    if (this.#isInFilter) return;
    this.#listItems += count;
    if (this.#listItems > MAX_LIST_ITEMS) throw new TooMuchMemory();
    this.spend(count * UNITS_PER_LIST_ITEM);
  }

  /** Approximate length of a value as text. Reading lists and objects counts as work too. */
  textLength(value: unknown): number {
    if (typeof value === "string") return value.length;
    if (typeof value !== "object" || value === null) return 8;

    let length = 2;
    for (const member of Object.values(value)) {
      this.spend(UNITS_PER_JSON_NODE);
      length += this.textLength(member) + 1;
    }
    return length;
  }
}

/** liquidjs hands its memory limiter to every context that it makes of another one. */
const meters = new WeakMap<object, WorkMeter>();

/** Makes liquidjs count its work in a context; by itself it would use the wall clock. */
export function meterContext(context: Context, maxUnits?: number): void {
  const meter = new WorkMeter(maxUnits);
  meters.set(context.memoryLimit, meter);
  context.memoryLimit.use = (count: number): void => {
    if (Number(count) > 0) meter.makeItems(Number(count));
  };
  context.renderLimit.check = (): void => undefined;
}

export function meterOf(context: Context): WorkMeter {
  const meter = meters.get(context.memoryLimit);
  if (meter === undefined) throw new Error("A template is rendered without a meter.");
  return meter;
}
