"use client";
import { englishLabels, type FeedLabels } from "../labels.js";
import { type FeedBellContext, type FeedCore, useBellContext } from "./bell-context.js";
import { safeLabels } from "./safe-labels.js";

export interface FeedContextValue extends FeedCore {
  readonly labels: FeedLabels;
}

const complete = new WeakMap<FeedBellContext, FeedContextValue>();

/** What the provider around a part says: the client, the feed, and how and in which words it is shown. */
export function useFeedContext(): FeedContextValue {
  return contextOf(useBellContext());
}

/** The same, of what a provider says to all parts. */
export function contextOf(core: FeedBellContext): FeedContextValue {
  const known = complete.get(core);
  if (known !== undefined) return known;
  const value = { ...core, labels: safeLabels(core.given, englishLabels) };
  complete.set(core, value);
  return value;
}
