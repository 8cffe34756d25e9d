import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from "rate-limiter-flexible";
import { AppError } from "../errors/index.js";
import type { RedisClient } from "../redis/index.js";
import { sharedName } from "./rate-limits.js";

export interface AttemptLimitOptions {
  /** Names the limit in Redis. */
  name: string;
  /** Attempts in a window. */
  attemptsMax: number;
  windowS: number;
  /** Shared by all processes; null: this process counts for itself. */
  redis: RedisClient | null;
}

/** Limits attempts at something that may be guessed, such as a password. Each attempt asks Redis, where there is one. */
export class AttemptLimit {
  readonly #limiter: RateLimiterAbstract;

  constructor({ name, attemptsMax, windowS, redis }: AttemptLimitOptions) {
    const options = { points: attemptsMax, duration: windowS, keyPrefix: `carillon:attempts:${name}` };
    const insuranceLimiter = new RateLimiterMemory(options);
    this.#limiter = redis
      ? new RateLimiterRedis({ ...options, storeClient: redis, rejectIfRedisNotReady: true, insuranceLimiter })
      : insuranceLimiter;
  }

  /** Counts an attempt, or throws `RATE_LIMITED` when there were too many. */
  async take(key: string): Promise<void> {
    const refusal = await this.#limiter.consume(sharedName(key)).then(
      () => null,
      (error: unknown) => error,
    );
    if (refusal === null) return;
    if (!(refusal instanceof RateLimiterRes)) throw new Error("An attempt could not be counted.", { cause: refusal });
    const minutes = Math.max(1, Math.ceil(refusal.msBeforeNext / 60_000));
    const message = `Too many tries. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
    throw new AppError("RATE_LIMITED", message, { retryAfterMs: refusal.msBeforeNext });
  }

  /** After a success: the attempts before it no longer count. */
  async forget(key: string): Promise<void> {
    await this.#limiter.delete(sharedName(key));
  }
}
