/** A fair read/write lock for asynchronous work. Shared holders run side by side; an exclusive holder runs alone. First come, first served. */
export class AsyncRwLock {
  readonly #shared = new Set<Promise<unknown>>();
  #lastExclusive: Promise<unknown> = Promise.resolve();

  async shared<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#lastExclusive.then(work);
    const ended = done.catch(() => undefined);
    this.#shared.add(ended);
    try {
      return await done;
    } finally {
      this.#shared.delete(ended);
    }
  }

  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const done = Promise.all([this.#lastExclusive, ...this.#shared]).then(work);
    this.#lastExclusive = done.catch(() => undefined);
    return done;
  }
}
