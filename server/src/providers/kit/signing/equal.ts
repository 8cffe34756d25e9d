import { timingSafeEqual } from "node:crypto";

/** Whether two signatures are equal, in a time that does not tell where they differ. */
export function isEqual(left: string | Buffer, right: string | Buffer): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Seconds by which a callback's time may differ from ours. */
const TOLERANCE_SECONDS = 300;

/** Whether a time in seconds since 1970 is now, give or take five minutes. */
export function isRecent(seconds: string | number | undefined, now: number): boolean {
  if (seconds === undefined || seconds === "") return false;
  return Math.abs(now / 1000 - Number(seconds)) <= TOLERANCE_SECONDS;
}
