import type { FieldPolicy, TypePolicies } from "@apollo/client/cache";
import { relayStylePagination } from "@apollo/client/utilities";

/** Keeps the later of two versions, so that a late answer does not replace newer data. */
const laterVersion: FieldPolicy<string> = {
  merge: (existing, incoming) => (existing !== undefined && existing > incoming ? existing : incoming),
};

/**
 * Cache policies for Carillon's types: lists of feed items grow page by page, one list for each filter. Ask for `edges` in pages.
 *
 * @example
 * new InMemoryCache({ typePolicies, possibleTypes });
 */
export const typePolicies: TypePolicies = {
  Feed: {
    fields: { items: relayStylePagination(["filter"]), counts: { merge: true }, version: laterVersion },
  },
  FeedItem: { fields: { activities: relayStylePagination() } },
  Trigger: { fields: { runs: relayStylePagination() } },
};
