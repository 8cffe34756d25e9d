import { readLogSearch, textsIn, type LogSearch } from "../../components/log/search.js";

export interface TriggersSearch extends LogSearch {
  readonly tenant?: string;
  readonly key?: string;
}

export function readTriggersSearch(search: Record<string, unknown>): TriggersSearch {
  return { ...readLogSearch(search), ...textsIn(search, ["tenant", "key"]) };
}
