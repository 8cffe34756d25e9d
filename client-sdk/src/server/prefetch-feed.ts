import { createClient } from "../client/create-client.js";
import { fetchPage } from "../feed/pages.js";
import type { BrowserClientOptions, CallOptions, PrefetchedFeed, ServerClientOptions } from "../options.js";
import type { FeedOptions } from "../types.js";

/**
 * Fetches a feed's first page where a page is rendered, so that it shows its items at once. The answer is plain JSON: hand it to the
 * browser as `initialFeeds`, together with the same feed options.
 *
 * @example
 * const feed = await prefetchFeed({ endpoint, publicKey, userToken: tokenOf(user) });
 * <FeedProvider endpoint="/graphql" publicKey={publicKey} userToken={fetchToken} initialFeeds={[feed]} />
 */
export async function prefetchFeed(
  client: BrowserClientOptions | ServerClientOptions,
  options: FeedOptions = {},
  call: CallOptions = {},
): Promise<PrefetchedFeed> {
  const made = client.secretKey === undefined ? createClient(client) : createClient(client);
  try {
    const transport: Pick<typeof made.transport, "execute"> = {
      execute: (operation, requestOptions) => made.transport.execute(operation, { ...requestOptions, ...call }),
    };
    const page = await fetchPage(transport, options, null);
    // With a secret key, a user names the feed; in the browser it is the user's own, without a name.
    const { recipient, ...own } = options;
    const userId = client.secretKey === undefined ? null : (recipient?.userId ?? null);
    if (userId !== null) return { person: userId, options: plain(own), page };
    return { person: "person" in made ? made.person.getSnapshot().id : null, options: plain(options), page };
  } finally {
    made.close();
  }
}

/** Without undefined members: frameworks send JSON to the browser. */
function plain(options: FeedOptions): FeedOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
