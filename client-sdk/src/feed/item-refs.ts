import type { FeedItemRef } from "../types.js";

/** The ids without duplicates. */
export function idsOf(refs: FeedItemRef | readonly FeedItemRef[]): readonly string[] {
  return isList(refs) ? [...new Set(refs.map(idOf))] : [idOf(refs)];
}

export function idOf(ref: FeedItemRef): string {
  return typeof ref === "string" ? ref : ref.id;
}

function isList(refs: FeedItemRef | readonly FeedItemRef[]): refs is readonly FeedItemRef[] {
  return Array.isArray(refs);
}
