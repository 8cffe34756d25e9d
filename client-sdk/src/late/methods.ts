import type { BrowserClient } from "../client/client-types.js";
import {
  IdentifyDocument,
  MarkFeedDocument,
  MarkMessagesDocument,
  SetPreferencesDocument,
  UndoMarkFeedDocument,
  ViewerPreferencesDocument,
} from "../generated/late-documents.js";
import type { UndoMarkFeedInput, UndoMarkFeedMutation } from "../generated/operations.js";
import type { CallOptions } from "../options.js";
import { present, request } from "../transport/result.js";
import type { Transport } from "../transport/transport.js";

type Methods = Pick<
  BrowserClient,
  "identify" | "setPreferences" | "preferences" | "markMessages" | "markFeed" | "undoMarkFeed"
>;

/** The calls of a user. Each says whether repeating it is harmless; only then is it retried automatically. */
export function createMethods(transport: Pick<Transport, "execute">): Methods {
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
      // Without `upToVersion` a second call would mark items that arrived since the first.
      const isIdempotent = input.upToVersion != null;
      const data = await request(transport, MarkFeedDocument, { input }, { ...options, isIdempotent });
      const { feed, changedCount, markedAt } = present(data.markFeed);
      return { counts: feed.counts, version: feed.version, changedCount, markedAt };
    },
    async undoMarkFeed(input, options) {
      const { feed, changedCount } = await undoMarkFeed(transport, input, options);
      return { counts: feed.counts, version: feed.version, changedCount };
    },
  };
}

/** Undoes one mark of a whole feed. Returns the feed after that. */
export async function undoMarkFeed(
  transport: Pick<Transport, "execute">,
  input: UndoMarkFeedInput,
  options?: CallOptions,
): Promise<NonNullable<UndoMarkFeedMutation["undoMarkFeed"]>> {
  const data = await request(transport, UndoMarkFeedDocument, { input }, { ...options, isIdempotent: true });
  return present(data.undoMarkFeed);
}
