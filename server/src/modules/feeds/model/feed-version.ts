import type { InputIssue } from "../../../platform/errors/index.js";

/**
 * A position in a feed's sequence. The epoch distinguishes the feed from a later one of the same recipient and channel, and
 * from its state before a backup was restored.
 */
export interface FeedPlace {
  epoch: number;
  version: number;
}

/** The version of a feed that was never written. */
export const EMPTY_FEED_VERSION: FeedPlace = { epoch: 0, version: 0 };

const EPOCH_DIGITS = 16;
const VERSION_DIGITS = 12;
const SHAPE = new RegExp(`^\\d{${EPOCH_DIGITS}}-\\d{${VERSION_DIGITS}}$`);

/**
 * Fixed width, so that plain comparison of the texts is comparison of the places. An epoch has room for microseconds since
 * 1970: see `FeedEpochRepository`.
 */
export function encodeFeedVersion(place: FeedPlace): string {
  return `${String(place.epoch).padStart(EPOCH_DIGITS, "0")}-${String(place.version).padStart(VERSION_DIGITS, "0")}`;
}

/** Checks the version that a client sends: null, or the form that this server creates. */
export function checkFeedVersion(text: string | null, path: string[]): InputIssue[] {
  if (text === null || (SHAPE.test(text) && Number.isSafeInteger(decodeFeedVersion(text).epoch))) return [];
  const message = "This is not a version that Carillon gave out; send the `Feed.version` that was shown.";
  return [{ path, code: "invalid_value", message }];
}

/** Decodes a validated text. */
export function decodeFeedVersion(text: string): FeedPlace {
  return { epoch: Number(text.slice(0, EPOCH_DIGITS)), version: Number(text.slice(EPOCH_DIGITS + 1)) };
}
