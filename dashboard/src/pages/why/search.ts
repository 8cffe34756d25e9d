import { isRange, type Range } from "../../components/log/ranges.js";
import { textsIn } from "../../components/log/search.js";

/** Whom and what is asked about. */
export interface WhySearch {
  /** A user's id, or `collection/objectId`. */
  readonly who?: string;
  readonly workflow?: string;
  readonly range?: Range;
}

export function readWhySearch(search: Record<string, unknown>): WhySearch {
  const { range } = search;
  return { ...textsIn(search, ["who", "workflow"]), ...(isRange(range) ? { range } : {}) };
}
