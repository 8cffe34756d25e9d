import type { DatabaseTime, SystemClock } from "./clock.js";

/** The database's clock may be set right or wrong at any time. */
const SYNC_EVERY_MS = 15_000;
const LOOK_EVERY_MS = 1000;
/**
 * A larger difference means that the machine was suspended or its clock was set. The monotonic clock may have stopped
 * meanwhile.
 */
const LEAP_MS = 500;

/**
 * Measures the offset to the database's clock at intervals, and at once after the machine slept. Returns a function
 * that stops this.
 */
export function keepInSync(clock: SystemClock, databaseTime: DatabaseTime): () => void {
  const gap = (): number => Date.now() - performance.now();
  let syncedAt = performance.now();
  let lastGap = gap();
  const timer = setInterval(() => {
    const currentGap = gap();
    const hasLeapt = Math.abs(currentGap - lastGap) > LEAP_MS;
    lastGap = currentGap;
    if (!hasLeapt && performance.now() - syncedAt < SYNC_EVERY_MS) return;
    syncedAt = performance.now();
    clock.sync(databaseTime).catch(() => undefined);
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
