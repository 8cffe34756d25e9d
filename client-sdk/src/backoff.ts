/** The growth of delays between attempts. */
export interface Backoff {
  /** Maximum delay before the first retry, in milliseconds. */
  readonly baseMs: number;
  /** Maximum delay of any retry, in milliseconds. */
  readonly capMs: number;
}

/**
 * Full jitter: between zero and the doubled base, so that clients that were disconnected together do not reconnect together.
 */
export function backoffMs({ baseMs, capMs }: Backoff, attempt: number, random: () => number = Math.random): number {
  // 2^30 seconds exceed any cap; beyond that the power would lose its meaning.
  return Math.round(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30)));
}

/** Growing delays after refusals that a retry does not fix: half fixed, half random, up to ten minutes. */
export function refusedBackoffMs(attempt: number, random: () => number = Math.random): number {
  return 5_000 * Math.min(60, 2 ** Math.min(attempt, 30)) * (1 + random());
}
