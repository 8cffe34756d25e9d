"use client";
import { englishListLabels, type ListLabels } from "../list-labels.js";
import { type FeedBellContext, type FeedCore, useBellContext } from "./bell-context.js";
import { safeLabels } from "./safe-labels.js";

export interface ListContextValue extends FeedCore {
  readonly labels: ListLabels;
}

const made = new WeakMap<FeedBellContext, ListContextValue>();

/** What the provider says, for parts that are there when a list is first shown: they must not bring all the words along. */
export function useListContext(): ListContextValue {
  const core = useBellContext();
  const known = made.get(core);
  if (known !== undefined) return known;
  const value = { ...core, labels: safeLabels(core.given, englishListLabels) };
  made.set(core, value);
  return value;
}
