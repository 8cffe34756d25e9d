/** Ranges of a log page, by their name in the address. */
export const RANGES = { "15m": 900, "1h": 3600, "24h": 86_400, "7d": 604_800, "30d": 2_592_000 } as const;
export type Range = keyof typeof RANGES;
export const DEFAULT_RANGE: Range = "24h";

export function isRange(value: unknown): value is Range {
  return typeof value === "string" && value in RANGES;
}

/** The start of a range that ends now, cut to the minute so that it stays the same while the page is read. */
export function startOf(range: Range): string {
  const minute = 60_000;
  return new Date(Math.floor(Date.now() / minute) * minute - RANGES[range] * 1000).toISOString();
}
