import type { BrowserClientOptions, ServerClientOptions } from "../../options.js";
import type { Credentials } from "../../person/credentials.js";
import { signalsOf } from "../platform-signals.js";
import { Connection } from "./connection.js";
import { createSocketOpener } from "./websocket.js";

const PAUSE_WHEN_HIDDEN_MS = 30_000;

/** The owner of a connection. Options are read when they are needed, because the host may change them. */
export interface ConnectionOwner {
  readonly options: BrowserClientOptions | ServerClientOptions;
  readonly credentials: Credentials;
  /** The URL of sockets. */
  url(): string;
  /** Identifies the person and the environment; null without a person. */
  personName(): Promise<string | null>;
}

/** The connection of a client; shared with other tabs if the options say so. */
export async function openConnection({ options, credentials, url, personName }: ConnectionOwner): Promise<Connection> {
  const open = createSocketOpener({
    url,
    params: () => credentials.socketParams(),
    renewInMs: () => credentials.renewInMs(),
    get webSocket() {
      return options.webSocket;
    },
  });
  const name = async (): Promise<string | null> => (options.crossTab === false ? null : personName());
  // Tabs that cannot share a socket have one each.
  const shared = await Promise.resolve(options.shareSocket?.({ open, name })).catch(() => undefined);
  return new Connection({
    openSocket: shared ?? open,
    credentials,
    signals: signalsOf(() => options.signals),
    pauseWhenHiddenMs: () => options.pauseWhenHiddenMs ?? PAUSE_WHEN_HIDDEN_MS,
  });
}
