/** Maximum number of attempts per message and provider. */
export const ATTEMPTS_MAX = 8;

/** Seven waits, 14 s on average for the first and doubled each time, make 30 minutes. */
const FIRST_MS = 28_000;
const LEAST_MS = 1000;

/** The longest Retry-After of a provider that is respected. */
const OBEYED_MAX_MS = 3_600_000;

/** A random number from 0 to below 1, of four random bytes. */
export function fractionOf(bytes: Uint8Array): number {
  return Buffer.from(bytes).readUInt32LE() / 2 ** 32;
}

/**
 * The delay after attempt number `attempt` (from 1), in milliseconds: exponential with full jitter, and at least the
 * provider's Retry-After. `random` is from 0 to below 1.
 */
export function waitAfter(attempt: number, random: number, retryAfterMs: number | null = null): number {
  const own = Math.max(LEAST_MS, Math.round(random * FIRST_MS * 2 ** (Math.max(attempt, 1) - 1)));
  return Math.max(own, Math.min(retryAfterMs ?? 0, OBEYED_MAX_MS));
}
