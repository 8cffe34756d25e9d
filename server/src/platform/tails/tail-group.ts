import type { Logger } from "../logging/index.js";
import type { HeardChanges } from "./change-hints.js";
import { EVENT_MAX, REMOVED_MAX, RESET, TailSubscriber, type TailEvent } from "./tail-subscriber.js";

/** Those of the named rows that match; null if all match. */
export type Matching = ((names: readonly string[]) => Promise<readonly string[]>) | null;

/** The first event says that others know of the watching by then, so that its reader misses nothing that it reads after. */
const FIRST_MS = 200;
/** After a pause, changes are told so soon; while they keep coming, once in a second. */
const GATHER_MS = 100;
const EVERY_MS = 1000;
/** Rows that are held until they are read; what is more is lost, and said to be. */
const HELD_MAX = 5000;

/**
 * All readers of one kind of rows with one filter. Names gather, are compared with the filter once for all readers, and are
 * told as one event: 50 rows a second at most, the others as a count.
 */
export class TailGroup {
  readonly #matching: Matching;
  readonly #log: Logger;
  readonly #subscribers = new Set<TailSubscriber>();
  readonly #firsts = new Set<NodeJS.Timeout>();
  #added = new Set<string>();
  #changed = new Set<string>();
  #addedCount = 0;
  #isLost = false;
  #toldAt = -Infinity;
  #timer: NodeJS.Timeout | null = null;
  #isTelling = false;

  constructor(matching: Matching, log: Logger) {
    this.#matching = matching;
    this.#log = log;
  }

  get size(): number {
    return this.#subscribers.size;
  }

  enter(onLeft: () => void): TailSubscriber {
    const subscriber = new TailSubscriber((self) => {
      this.#subscribers.delete(self);
      clearTimeout(first);
      this.#firsts.delete(first);
      onLeft();
    });
    const first = setTimeout(() => {
      this.#firsts.delete(first);
      subscriber.push(RESET);
    }, FIRST_MS);
    this.#firsts.add(first);
    this.#subscribers.add(subscriber);
    return subscriber;
  }

  hear({ added, changed, addedCount, isUnknown, isGap }: HeardChanges): void {
    if (isGap || isUnknown || (addedCount > 0 && this.#matching)) this.#isLost = true;
    this.#addedCount += addedCount;
    for (const name of added) this.#added.add(name);
    for (const name of changed) this.#changed.add(name);
    if (this.#added.size + this.#changed.size > HELD_MAX) this.#lose();
    this.#plan();
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    for (const first of this.#firsts) clearTimeout(first);
    for (const subscriber of [...this.#subscribers]) void subscriber.return();
  }

  #lose(): void {
    this.#isLost = true;
    this.#added.clear();
    this.#changed.clear();
  }

  #plan(): void {
    if (this.#timer || this.#isTelling) return;
    const wait = Math.max(GATHER_MS, this.#toldAt + EVERY_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#tell();
    }, wait);
  }

  async #tell(): Promise<void> {
    this.#isTelling = true;
    const event = await this.#nextEvent();
    this.#toldAt = performance.now();
    this.#isTelling = false;
    if (event) for (const subscriber of this.#subscribers) subscriber.push(event);
    if (this.#added.size + this.#changed.size + this.#addedCount > 0 || this.#isLost) this.#plan();
  }

  async #nextEvent(): Promise<TailEvent | null> {
    const [added, changed, addedCount, isLost] = [this.#added, this.#changed, this.#addedCount, this.#isLost];
    this.#added = new Set();
    this.#changed = new Set();
    this.#addedCount = 0;
    this.#isLost = false;
    if (isLost) return RESET;
    const all = [...new Set([...added, ...changed])];
    try {
      const matches = this.#matching ? await this.#matching(all) : all;
      return eventOf({ matches, added, changed, addedCount });
    } catch (error) {
      this.#log.warn({ event: "tails.read_failed", err: error });
      this.#isLost = true;
      return null;
    }
  }
}

interface Found {
  matches: readonly string[];
  added: ReadonlySet<string>;
  changed: ReadonlySet<string>;
  addedCount: number;
}

/** Null if nobody needs to know. */
function eventOf({ matches, added, changed, addedCount }: Found): TailEvent | null {
  const matching = new Set(matches);
  // Nobody has seen a row yet that is new and does not match.
  const removedNames = [...changed].filter((name) => !matching.has(name) && !added.has(name));
  if (removedNames.length > REMOVED_MAX) return RESET;
  if (matching.size + removedNames.length + addedCount === 0) return null;
  const names = [...matching].sort();
  const left = Math.max(0, names.length - EVENT_MAX);
  return { names: names.slice(left), removedNames, omittedCount: left + addedCount, isReset: false };
}
