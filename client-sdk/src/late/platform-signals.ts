import type { Signals } from "../signals.js";

/** The current signals of the host, or the browser's own. */
export function signalsOf(given: () => Signals | undefined): Signals {
  const platform = platformSignals();
  return new LatestSignals(() => given() ?? platform);
}

/**
 * Delegates to the current source of signals. Each call checks whether the source changed, and then moves the
 * listeners.
 */
class LatestSignals implements Signals {
  readonly #latest: () => Signals;
  readonly #listeners = new Map<() => void, () => void>();
  #source: Signals;

  constructor(latest: () => Signals) {
    this.#latest = latest;
    this.#source = latest();
  }

  isVisible(): boolean {
    return this.#current().isVisible();
  }

  isOnline(): boolean {
    return this.#current().isOnline();
  }

  subscribe(listener: () => void): () => void {
    const entry = (): void => listener();
    this.#listeners.set(entry, this.#current().subscribe(entry));
    return () => {
      this.#listeners.get(entry)?.();
      this.#listeners.delete(entry);
    };
  }

  #current(): Signals {
    const next = this.#latest();
    if (next === this.#source) return next;
    this.#source = next;
    for (const [listener, stop] of this.#listeners) {
      stop();
      this.#listeners.set(listener, next.subscribe(listener));
    }
    return next;
  }
}

/** The browser's signals; where there is no page or no network state, always visible and online. */
function platformSignals(): Signals {
  const page = typeof document === "undefined" ? null : document;
  const host = typeof window === "undefined" || typeof window.addEventListener !== "function" ? null : window;

  return {
    isVisible: () => page?.visibilityState !== "hidden",
    // React Native's navigator has no `onLine`: only false means offline.
    isOnline: () => host?.navigator?.onLine !== false,
    subscribe(listener) {
      page?.addEventListener("visibilitychange", listener);
      host?.addEventListener("online", listener);
      host?.addEventListener("offline", listener);
      // A page restored from the back/forward cache has lost its socket and fires nothing else.
      host?.addEventListener("pageshow", listener);
      return () => {
        page?.removeEventListener("visibilitychange", listener);
        for (const name of ["online", "offline", "pageshow"]) host?.removeEventListener(name, listener);
      };
    },
  };
}
