import { FeedPageDocument } from "../generated/documents.js";
import { present, request } from "../transport/result.js";
import type { Transport } from "../transport/transport.js";
import type { FeedOptions } from "../types.js";
import type { FeedPage } from "./model.js";

/** So many pages are loaded at most for one that was asked for. */
export const MAX_PAGES = 20;

/** Which list of which feed, as the API wants it. */
export function placeOf(options: FeedOptions): Pick<FeedOptions, "recipient" | "channelKey" | "tenantId" | "filter"> {
  const { recipient, channelKey, tenantId, filter } = options;
  return { recipient, channelKey, tenantId, filter };
}

/**
 * One page, with the head read before it. The server stops a page early whose filter passes over thousands of items; a
 * page without any item is gone on from, so that readers need not ask again for nothing.
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
