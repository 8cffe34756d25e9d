import { type BrowserClient, createClient } from "@carillon/client";
import { createAppSignals } from "@carillon/client/react-native";
import { AppState } from "react-native";

interface Options {
  /** The URL with the address of the server's machine: on a phone, `localhost` is the phone itself. */
  readonly endpoint: string;
  readonly publicKey: string;
}

/**
 * Creates the client of the app. The client closes its socket while the app is in the background. In production, set
 * `userToken` instead of `userId`: a function that fetches a signed token from your backend.
 */
export function createAppClient({ endpoint, publicKey }: Options): BrowserClient {
  return createClient({ endpoint, publicKey, userId: "grace", signals: createAppSignals({ appState: AppState }) });
}
