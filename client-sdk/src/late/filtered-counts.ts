import { placeOf } from "../feed/pages.js";
import { FeedCountsDocument } from "../generated/late-documents.js";
import { present, request } from "../transport/result.js";
import type { Transport } from "../transport/transport.js";
import type { FeedCounts, FeedOptions } from "../types.js";

/** The number of items that match a list's filter, and the version of the feed at which they were counted. */
export async function fetchFilteredCounts(
  transport: Pick<Transport, "execute">,
  { filter, ...options }: FeedOptions,
): Promise<{ readonly counts: FeedCounts; readonly isExact: boolean; readonly version: string }> {
  const variables = { ...placeOf(options), filter: filter ?? {} };
  const { feed } = await request(transport, FeedCountsDocument, variables);
  const { version, filteredCounts } = present(feed);
  const { isExact, ...counts } = filteredCounts;
  return { counts, isExact, version };
}
