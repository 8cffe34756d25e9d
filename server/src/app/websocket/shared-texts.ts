/** Serialised answers to one event, shared by equal subscriptions of one caller. */
export class SharedTexts {
  readonly #texts = new WeakMap<object, Map<string, Promise<string>>>();

  /** The text that another operation makes or has made of this event; null if there is none. */
  find(event: object, key: string): Promise<string> | null {
    return this.#texts.get(event)?.get(key) ?? null;
  }

  put(event: object, key: string, text: Promise<string>): void {
    const known = this.#texts.get(event) ?? new Map<string, Promise<string>>();
    known.set(key, text);
    this.#texts.set(event, known);
  }
}
