/** Longest wait that a vendor can impose: after it the delivery machine's own plan decides. */
const RETRY_AFTER_MAX_MS = 3_600_000;

const NUMBER = /^\d+(?:\.\d+)?$/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const PROSE =
  /(?:after|in|wait|within)\s+(?:at least\s+|about\s+|another\s+)?(\d+(?:\.\d+)?)\s*(milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)\b/i;

/** The wait that a `Retry-After` header asks for, in milliseconds, at most an hour: seconds, decimals, or a date. */
export function retryAfterHeader(value: string | undefined, now: number): number | null {
  const text = value?.trim();
  if (!text) return null;
  if (NUMBER.test(text)) return cappedWait(Number(text) * 1000);
  const at = Date.parse(text);
  return Number.isNaN(at) || !/[a-z]/i.test(text) ? null : cappedWait(at - now);
}

/** The wait in a sentence, such as "try again after 120 seconds". */
export function retryAfterProse(text: string): number | null {
  const [, amount, word] = PROSE.exec(text.slice(0, 2000)) ?? [];
  if (amount === undefined || word === undefined) return null;
  const unit = /^(?:milli|msec|ms)/i.test(word) ? "ms" : word.charAt(0).toLowerCase();
  return cappedWait(Number(amount) * (UNIT_MS[unit] ?? 1000));
}

/** The wait until a time in seconds since 1970, such as `X-RateLimit-Reset`. */
export function retryAtSeconds(value: string | undefined, now: number): number | null {
  const text = value?.trim() ?? "";
  // Fewer digits are a duration, for which vendors use other headers.
  return /^\d{10}$/.test(text) ? cappedWait(Number(text) * 1000 - now) : null;
}

/** The wait that an answer asks for: by its header, else by its words. */
export function retryAfterOf(
  answer: { headers: Readonly<Record<string, string | undefined>>; body: string },
  now: number,
): number | null {
  return retryAfterHeader(answer.headers["retry-after"], now) ?? retryAfterProse(answer.body);
}

/** A wait in milliseconds, rounded up, between zero and an hour. */
export function cappedWait(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), 0), RETRY_AFTER_MAX_MS);
}
