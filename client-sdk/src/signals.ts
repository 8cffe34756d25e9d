/** What the platform says of the page and the network. */
export interface Signals {
  isVisible(): boolean;
  isOnline(): boolean;
  /** Calls back whenever one of the two may have changed; returns how to stop. */
  subscribe(listener: () => void): () => void;
}

/** The browser's signals; where there is no page or no network state, always visible and online. */
export function platformSignals(): Signals {
  const page = typeof document === "undefined" ? null : document;
  const host = typeof window === "undefined" || typeof window.addEventListener !== "function" ? null : window;

  return {
    isVisible: () => page?.visibilityState !== "hidden",
    // React Native has a navigator without `onLine`: only an outright false means offline.
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
