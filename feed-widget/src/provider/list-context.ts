"use client";
import { englishListLabels, type ListLabels } from "../list-labels.js";
import { type FeedBellContext, type FeedCore, useBellContext } from "./bell-context.js";
import { safeLabels } from "./safe-labels.js";

export interface ListContextValue extends FeedCore {
  readonly labels: ListLabels;
}

const made = new WeakMap<FeedBellContext, ListContextValue>();

/** The provider's values for parts of a list's first rendering: they must not load all texts. */
export function useListContext(): ListContextValue {
  const core = useBellContext();
  const known = made.get(core);
  if (known !== undefined) return known;
  const value = { ...core, labels: safeLabels(core.given, englishListLabels) };
  made.set(core, value);
  return value;
}
