import { FeedPageDocument } from "../generated/documents.js";
import { present, request } from "../transport/result.js";
import type { Transport } from "../transport/transport.js";
import type { FeedOptions } from "../types.js";
import type { FeedPage } from "./model.js";

/** Maximum number of pages that are loaded for one requested page. */
export const MAX_PAGES = 20;

/** The list and feed, as API arguments. */
export function placeOf(options: FeedOptions): Pick<FeedOptions, "recipient" | "channelKey" | "tenantId" | "filter"> {
  const { recipient, channelKey, tenantId, filter } = options;
  return { recipient, channelKey, tenantId, filter };
}

/**
 * One page, with the head that was read before it. The server ends a page early if its filter skips thousands of
 * items. After an empty page this function requests the next one, so that callers do not have to.
 */
export async function fetchPage(
  transport: Pick<Transport, "execute">,
  options: FeedOptions,
  after: string | null,
): Promise<FeedPage> {
  let page = await fetchOnce(transport, options, after);
  for (let count = 1; count < MAX_PAGES && isToBeContinued(page); count += 1) {
    const next = await fetchOnce(transport, options, page.endCursor);
    page = { ...next, head: page.head };
  }
  return page;
}

async function fetchOnce(
  transport: Pick<Transport, "execute">,
  options: FeedOptions,
  after: string | null,
): Promise<FeedPage> {
  const variables = { ...placeOf(options), first: options.pageSize, after };
  const { feed } = await request(transport, FeedPageDocument, variables);
  const { items, ...head } = present(feed);
  return { head, items: items.nodes, ...items.pageInfo };
}

function isToBeContinued({ items, hasNextPage, endCursor }: FeedPage): boolean {
  return items.length === 0 && hasNextPage && endCursor !== null;
}
