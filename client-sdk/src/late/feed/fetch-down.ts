import type { FeedPage } from "../../feed/model.js";
import { fetchPage, MAX_PAGES } from "../../feed/pages.js";
import type { Transport } from "../../transport/transport.js";
import type { FeedOptions } from "../../types.js";

// The maximum page size when pages are loaded again to keep the reader's position; together the pages have 2,000
// items.
const MAX_PAGE_SIZE = 100;

/**
 * Loads the first page, and further ones down to the position that the reader has reached, so that nothing visible
 * disappears.
 */
export async function fetchDown(
  transport: Pick<Transport, "execute">,
  options: FeedOptions,
  deepest: string,
): Promise<FeedPage> {
  let page = await fetchPage(transport, options, null);
  for (let count = 1; count < MAX_PAGES; count += 1) {
    const reached = page.items.at(-1)?.position;
    if (!page.hasNextPage || (reached !== undefined && reached <= deepest)) break;
    const next = await fetchPage(transport, { ...options, pageSize: MAX_PAGE_SIZE }, page.endCursor);
    page = { ...next, head: page.head, items: [...page.items, ...next.items] };
  }
  return page;
}
