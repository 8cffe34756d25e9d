import type { JsonObject } from "../types.js";
import type { EngagementMark } from "../generated/operations.js";

/** Every action on an item. */
export type ItemMark = EngagementMark | "SNOOZED" | "UNSNOOZED" | "PINNED" | "UNPINNED";

/** A mark with all data that an item shows of it. */
export interface MarkFacts {
  readonly mark: ItemMark;
  /** The time that is shown until the server returns its own. */
  readonly at: string;
  /** When a snoozed item returns. */
  readonly until?: string;
  /** For `INTERACTED`: whether a link within the item was followed. */
  readonly isLinkClick?: boolean;
}

/** A change of items. */
export interface ItemChange {
  readonly mark: ItemMark;
  /** For `INTERACTED`: details of the interaction. */
  readonly metadata?: JsonObject;
  /** For `SNOOZED`: when the items return. */
  readonly until?: string;
  /** For `INTERACTED`: whether a link within the items was followed. */
  readonly isLinkClick?: boolean;
}
