const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Reads a value at intervals, and gives it when it has changed; the first one at once. States: waiting ⇄ reading → closed. */
export class Polled<Value> implements AsyncIterableIterator<Value> {
  readonly #everyMs: number;
  readonly #read: () => Promise<Value>;
  #last: string | null = null;
  #isClosed = false;
  #wake: (() => void) | null = null;

  constructor(everyMs: number, read: () => Promise<Value>) {
    this.#everyMs = everyMs;
    this.#read = read;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Value, undefined>> {
    while (!this.#isClosed) {
      if (this.#last !== null) await this.#pause();
      if (this.#isClosed) break;
      const value = await this.#read();
      const text = JSON.stringify(value);
      if (text === this.#last) continue;
      this.#last = text;
      return { done: false, value };
    }
    return DONE;
  }

  async return(): Promise<IteratorResult<Value, undefined>> {
    this.#isClosed = true;
    this.#wake?.();
    return DONE;
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#everyMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
