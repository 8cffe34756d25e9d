/** How often one provider is tried with one message. */
export const ATTEMPTS_MAX = 8;

/** Seven waits of 14 s on average for the first, doubled each time, make 30 minutes. */
const FIRST_MS = 28_000;
const LEAST_MS = 1000;

/** Longest wait that a provider can impose. */
const OBEYED_MAX_MS = 3_600_000;

/**
 * How long to wait after attempt number `attempt` (from 1), in milliseconds: exponential with full jitter, and never less than
 * what the provider asked for. `random` is from 0 to below 1.
 */
export function waitAfter(attempt: number, random: number, retryAfterMs: number | null = null): number {
  const own = Math.max(LEAST_MS, Math.round(random * FIRST_MS * 2 ** (Math.max(attempt, 1) - 1)));
  return Math.max(own, Math.min(retryAfterMs ?? 0, OBEYED_MAX_MS));
}
