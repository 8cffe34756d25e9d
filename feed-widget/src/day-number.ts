/** The day of the reader's calendar, as a number that grows by one a day, whatever summer time does to the length of days. */
export function dayNumber(at: Date): number {
  return Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86_400_000;
}
