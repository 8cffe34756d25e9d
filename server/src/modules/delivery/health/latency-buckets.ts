/** Upper bounds of the buckets, in milliseconds. No request takes longer than the last one. */
const BOUNDS_MS = [
  ...[1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000],
  ...[10_000, 15_000, 20_000, 30_000, 60_000],
];

/** The bucket of attempts that got no answer. */
export const NO_ANSWER = -1;

/** The bucket that a time belongs to. */
export function bucketOf(ms: number): number {
  const at = BOUNDS_MS.findIndex((bound) => ms <= bound);
  return at === -1 ? BOUNDS_MS.length - 1 : at;
}

/** The bound within which this share of all answers came; null if there was no answer. `counts`: answers by bucket. */
export function percentileMs(counts: ReadonlyMap<number, number>, share: number): number | null {
  const answered = [...counts].filter(([bucket]) => bucket !== NO_ANSWER).sort(([left], [right]) => left - right);
  const total = answered.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [bucket, count] of answered) {
    seen += count;
    if (seen >= total * share) return BOUNDS_MS[bucket] ?? null;
  }
  return null;
}
