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

/** Whether the text has the shape of those that are given out. */
export function isFeedVersion(text: string): boolean {
  return /^\d{10}-\d{12}$/.test(text);
}

/** A text of another shape is no place of any feed. */
export function decodeFeedVersion(text: string): FeedPlace {
  return { epoch: Number(text.slice(0, 10)), version: Number(text.slice(11)) };
}
