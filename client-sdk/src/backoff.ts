/** How waiting grows from one failed try to the next. */
export interface Backoff {
  /** The longest wait before the first retry. */
  readonly baseMs: number;
  /** The longest wait of all. */
  readonly capMs: number;
}

/**
 * Full jitter: between zero and the doubled base, so that clients that were disconnected together do not reconnect together.
 */
export function backoffMs({ baseMs, capMs }: Backoff, attempt: number, random: () => number = Math.random): number {
  // 2^30 seconds exceed any cap; beyond that the power would lose its meaning.
  return Math.round(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30)));
}

/** Growing pauses after refusals that retrying does not fix: half fixed, half random, up to ten minutes. */
export function refusedBackoffMs(attempt: number, random: () => number = Math.random): number {
  return 5_000 * Math.min(60, 2 ** Math.min(attempt, 30)) * (1 + random());
}
