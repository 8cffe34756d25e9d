import { useInfiniteQuery } from "@tanstack/react-query";

/** A page of a list, as the API answers it. */
export interface RowPage<Row> {
  readonly nodes: readonly Row[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly endCursor: string | null;
    /** Of a list that looks at a bounded number of rows: whether older ones may fit. */
    readonly isCutShort?: boolean;
  };
}

/** Reads one page: the first, or the one after a cursor. */
export type FetchPage<Row> = (after: string | null, signal: AbortSignal) => Promise<RowPage<Row>>;

/** A list that is read page by page: the query, and the rows of all pages that were read. */
export function usePages<Row>(queryKey: readonly unknown[], fetchPage: FetchPage<Row>) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) =>
      pageInfo.hasNextPage || pageInfo.isCutShort === true ? (pageInfo.endCursor ?? undefined) : undefined,
  });
  return { query, rows: query.data?.pages.flatMap(({ nodes }) => nodes) ?? [] };
}

/** The query of a list that is read page by page. */
export type PagesQuery<Row> = ReturnType<typeof usePages<Row>>["query"];
