import { setTimeout as sleep } from "node:timers/promises";
import type { RateBudget } from "../../platform/rate-limits/index.js";

/** Number of refusals per minute that are answered at once: what a faulty client sends before it obeys `Retry-After`. */
const AT_ONCE_MAX = 20;
const STEP_MS = 10;
const DELAY_MAX_MS = 500;
/** Maximum number of delayed refusals; further ones are sent at once, because each occupies a connection. */
const WAITING_MAX = 1000;

/** Delay of the answer to this refusal of the minute; it grows with the number of refusals. */
export function refusalDelayMs(refusedCount: number): number {
  return Math.min(DELAY_MAX_MS, Math.max(0, refusedCount - AT_ONCE_MAX) * STEP_MS);
}

/**
 * Delays the answers to callers who continue after they used up their points. A client that retries immediately would
 * otherwise keep the process busy with refusals.
 */
export class RefusalDelay {
  #waiting = 0;

  /** Takes a point, and waits before it throws the refusal. */
  async take(budget: RateBudget | null | undefined): Promise<void> {
    try {
      budget?.take(1);
    } catch (error) {
      await this.#wait(refusalDelayMs(budget?.refusedCount ?? 0));
      throw error;
    }
  }

  async #wait(delayMs: number): Promise<void> {
    if (delayMs === 0 || this.#waiting >= WAITING_MAX) return;
    this.#waiting += 1;
    await sleep(delayMs);
    this.#waiting -= 1;
  }
}
