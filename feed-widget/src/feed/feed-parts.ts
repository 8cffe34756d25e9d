import type { ComponentType } from "react";
import { FeedSkeleton } from "../late/feed-skeleton.js";
import { FeedItem, type FeedItemProps } from "../item/feed-item.js";
import { FeedEmpty, type FeedEmptyProps, FeedError, type FeedErrorProps } from "./feed-states.js";

/** The replaceable parts of a feed. */
export interface FeedParts {
  readonly Item: ComponentType<FeedItemProps>;
  readonly Empty: ComponentType<FeedEmptyProps>;
  readonly Error: ComponentType<FeedErrorProps>;
  readonly Skeleton: ComponentType;
}

export const defaultParts: FeedParts = { Item: FeedItem, Empty: FeedEmpty, Error: FeedError, Skeleton: FeedSkeleton };
