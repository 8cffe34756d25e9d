import type { Hints, Unsubscribe } from "./hints.js";

/** Hints within one process. */
export class LocalHints implements Hints {
  readonly #handlers = new Map<string, Set<(payload: string) => void>>();

  publish(topic: string, payload: string): boolean {
    const handlers = this.#handlers.get(topic);
    if (!handlers) return false;
    for (const handler of handlers) handler(payload);
    return true;
  }

  subscribe(topic: string, handler: (payload: string) => void): Unsubscribe {
    const handlers = this.#handlers.get(topic) ?? new Set();
    this.#handlers.set(topic, handlers.add(handler));
    return () => {
      handlers.delete(handler);
      if (handlers.size === 0 && this.#handlers.get(topic) === handlers) this.#handlers.delete(topic);
    };
  }

  /** Within a process, no hint is lost. */
  onGap(): Unsubscribe {
    return () => undefined;
  }

  async close(): Promise<void> {
    this.#handlers.clear();
  }
}
