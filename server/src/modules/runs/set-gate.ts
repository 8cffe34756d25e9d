/** Lets sets be worked on side by side, and some with nothing beside them. Each waits for those that came before it. */
export class SetGate {
  readonly #sideBySide = new Set<Promise<unknown>>();
  #lastAlone: Promise<unknown> = Promise.resolve();

  async together<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#lastAlone.then(work);
    const ended = done.catch(() => undefined);
    this.#sideBySide.add(ended);
    try {
      return await done;
    } finally {
      this.#sideBySide.delete(ended);
    }
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    const done = Promise.all([this.#lastAlone, ...this.#sideBySide]).then(work);
    this.#lastAlone = done.catch(() => undefined);
    return done;
  }
}
