import { CarillonError } from "../errors.js";
import type { TokenProvider, TokenReason, UserToken } from "../options.js";
import { refusedBackoffMs } from "../backoff.js";
import { type Claims, readClaims } from "./claims.js";

// A token this close to its end may not outlive the way to the server.
const MARGIN_MS = 10_000;
// What a token that is over on arrival is believed to last if it does not say: the clock of the device is wrong.
const UNKNOWN_LIFETIME_MS = 60_000;
const TIMER_SLACK_MS = 5;

interface Held {
  readonly token: string;
  readonly claims: Claims;
  /** When a function is asked for the next one, by the clock of this device. */
  readonly renewAtMs: number;
}

/** Hears whose token it is; null when the function says that nobody is signed in. */
export type OnSubject = (subject: string | null) => void;

/**
 * Keeps a user token until it is nearly over or refused. Callers that ask at the same time share one question. After two refusals in a
 * row, callers get the refusal at once, without a question or a call, until a growing pause is over.
 */
export class TokenSource {
  private held: Held | null = null;
  private asking: Promise<string> | null = null;
  private reason: TokenReason = "first";
  private refusals = 0;
  private pausedUntilMs = 0;

  constructor(
    private provider: UserToken,
    private readonly onSubject: OnSubject,
  ) {
    if (typeof provider === "string") this.keep(provider);
  }

  get canRefresh(): boolean {
    return typeof this.provider === "function";
  }

  get(): Promise<string> {
    if (this.held !== null && (!this.canRefresh || Date.now() < this.held.renewAtMs)) {
      return Promise.resolve(this.held.token);
    }
    const pauseMs = this.pausedUntilMs - Date.now();
    if (pauseMs > 0) return Promise.reject(unauthenticated("The server refused the user token.", pauseMs));
    return this.ask(this.reason);
  }

  /** Takes another token, or another way to get one. */
  set(provider: UserToken): void {
    this.provider = provider;
    this.asking = null;
    this.held = null;
    this.reason = "first";
    this.accept();
    if (typeof provider === "string") this.keep(provider);
  }

  /** Asks a function who it is now. A function that fails leaves everything as it is. */
  async recheck(): Promise<void> {
    if (!this.canRefresh) return;
    this.pausedUntilMs = 0;
    await this.ask("recheck").catch(() => undefined);
  }

  /** The server took it. */
  accept(): void {
    this.refusals = 0;
    this.pausedUntilMs = 0;
  }

  /** The server refused it; one that was replaced meanwhile may be refused without harm. */
  refuse(token: string | undefined): void {
    if (this.held === null || !this.canRefresh || (token !== undefined && token !== this.held.token)) return;
    const { endsAtMs } = this.held.claims;
    const isOver = endsAtMs !== null && endsAtMs - MARGIN_MS <= Date.now();
    this.held = null;
    this.reason = isOver ? "expired" : "refused";
    this.refusals += 1;
    if (this.refusals > 1) this.pausedUntilMs = Date.now() + refusedBackoffMs(this.refusals - 2);
  }

  /** Lets the next caller ask at once. */
  retryNow(): void {
    this.pausedUntilMs = 0;
    if (this.canRefresh) this.held = null;
  }

  renewInMs(): number | null {
    if (this.held === null || !this.canRefresh || this.held.claims.endsAtMs === null) return null;
    // Timers may fire a moment early, when the old token would still do.
    return Math.max(0, this.held.renewAtMs - Date.now()) + TIMER_SLACK_MS;
  }

  private ask(reason: TokenReason): Promise<string> {
    const { provider } = this;
    if (typeof provider !== "function") return Promise.resolve(provider);
    if (this.asking !== null) return this.asking;
    const asking: Promise<string> = this.fetchToken(provider, reason).then(
      (token) => {
        if (this.asking !== asking) return this.get();
        this.asking = null;
        return token === null ? this.keepNobody() : this.keep(token);
      },
      (error: unknown) => {
        if (this.asking !== asking) return this.get();
        this.asking = null;
        if (error instanceof CarillonError) throw error;
        throw unauthenticated("No user token: the `userToken` function failed.", null, error);
      },
    );
    this.asking = asking;
    return asking;
  }

  private async fetchToken(provider: TokenProvider, reason: TokenReason): Promise<string | null> {
    return (await provider({ reason })) || null;
  }

  private keep(token: string): string {
    const claims = readClaims(token);
    this.held = { token, claims, renewAtMs: renewAtMs(claims) };
    this.reason = "expired";
    if (claims.subject !== null) this.onSubject(claims.subject);
    return token;
  }

  private keepNobody(): never {
    this.held = null;
    this.onSubject(null);
    this.refusals += 1;
    const pauseMs = refusedBackoffMs(this.refusals - 1);
    this.pausedUntilMs = Date.now() + pauseMs;
    throw unauthenticated("Nobody is signed in: the `userToken` function answered without a token.", pauseMs);
  }
}

/** A quarter of a short life is margin enough; a clock that is wrong must not make each call ask for a token. */
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
