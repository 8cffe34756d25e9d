import type { BrowserClient } from "./client-types.js";
import {
  IdentifyDocument,
  MarkFeedDocument,
  MarkMessagesDocument,
  SetPreferencesDocument,
  ViewerPreferencesDocument,
} from "./generated/documents.js";
import { present, request } from "./transport/result.js";
import type { Transport } from "./transport/transport.js";

type Verbs = Pick<BrowserClient, "identify" | "setPreferences" | "preferences" | "markMessages" | "markFeed">;

/** The calls that a person may make. Each says whether repeating it does no harm; only then is it tried again by itself. */
export function createVerbs(transport: Pick<Transport, "execute">): Verbs {
  return {
    async identify(input, options) {
      const data = await request(transport, IdentifyDocument, { input }, { ...options, isIdempotent: true });
      return present(data.identify).user;
    },
    async setPreferences(input, options) {
      const variables = { input };
      const data = await request(transport, SetPreferencesDocument, variables, {
        ...options,
        isIdempotent: true,
      });
      return present(data.setPreferences).preferences;
    },
    async preferences(tenantId, options) {
      const data = await request(transport, ViewerPreferencesDocument, { tenantId }, options);
      return data.viewer?.preferences ?? null;
    },
    async markMessages(input, options) {
      const variables = { input };
      const data = await request(transport, MarkMessagesDocument, variables, {
        ...options,
        isIdempotent: true,
      });
      const { messages, missingIds } = present(data.markMessages);
      return { items: messages.filter((message) => message.__typename === "FeedItem"), missingIds };
    },
    async markFeed(input, options) {
      // Without `upToVersion` a second try would mark what arrived since the first.
      const isIdempotent = input.upToVersion != null;
      const data = await request(transport, MarkFeedDocument, { input }, { ...options, isIdempotent });
      const { feed, changedCount } = present(data.markFeed);
      return { counts: feed.counts, version: feed.version, changedCount };
    },
  };
}
