import { type BrowserClient, createClient } from "@carillon/client";
import { createAppSignals } from "@carillon/client/react-native";
import { AppState } from "react-native";

interface Options {
  /** With the address of the machine: an app does not run on the server's `localhost`. */
  readonly endpoint: string;
  readonly publicKey: string;
}

/**
 * The client of the app. It gives its socket back while the app is in the background. In production give `userToken` in place of `userId`:
 * a function that fetches a signed token from your backend.
 */
export function createAppClient({ endpoint, publicKey }: Options): BrowserClient {
  return createClient({ endpoint, publicKey, userId: "grace", signals: createAppSignals({ appState: AppState }) });
}
