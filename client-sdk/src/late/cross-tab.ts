import { isRecord } from "../json.js";
import type { MarkEvent } from "../feed/model.js";

/** Messages between tabs. */
export type TabMessage =
  | {
      readonly kind: "mark";
      /** The feed of the mark; null for marks by id, which may be in any feed. */
      readonly feedKey: string | null;
      readonly event: MarkEvent;
    }
  /** A tab has just joined: the others say again which marks are under way. */
  | { readonly kind: "joined" }
  /** Another person is signed in in that tab. */
  | { readonly kind: "personLeft" };

/** The user's other tabs. */
export interface TabChannel {
  post(message: TabMessage): void;
  close(): void;
}

/** Joins the tabs of one person; null where the platform has no BroadcastChannel. The name holds the format's version. */
export function openTabChannel(name: string, onMessage: (message: TabMessage) => void): TabChannel | null {
  if (typeof BroadcastChannel === "undefined") return null;

  const channel = new BroadcastChannel(name);
  channel.onmessage = (event: { readonly data: unknown }) => {
    if (isTabMessage(event.data)) onMessage(event.data);
  };
  // Allows Node to exit; browsers have no `unref`.
  if (canLetGo(channel)) channel.unref();
  return {
    post: (message) => channel.postMessage(message),
    close: () => channel.close(),
  };
}

// Only this package posts to a channel of this name and version, so the kind implies the other fields.
function isTabMessage(value: unknown): value is TabMessage {
  if (!isRecord(value)) return false;
  if (value.kind === "personLeft" || value.kind === "joined") return true;
  return value.kind === "mark" && isRecord(value.event) && typeof value.event.type === "string";
}

function canLetGo(channel: object): channel is { unref(): void } {
  return "unref" in channel && typeof channel.unref === "function";
}
