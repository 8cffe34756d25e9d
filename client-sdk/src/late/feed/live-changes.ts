import { placeOf } from "../../feed/pages.js";
import { FeedChangedDocument } from "../../generated/late-documents.js";
import type { FeedChangedSubscription } from "../../generated/operations.js";
import type { GraphQLAnswer, Operation } from "../../transport/operation.js";
import { resultOf } from "../../transport/result.js";
import type { FeedOptions } from "../../types.js";

/** Subscribes to what changes in a list after a version. */
export function changesAfter(options: FeedOptions, afterVersion: string | null): Operation {
  return { query: FeedChangedDocument.toString(), variables: { ...placeOf(options), afterVersion } };
}

/** What an answer to that says; throws what the server refused it with. */
export function changeOf(answer: GraphQLAnswer): FeedChangedSubscription["feedChanged"] {
  return resultOf(FeedChangedDocument, answer).feedChanged;
}
