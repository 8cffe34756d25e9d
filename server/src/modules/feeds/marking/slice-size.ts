/** How long a slice may hold its feed's lock, which delays arriving messages by at most that time. */
const HOLD_MS = 12;
const SIZE_MIN = 100;
const SIZE_MAX = 2000;

/** Small enough for a slow database, and soon grown on a fast one. */
export const FIRST_SLICE_SIZE = 500;

/** The number of items of the next slice, from the duration of the last one. */
export function nextSliceSize(size: number, tookMs: number): number {
  const fitting = Math.min(2 * size, Math.round((size * HOLD_MS) / Math.max(1, tookMs)));
  return Math.max(SIZE_MIN, Math.min(SIZE_MAX, fitting));
}
