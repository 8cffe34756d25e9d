import type { JsonObject } from "../types.js";
import type { EngagementMark } from "../generated/operations.js";

/** Everything that can be done to an item. */
export type ItemMark = EngagementMark | "SNOOZED" | "UNSNOOZED" | "PINNED" | "UNPINNED";

/** A mark, with all that an item shows of it. */
export interface MarkFacts {
  readonly mark: ItemMark;
  /** The instant shown until the server says its own. */
  readonly at: string;
  /** When a snoozed item returns. */
  readonly until?: string;
  /** Whether it was a link within the item that was followed, with `INTERACTED`. */
  readonly isLinkClick?: boolean;
}

/** A change of items. */
export interface ItemChange {
  readonly mark: ItemMark;
  /** Details of the interaction, with `INTERACTED`. */
  readonly metadata?: JsonObject;
  /** When they return, with `SNOOZED`. */
  readonly until?: string;
  /** Whether a link within them was followed, with `INTERACTED`. */
  readonly isLinkClick?: boolean;
}
