"use client";
import { englishLabels, type FeedLabels } from "../labels.js";
import { type FeedBellContext, type FeedCore, useBellContext } from "./bell-context.js";
import { safeLabels } from "./safe-labels.js";

export interface FeedContextValue extends FeedCore {
  readonly labels: FeedLabels;
}

const complete = new WeakMap<FeedBellContext, FeedContextValue>();

/** The values of the surrounding provider: the client, the feed, and its language and settings. */
export function useFeedContext(): FeedContextValue {
  return contextOf(useBellContext());
}

/** The full context, built from the core. */
export function contextOf(core: FeedBellContext): FeedContextValue {
  const known = complete.get(core);
  if (known !== undefined) return known;
  const value = { ...core, labels: safeLabels(core.given, englishLabels) };
  complete.set(core, value);
  return value;
}
