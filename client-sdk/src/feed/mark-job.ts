import type { CarillonError } from "../errors.js";
import type {
  MarkFeedInput,
  MarkMessagesInput,
  PinMessagesInput,
  SnoozeMessagesInput,
  UnpinMessagesInput,
  UnsnoozeMessagesInput,
} from "../generated/operations.js";
import type { MarkFacts } from "./item-mark.js";
import type { FeedItem } from "../types.js";
import type { FeedHead, MarkEvent, MarkTarget, PendingMark } from "./model.js";

/** The arguments of the server's mutation. */
export type MarkInput =
  | MarkMessagesInput
  | MarkFeedInput
  | SnoozeMessagesInput
  | UnsnoozeMessagesInput
  | PinMessagesInput
  | UnpinMessagesInput;

/** One unsent mark; plain JSON, so that it can be stored. */
export interface Job extends MarkFacts {
  /** Name of the pending mark. */
  readonly id: string;
  readonly target: MarkTarget;
  /** The feed of the mark; null for marks by id. */
  readonly feedKey: string | null;
  readonly input: MarkInput;
}

/** A mark as lists show it until the server has answered. */
export function pendingMark({ id, mark, at, until, isLinkClick, target }: Job): PendingMark {
  return { id, mark, at, until, isLinkClick, target, settledVersion: null };
}

/** Publishes the outcomes of marks to lists and tabs. */
export interface MarkPublisher {
  publish(event: MarkEvent, feedKey: string | null): void;
}

/** The outcome of a mark. */
export interface MarkAnswer {
  readonly items: readonly FeedItem[];
  readonly heads: readonly FeedHead[];
  /** For a mark of all: the number of changed items, and the timestamp of the mark. */
  readonly whole: { readonly changedCount: number; readonly markedAt: string } | null;
}

/** A mark with the callers that wait for its result. */
export interface JobEntry {
  readonly job: Job;
  readonly signal?: AbortSignal;
  resolve(answer: MarkAnswer): void;
  reject(error: CarillonError): void;
}
