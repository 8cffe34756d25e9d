import { CarillonError } from "../errors.js";
import type { TokenProvider, TokenReason, UserToken } from "../options.js";
import { refusedBackoffMs } from "../backoff.js";
import { type Claims, readClaims } from "./claims.js";

// A token this close to its expiry may expire before the request reaches the server.
const MARGIN_MS = 10_000;
// Assumed lifetime of a token that has expired on arrival, if it is unknown: the device's clock is wrong.
const UNKNOWN_LIFETIME_MS = 60_000;
const TIMER_SLACK_MS = 5;

interface Held {
  readonly token: string;
  readonly claims: Claims;
  /** When the function is called for the next token, by this device's clock. */
  readonly renewAtMs: number;
}

/** Called with the token's subject; null if nobody is signed in. */
export type OnSubject = (subject: string | null) => void;

/**
 * Keeps a user token until it nearly expires or is refused. Concurrent callers share one call of the function. After
 * two refusals in a row, callers get the refusal at once, without a call, until a growing delay is over.
 */
export class TokenSource {
  #provider: UserToken;
  readonly #onSubject: OnSubject;
  #held: Held | null = null;
  #asking: Promise<string> | null = null;
  #reason: TokenReason = "first";
  #refusals = 0;
  #pausedUntilMs = 0;

  constructor(provider: UserToken, onSubject: OnSubject) {
    this.#provider = provider;
    this.#onSubject = onSubject;
    if (typeof provider === "string") this.#keep(provider);
  }

  get canRefresh(): boolean {
    return typeof this.#provider === "function";
  }

  get(): Promise<string> {
    if (this.#held !== null && (!this.canRefresh || Date.now() < this.#held.renewAtMs)) {
      return Promise.resolve(this.#held.token);
    }
    const pauseMs = this.#pausedUntilMs - Date.now();
    if (pauseMs > 0) return Promise.reject(unauthenticated("The server refused the user token.", pauseMs));
    return this.#ask(this.#reason);
  }

  /** Replaces the token or the function. */
  setUserToken(provider: UserToken): void {
    this.#provider = provider;
    this.#asking = null;
    this.#held = null;
    this.#reason = "first";
    this.accept();
    if (typeof provider === "string") this.#keep(provider);
  }

  /** Calls the function again. If it fails, nothing changes. */
  async recheck(): Promise<void> {
    if (!this.canRefresh) return;
    this.#pausedUntilMs = 0;
    await this.#ask("recheck").catch(() => undefined);
  }

  /** The server accepted the token. */
  accept(): void {
    this.#refusals = 0;
    this.#pausedUntilMs = 0;
  }

  /** The server refused the token. A token that was replaced meanwhile is ignored. */
  refuse(token?: string): void {
    if (this.#held === null || !this.canRefresh || (token !== undefined && token !== this.#held.token)) return;
    const { endsAtMs } = this.#held.claims;
    const isOver = endsAtMs !== null && endsAtMs - MARGIN_MS <= Date.now();
    this.#held = null;
    this.#reason = isOver ? "expired" : "refused";
    this.#refusals += 1;
    if (this.#refusals > 1) this.#pausedUntilMs = Date.now() + refusedBackoffMs(this.#refusals - 2);
  }

  /** Lets the next caller call the function at once. */
  retryNow(): void {
    this.#pausedUntilMs = 0;
    if (this.canRefresh) this.#held = null;
  }

  renewInMs(): number | null {
    if (this.#held === null || !this.canRefresh || this.#held.claims.endsAtMs === null) return null;
    // Timers may fire slightly early, when the old token would still be used.
    return Math.max(0, this.#held.renewAtMs - Date.now()) + TIMER_SLACK_MS;
  }

  #ask(reason: TokenReason): Promise<string> {
    const provider = this.#provider;
    if (typeof provider !== "function") return Promise.resolve(provider);
    if (this.#asking !== null) return this.#asking;
    const asking: Promise<string> = this.#fetchToken(provider, reason).then((answer) => {
      if (this.#asking !== asking) return this.get();
      this.#asking = null;
      if (answer instanceof CarillonError) throw answer;
      return answer === null ? this.#keepNobody() : this.#keep(answer);
    });
    this.#asking = asking;
    return asking;
  }

  async #fetchToken(provider: TokenProvider, reason: TokenReason): Promise<string | CarillonError | null> {
    try {
      return (await provider({ reason })) || null;
    } catch (error) {
      if (error instanceof CarillonError) return error;
      return unauthenticated("No user token: the `userToken` function failed.", null, error);
    }
  }

  #keep(token: string): string {
    const claims = readClaims(token);
    this.#held = { token, claims, renewAtMs: renewAtMs(claims) };
    this.#reason = "expired";
    if (claims.subject !== null) this.#onSubject(claims.subject);
    return token;
  }

  #keepNobody(): never {
    this.#held = null;
    this.#onSubject(null);
    this.#refusals += 1;
    const pauseMs = refusedBackoffMs(this.#refusals - 1);
    this.#pausedUntilMs = Date.now() + pauseMs;
    throw unauthenticated("Nobody is signed in: the `userToken` function answered without a token.", pauseMs);
  }
}

/** For a short lifetime, a quarter is margin enough; with a wrong clock not every call may request a token. */
function renewAtMs({ endsAtMs, lifetimeMs }: Claims): number {
  if (endsAtMs === null) return Infinity;
  const nowMs = Date.now();
  const isOver = endsAtMs <= nowMs;
  const leftMs = isOver ? (lifetimeMs ?? UNKNOWN_LIFETIME_MS) : endsAtMs - nowMs;
  return nowMs + leftMs - Math.min(MARGIN_MS, leftMs / 4);
}

function unauthenticated(message: string, retryAfterMs: number | null, cause?: unknown): CarillonError {
  return new CarillonError("UNAUTHENTICATED", message, { retryAfterMs, cause });
}
