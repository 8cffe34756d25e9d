import type { CarillonErrorCode } from "../types.js";
import type { GraphQLAnswer, Operation } from "../transport/operation.js";

/** An error as it crosses from tab to tab. */
export interface SentError {
  readonly code: CarillonErrorCode;
  readonly message: string;
  readonly retryAfterMs: number | null;
}

/** A request of a tab to the leading tab. `from` identifies the tab, `line` one of its virtual sockets. */
export type Ask =
  | { readonly type: "open"; readonly from: string; readonly line: string }
  | { readonly type: "close"; readonly from: string; readonly line: string }
  | {
      readonly type: "send";
      readonly from: string;
      readonly line: string;
      readonly id: string;
      readonly operation: Operation;
    }
  | { readonly type: "stop"; readonly from: string; readonly line: string; readonly id: string };

/** A message of the leading tab to one tab, or to all. */
export type Tell =
  | { readonly type: "leads" }
  | { readonly type: "opened"; readonly line: string }
  | { readonly type: "renewal"; readonly line: string }
  | { readonly type: "ended"; readonly line: string; readonly code: number; readonly error: SentError }
  | { readonly type: "answer"; readonly line: string; readonly id: string; readonly answer: GraphQLAnswer }
  | { readonly type: "error"; readonly line: string; readonly id: string; readonly error: SentError }
  | { readonly type: "complete"; readonly line: string; readonly id: string };

/** A message on the channel: an `ask` is for the leader, a `tell` for the tabs that it concerns. */
export type SocketMessage = { readonly ask: Ask } | { readonly tell: Tell };

/** Only this package posts to a channel of this name and version, so the shape follows. */
export function isSocketMessage(value: unknown): value is SocketMessage {
  return typeof value === "object" && value !== null && ("ask" in value || "tell" in value);
}
