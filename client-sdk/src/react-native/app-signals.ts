import type { Signals } from "../signals.js";

/** The used part of React Native's `AppState`. */
export interface AppStateLike {
  readonly currentState: string | null | undefined;
  addEventListener(type: "change", listener: (state: string) => void): { remove(): void };
}

/** The used part of `@react-native-community/netinfo`'s default export. */
export interface NetInfoLike {
  addEventListener(listener: (state: { readonly isConnected: boolean | null }) => void): () => void;
}

export interface AppSignalsOptions {
  readonly appState: AppStateLike;
  /** If omitted, a lost network is noticed when the socket breaks, and reconnecting has growing delays. */
  readonly netInfo?: NetInfoLike;
}

/**
 * Tells a client when the app is put aside and when the network is away. An app that is only covered for a moment (`inactive`) counts as
 * visible.
 *
 * @example
 * import { AppState } from "react-native";
 * createClient({ endpoint, publicKey, userToken, signals: createAppSignals({ appState: AppState }) });
 */
export function createAppSignals({ appState, netInfo }: AppSignalsOptions): Signals {
  let isConnected: boolean | null = null;
  let listenerCount = 0;

  return {
    isVisible: () => appState.currentState !== "background",
    isOnline: () => isConnected !== false,
    subscribe(listener) {
      listenerCount += 1;
      const states = appState.addEventListener("change", () => listener());
      const stopNetwork = netInfo?.addEventListener((state) => {
        isConnected = state.isConnected;
        listener();
      });
      return () => {
        states.remove();
        stopNetwork?.();
        listenerCount -= 1;
        // Without listeners, the last known state becomes outdated.
        if (listenerCount === 0) isConnected = null;
      };
    },
  };
}
