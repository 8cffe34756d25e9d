import { readLogSearch, textIn, type LogSearch } from "../../components/log/search.js";

export interface TriggersSearch extends LogSearch {
  readonly tenant?: string;
  readonly key?: string;
}

export function readTriggersSearch(search: Record<string, unknown>): TriggersSearch {
  const [tenant, key] = [textIn(search, "tenant"), textIn(search, "key")];
  return {
    ...readLogSearch(search),
    ...(tenant === undefined ? {} : { tenant }),
    ...(key === undefined ? {} : { key }),
  };
}
