import { hash } from "node:crypto";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from "rate-limiter-flexible";
import { AppError } from "../errors/index.js";
import type { RedisClient } from "../redis/index.js";

/** The type of caller that a limit counts: a secret key, a user, or the address of a caller without either. */
export type CallerKind = "secret" | "user" | "address";

/** Points per minute for each caller of a kind; 0 for no limit. */
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
  /** The current time in epoch milliseconds, for the end of a window in responses; by default this machine's. */
  epoch?: () => number;
  /** Called for each refused call. */
  onRefused?: (kind: CallerKind) => void;
}

interface Count {
  /** Points that all processes, this one included, are known to have used in this window. */
  known: number;
  /** Points that this process used and has not reported to Redis yet. */
  untold: number;
  refused: number;
  /** In the clock of `now`. */
  endsAt: number;
}

const WINDOW_S = 60;
const WINDOW_MS = WINDOW_S * 1000;
/** The interval at which a process exchanges counts with the others. */
const TELL_EVERY_MS = 250;
const CALLERS_MAX = 100_000;

/**
 * Rate limits per minute that cost no round trip. A request is judged by what this process knows; the points it used are
 * reported to Redis a few times a second, which returns the total of all processes. One process enforces its limit exactly;
 * several may exceed it by what arrives between two reports. Without Redis each process counts alone.
 */
export class RateLimits {
  readonly #options: RateLimitsOptions;
  readonly #kinds: Record<CallerKind, KindLimit>;

  constructor(options: RateLimitsOptions) {
    this.#options = options;
    const kind = (name: CallerKind): KindLimit => new KindLimit(name, options);
    this.#kinds = { secret: kind("secret"), user: kind("user"), address: kind("address") };
  }

  /** Null without a limit. */
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
  /** Null without Redis: then only this process counts. */
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
    // Deleted and set again, so that the first entry of the map is the least recently used.
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
    // A refusal carries the same numbers as a success. If neither arrives, this process's own count is used.
    const told = await this.#shared.consume(sharedName(caller), points).catch((answer: unknown) => answer);
    if (!(told instanceof RateLimiterRes)) return;
    if (told.msBeforeNext > WINDOW_MS) {
      // Redis, or its in-memory substitute, ends windows by a wall clock, and that clock was set back. A window lasts a
      // minute all the same, so the count starts again.
      await this.#shared.delete(sharedName(caller)).catch(() => undefined);
      return;
    }
    count.known = Math.max(count.known, told.consumedPoints);
    count.endsAt = this.#now() + Math.max(0, told.msBeforeNext);
  }
}

/** The caller's name in Redis: a hash, since Redis must hold no ids of people. */
export function sharedName(caller: string): string {
  return hash("sha256", caller, "hex").slice(0, 32);
}

function takenOf(count: Count): number {
  return count.known + count.untold;
}
