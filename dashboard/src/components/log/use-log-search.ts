import { useCallback } from "react";
import { onlySet, type LogSearch } from "./search.js";

type Navigate<Search> = (options: { search: (before: Search) => Search; replace: true }) => unknown;

/** Changes single filters of the address; undefined drops one. */
export function useSetSearch<Search extends LogSearch>(
  go: Navigate<Search>,
): (change: Partial<Record<keyof Search, string | undefined>>) => void {
  return useCallback(
    (change) => void go({ search: (before) => onlySet({ ...before, ...change }), replace: true }),
    [go],
  );
}
