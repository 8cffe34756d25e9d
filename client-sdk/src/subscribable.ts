import { callEach } from "./listeners.js";
import type { Subscribable } from "./types.js";

/** A value that can be watched. */
export interface Writable<Snapshot> extends Subscribable<Snapshot> {
  set(next: Snapshot): void;
}

export function createSubscribable<Snapshot>(initial: Snapshot): Writable<Snapshot> {
  const listeners = new Set<() => void>();
  let current = initial;
  return {
    getSnapshot: () => current,
    subscribe(listener) {
      // A wrapper per call, so that a function that is subscribed twice is called twice and removed one by one.
      const entry = () => listener();
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
    },
    set(next) {
      if (Object.is(next, current)) return;
      current = next;
      callEach(listeners);
    },
  };
}
