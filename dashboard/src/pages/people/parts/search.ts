import { textsIn } from "../../../components/log/search.js";

/** What the address of a recipient's or a tenant's page may say. */
export interface OneSearch {
  /** Left out for the first one. */
  readonly tab?: string;
  /** The tenant whose preferences are shown; left out, outside any. */
  readonly tenant?: string;
}

export function readOneSearch(search: Record<string, unknown>): OneSearch {
  return textsIn(search, ["tab", "tenant"]);
}

/** What the address of a list may say. */
export interface ListSearch {
  /** The words of the search. */
  readonly find?: string;
}

export function readListSearch(search: Record<string, unknown>): ListSearch {
  return textsIn(search, ["find"]);
}
