const CHANNEL = "carillon.preferences.1";

/** Events after which the data may be old: the page becomes visible, or another tab of this origin saved something. */
export interface PageWatch {
  /** Returns a function that unsubscribes. */
  onReason(load: () => void): () => void;
  tellOthers(): void;
}

export function watchPage(): PageWatch {
  let channel: BroadcastChannel | null = null;
  return {
    onReason(load) {
      if (typeof document === "undefined") return () => undefined;
      const whenSeen = (): void => {
        if (document.visibilityState !== "hidden") load();
      };
      document.addEventListener("visibilitychange", whenSeen);
      addEventListener("focus", whenSeen);
      // The message is empty: each tab loads with its own credentials.
      channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL);
      if (channel) channel.onmessage = load;
      return () => {
        document.removeEventListener("visibilitychange", whenSeen);
        removeEventListener("focus", whenSeen);
        channel?.close();
        channel = null;
      };
    },
    tellOthers: () => channel?.postMessage(null),
  };
}
