import type { Hints, Unsubscribe } from "../hints/index.js";

/** Which rows came or changed. A row is named by a text of its module, which sorts older rows first. */
export interface RowChanges {
  /** Rows that did not exist before. */
  readonly added?: readonly string[];
  readonly changed?: readonly string[];
  /** Further new rows, which nobody can name. */
  readonly addedCount?: number;
  /** Rows changed that nobody can name. */
  readonly isUnknown?: boolean;
}

/** A hint as the reader gets it. `isGap`: earlier hints of the same process were lost. */
export interface HeardChanges extends Required<RowChanges> {
  readonly isGap: boolean;
}

export interface ChangeHintsOptions {
  readonly hints: Hints;
  /** A unique name of this process. */
  readonly sender: string;
  /** Whether other processes may watch: then this one publishes at first before it knows who does. */
  readonly isShared: boolean;
}

const WATCH_TOPIC = "tails.watched";
/** How often a reader says that it watches, and how long the others believe it. */
export const SAY_EVERY_MS = 2000;
const BELIEVED_MS = 10_000;
/** A process that has just started publishes everything, until each reader has said what it watches. */
const LEARNING_MS = 2 * SAY_EVERY_MS;
/** Rows that one hint names; more are counted as unknown. */
const NAMES_MAX = 1000;

/**
 * Hints about rows that came or changed, published only while somebody watches their environment: a look into a map is all
 * that others pay. Each process numbers its hints, and repeats its last number whenever somebody says that he watches, so
 * that a reader notices a lost hint within two seconds.
 */
export class ChangeHints {
  readonly #hints: Hints;
  readonly #sender: string;
  readonly #watchedUntil = new Map<string, number>();
  readonly #numbers = new Map<string, number>();
  readonly #learnsUntil: number;

  constructor({ hints, sender, isShared }: ChangeHintsOptions) {
    this.#hints = hints;
    this.#sender = sender;
    this.#learnsUntil = isShared ? performance.now() + LEARNING_MS : 0;
    hints.subscribe(WATCH_TOPIC, (name) => this.#believe(name));
  }

  isWatched(environmentId: number, kind: string): boolean {
    if (this.#watchedUntil.size === 0 && this.#learnsUntil === 0) return false;
    const now = performance.now();
    return now < this.#learnsUntil || (this.#watchedUntil.get(nameOf(environmentId, kind)) ?? 0) > now;
  }

  /** Call it after the commit. Without watchers nothing happens. */
  publish(environmentId: number, kind: string, changes: RowChanges): void {
    if (!this.isWatched(environmentId, kind)) return;
    const { added = [], changed = [], addedCount = 0, isUnknown = false } = changes;
    if (added.length + changed.length + addedCount === 0 && !isUnknown) return;
    const name = nameOf(environmentId, kind);
    const number = (this.#numbers.get(name) ?? 0) + 1;
    this.#numbers.set(name, number);
    const isLong = added.length + changed.length > NAMES_MAX;
    const body = isLong ? { u: true } : { a: added, c: changed, m: addedCount, u: isUnknown };
    this.#hints.publish(topicOf(name), JSON.stringify({ s: this.#sender, n: number, ...body }));
  }

  /** Hears of the changes from now on. Others learn within moments that somebody watches. */
  watch(environmentId: number, kind: string, onChanges: (changes: HeardChanges) => void): Unsubscribe {
    const name = nameOf(environmentId, kind);
    const known = new Map<string, number>();
    const leave = this.#hints.subscribe(topicOf(name), (payload) => {
      const heard = readHint(payload, known);
      if (heard) onChanges(heard);
    });
    const say = (): void => void this.#hints.publish(WATCH_TOPIC, name);
    const leaveGaps = this.#hints.onGap(() => {
      say();
      onChanges({ ...NOTHING, isGap: true });
    });
    say();
    const timer = setInterval(say, SAY_EVERY_MS).unref();
    return () => {
      clearInterval(timer);
      leaveGaps();
      leave();
    };
  }

  #believe(name: string): void {
    const now = performance.now();
    this.#watchedUntil.set(name, now + BELIEVED_MS);
    for (const [other, until] of this.#watchedUntil) if (until < now) this.#forget(other);
    const number = this.#numbers.get(name) ?? 0;
    this.#hints.publish(topicOf(name), JSON.stringify({ s: this.#sender, n: number }));
  }

  #forget(name: string): void {
    this.#watchedUntil.delete(name);
    this.#numbers.delete(name);
  }
}

const NOTHING: HeardChanges = { added: [], changed: [], addedCount: 0, isUnknown: false, isGap: false };

const nameOf = (environmentId: number, kind: string): string => `${environmentId}.${kind}`;
const topicOf = (name: string): string => `tails.${name}`;

/**
 * Hints come over a network: anything of another shape is ignored. `known`: the last number of each sender. Returns null for
 * a repeated number, which says that nothing was lost.
 */
function readHint(payload: string, known: Map<string, number>): HeardChanges | null {
  const value: unknown = JSON.parse(payload);
  if (typeof value !== "object" || value === null || !("s" in value) || !("n" in value)) return null;
  const { s: sender, n: number } = value;
  if (typeof sender !== "string" || typeof number !== "number") return null;
  const before = known.get(sender);
  known.set(sender, number);
  const isRepeat = !("a" in value) && !("u" in value);
  const isGap = before !== undefined && number !== (isRepeat ? before : before + 1);
  if (isRepeat) return isGap ? { ...NOTHING, isGap } : null;
  return {
    added: "a" in value ? textsOf(value.a) : [],
    changed: "c" in value ? textsOf(value.c) : [],
    addedCount: "m" in value && typeof value.m === "number" ? value.m : 0,
    isUnknown: "u" in value && value.u === true,
    isGap,
  };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
