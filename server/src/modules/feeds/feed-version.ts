import type { InputIssue } from "../../platform/errors/index.js";

/** A place in a feed's sequence. The epoch tells a feed from a later one of the same recipient and channel. */
export interface FeedPlace {
  epoch: number;
  version: number;
}

/** Of a feed that was never written to. */
export const NOWHERE: FeedPlace = { epoch: 0, version: 0 };

/** Fixed width, so that plain comparison of the texts is comparison of the places. */
export function encodeFeedVersion(place: FeedPlace): string {
  return `${String(place.epoch).padStart(10, "0")}-${String(place.version).padStart(12, "0")}`;
}

/** What a client sends as the version that it holds: of the shape of those that are given out, or nothing. */
export function checkFeedVersion(text: string | null, path: string[]): InputIssue[] {
  if (text === null || /^\d{10}-\d{12}$/.test(text)) return [];
  const message = "This is not a version that Carillon gave out; send the `Feed.version` that was shown.";
  return [{ path, code: "invalid_value", message }];
}

/** Of a text that was checked. */
export function decodeFeedVersion(text: string): FeedPlace {
  return { epoch: Number(text.slice(0, 10)), version: Number(text.slice(11)) };
}
