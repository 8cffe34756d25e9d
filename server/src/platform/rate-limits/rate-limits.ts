import { hash } from "node:crypto";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from "rate-limiter-flexible";
import { AppError } from "../errors/index.js";
import type { RedisClient } from "../redis/index.js";

/** Who is counted: a secret key, an end user, or the address of those who showed neither. */
export type CallerKind = "secret" | "user" | "address";

/** Points a minute for each caller of a kind; 0 for no limit. */
export type RatesPerMinute = Readonly<Record<CallerKind, number>>;

export interface RateLimitState {
  limit: number;
  remaining: number;
  /** When all points are there again, in epoch milliseconds. */
  resetAt: number;
  resetInMs: number;
}

/** The points of one caller. */
export interface RateBudget {
  /** Takes points, or throws `RATE_LIMITED` when there are not enough. */
  take(points: number): void;
  readonly isSpent: boolean;
  /** Calls that were refused in this window, by this process. */
  readonly refusedCount: number;
  readonly state: RateLimitState;
}

export interface RateLimitsOptions {
  rates: RatesPerMinute;
  /** Shared by all processes; null: this process counts for itself. */
  redis: RedisClient | null;
  /** Milliseconds that never jump, by which windows are measured. */
  now: () => number;
  /** The instant in epoch milliseconds, to tell callers when a window ends; this machine's unless said otherwise. */
  epoch?: () => number;
  /** Told of each call that was refused. */
  onRefused?: (kind: CallerKind) => void;
}

interface Count {
  /** What others and we are known to have taken in this window. */
  known: number;
  /** What we took and did not tell Redis yet. */
  untold: number;
  refused: number;
  /** By `now`. */
  endsAt: number;
}

const WINDOW_S = 60;
const WINDOW_MS = WINDOW_S * 1000;
/** How long processes know nothing of what the others let pass. */
const TELL_EVERY_MS = 250;
const CALLERS_MAX = 100_000;

/**
 * Limits by the minute that cost no round trip: a request is judged by what this process knows, and what it took is told
 * to Redis a few times a second, which answers what all took together. One process is held to its limit exactly; several
 * may let pass what comes between two tellings. Without Redis each counts for itself.
 */
export class RateLimits {
  readonly #options: RateLimitsOptions;
  readonly #kinds: Record<CallerKind, KindLimit>;

  constructor(options: RateLimitsOptions) {
    this.#options = options;
    const kind = (name: CallerKind): KindLimit => new KindLimit(name, options);
    this.#kinds = { secret: kind("secret"), user: kind("user"), address: kind("address") };
  }

  /** Null where there is no limit. */
  budgetOf(kind: CallerKind, caller: string): RateBudget | null {
    return this.#options.rates[kind] > 0 ? this.#kinds[kind].budgetOf(caller) : null;
  }

  close(): void {
    for (const kind of Object.values(this.#kinds)) kind.close();
  }
}

class KindLimit {
  readonly #limit: number;
  readonly #now: () => number;
  readonly #epoch: () => number;
  readonly #refused: () => void;
  /** Null: there is nobody to tell, and our own count is all there is. */
  readonly #shared: RateLimiterAbstract | null;
  readonly #counts = new Map<string, Count>();
  readonly #untold = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(kind: CallerKind, { rates, redis, now, epoch, onRefused }: RateLimitsOptions) {
    this.#limit = rates[kind];
    this.#now = now;
    this.#epoch = epoch ?? ((): number => Date.now());
    this.#refused = () => onRefused?.(kind);
    const options = { points: this.#limit, duration: WINDOW_S, keyPrefix: `carillon:limit:${kind}` };
    const insuranceLimiter = new RateLimiterMemory(options);
    this.#shared =
      redis && new RateLimiterRedis({ ...options, storeClient: redis, rejectIfRedisNotReady: true, insuranceLimiter });
  }

  budgetOf(caller: string): RateBudget {
    const take = (points: number): void => this.#take(caller, points);
    const count = (): Count => this.#countOf(caller);
    const limit = this.#limit;
    const resetInMs = (count: Count): number => Math.max(0, count.endsAt - this.#now());
    const epoch = this.#epoch;
    return {
      take,
      get isSpent() {
        return takenOf(count()) >= limit;
      },
      get refusedCount() {
        return count().refused;
      },
      get state() {
        const current = count();
        const remaining = Math.max(0, limit - takenOf(current));
        const inMs = resetInMs(current);
        return { limit, remaining, resetAt: epoch() + inMs, resetInMs: inMs };
      },
    };
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  #take(caller: string, points: number): void {
    const count = this.#countOf(caller);
    if (takenOf(count) + points > this.#limit) {
      this.#refused();
      count.refused += 1;
      const retryAfterMs = Math.max(1, Math.ceil(count.endsAt - this.#now()));
      const words = `Too many requests: ${this.#limit} a minute are allowed. Try again in ${Math.ceil(retryAfterMs / 1000)} s.`;
      throw new AppError("RATE_LIMITED", words, { retryAfterMs });
    }
    count.untold += points;
    if (!this.#shared) return;
    this.#untold.add(caller);
    this.#timer ??= setTimeout(() => void this.#tell(), TELL_EVERY_MS).unref();
  }

  #countOf(caller: string): Count {
    const known = this.#counts.get(caller);
    const now = this.#now();
    if (known && known.endsAt > now) return known;
    const oldest = this.#counts.keys().next();
    if (!known && this.#counts.size >= CALLERS_MAX && !oldest.done) this.#counts.delete(oldest.value);
    const count = { known: 0, untold: 0, refused: 0, endsAt: now + WINDOW_MS };
    // Written anew, so that the first of the map is the one that was longest not heard of.
    this.#counts.delete(caller);
    this.#counts.set(caller, count);
    return count;
  }

  async #tell(): Promise<void> {
    const callers = [...this.#untold];
    this.#untold.clear();
    await Promise.all(callers.map((caller) => this.#tellOf(caller)));
    this.#timer = null;
    if (this.#untold.size > 0) this.#timer = setTimeout(() => void this.#tell(), TELL_EVERY_MS).unref();
  }

  async #tellOf(caller: string): Promise<void> {
    const count = this.#counts.get(caller);
    if (!count || !this.#shared) return;
    const points = count.untold;
    count.untold = 0;
    count.known += points;
    // A refusal says as much as an answer; neither came when even the insurance failed, and then our own count stands.
    const told = await this.#shared.consume(sharedName(caller), points).catch((answer: unknown) => answer);
    if (!(told instanceof RateLimiterRes)) return;
    if (told.msBeforeNext > WINDOW_MS) {
      // Redis, or whoever counts in its place, keeps windows by a wall clock, and that clock was set back: a window lasts
      // a minute all the same, so the count begins anew.
      await this.#shared.delete(sharedName(caller)).catch(() => undefined);
      return;
    }
    count.known = Math.max(count.known, told.consumedPoints);
    count.endsAt = this.#now() + Math.max(0, told.msBeforeNext);
  }
}

/** What Redis knows a caller by: it holds no ids of people. */
export function sharedName(caller: string): string {
  return hash("sha256", caller, "hex").slice(0, 32);
}

function takenOf(count: Count): number {
  return count.known + count.untold;
}
