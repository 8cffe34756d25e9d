/** What came and changed since the event before. */
export interface TailEvent {
  /** Names of new or changed rows that match, oldest first. */
  readonly names: readonly string[];
  /** Names of changed rows that do not match. */
  readonly removedNames: readonly string[];
  /** Further rows that match. */
  readonly omittedCount: number;
  /** Changes were missed, so that the reader has to read again. The other fields are empty then. */
  readonly isReset: boolean;
}

export const RESET: TailEvent = { names: [], removedNames: [], omittedCount: 0, isReset: true };

/** Rows that an event names. */
export const EVENT_MAX = 50;
/** Rows that an event takes back; more are a reset. */
export const REMOVED_MAX = 100;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * One reader of a tail. It holds one event at most: what comes while the socket is slow is merged into that. States: waiting
 * (no event) ⇄ holding → closed.
 */
export class TailSubscriber implements AsyncIterableIterator<TailEvent> {
  readonly #leave: (self: TailSubscriber) => void;
  #held: TailEvent | null = null;
  #isClosed = false;
  #wake: (() => void) | null = null;

  constructor(leave: (self: TailSubscriber) => void) {
    this.#leave = leave;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(event: TailEvent): void {
    this.#held = this.#held ? merged(this.#held, event) : event;
    this.#rouse();
  }

  async next(): Promise<IteratorResult<TailEvent, undefined>> {
    while (!this.#isClosed) {
      const event = this.#held;
      if (event) {
        this.#held = null;
        return { done: false, value: event };
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return DONE;
  }

  async return(): Promise<IteratorResult<TailEvent, undefined>> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#leave(this);
      this.#rouse();
    }
    return DONE;
  }

  #rouse(): void {
    this.#wake?.();
    this.#wake = null;
  }
}

/** Both events as one. The newest rows stay, the others are counted. */
export function merged(before: TailEvent, after: TailEvent): TailEvent {
  if (before.isReset || after.isReset) return RESET;
  const removed = new Set([...before.removedNames, ...after.removedNames]);
  for (const name of after.names) removed.delete(name);
  const gone = new Set(after.removedNames);
  const names = [...new Set([...before.names, ...after.names])].filter((name) => !gone.has(name)).sort();
  if (removed.size > REMOVED_MAX) return RESET;
  const left = Math.max(0, names.length - EVENT_MAX);
  return {
    names: names.slice(left),
    removedNames: [...removed],
    omittedCount: before.omittedCount + after.omittedCount + left,
    isReset: false,
  };
}
