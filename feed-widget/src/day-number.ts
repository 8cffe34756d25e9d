/** The day of the reader's calendar as a number that grows by one per day, despite daylight saving. */
export function dayNumber(at: Date): number {
  return Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86_400_000;
}
