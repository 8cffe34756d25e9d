import type { Runtime } from "../../../platform/runtime/index.js";
import { publishLanes } from "../../lanes/index.js";
import { attemptOf } from "./attempt.js";
import type { ClaimedRequest, EffectRequestsRepository } from "./effect-requests.repository.js";
import type { OutsideEffect } from "./outside-effect.js";
import { OutcomeWriter } from "./outcome-writer.service.js";

/** Maximum concurrent attempts of this process, and of them for one environment. */
const ATTEMPTS_MAX = 64;
const PER_ENVIRONMENT_MAX = 32;
/** The interval at which this process checks for due requests: retries, and requests whose hint was lost. */
const POLL_MS = 1000;
/** How much longer a lease is than an attempt may take, for storing its answer. */
const LEASE_MARGIN_MS = 10_000;

/**
 * Makes the effects that runs wait for, outside any transaction. States: idle → (start) running → (stop) draining →
 * stopped. States of a request: due → (claim) leased → answered, or due again later (a failed attempt, or an expired
 * lease). The owner of the lane deletes the request when its run continues or ends.
 */
export class OutsideWorker {
  readonly #runtime: Runtime;
  readonly #rows: EffectRequestsRepository;
  readonly #effects: ReadonlyMap<string, OutsideEffect>;
  readonly #leases: ReadonlyMap<string, number>;
  readonly #writer: OutcomeWriter;
  readonly #attempts = new Set<Promise<void>>();
  /** Used slots by environment. */
  readonly #used = new Map<number, number>();
  #timer: NodeJS.Timeout | null = null;
  #claiming: Promise<void> | null = null;
  /** Whether requests may exist that the running claim does not see. */
  #isAwaited = false;
  #isRunning = false;

  constructor(runtime: Runtime, rows: EffectRequestsRepository, effects: readonly OutsideEffect[]) {
    this.#runtime = runtime;
    this.#rows = rows;
    this.#effects = new Map(effects.map((effect) => [effect.kind, effect]));
    this.#leases = new Map(effects.map(({ kind, timeoutMs }) => [kind, timeoutMs + LEASE_MARGIN_MS]));
    this.#writer = new OutcomeWriter(runtime, rows, {
      onAnswered: (units) => publishLanes(runtime, units),
      onPostponed: (at) => {
        // The poll finds later ones.
        if (at <= runtime.clock.now()) this.wake();
      },
    });
  }

  /** Does nothing if no effect is registered. */
  start(): void {
    if (this.#effects.size === 0) return;
    this.#isRunning = true;
    this.#timer = setInterval(() => this.wake(), POLL_MS);
    this.wake();
  }

  /** Claims no more, and waits for the running attempts and their outcomes. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    if (this.#timer) clearInterval(this.#timer);
    await this.#claiming;
    await Promise.all(this.#attempts);
    await this.#writer.idle();
  }

  /** Signals that requests may be due. */
  wake(): void {
    if (!this.#isRunning) return;
    this.#isAwaited = true;
    this.#claiming ??= this.#claimAll().finally(() => (this.#claiming = null));
  }

  async #claimAll(): Promise<void> {
    try {
      while (this.#isRunning && this.#isAwaited) {
        this.#isAwaited = false;
        const limit = ATTEMPTS_MAX - this.#attempts.size;
        // The end of each attempt wakes this worker again.
        if (limit <= 0) return;
        const token = this.#runtime.newUuid();
        const claimed = await this.#rows.claim(this.#runtime.database, {
          leases: this.#leases,
          now: this.#runtime.clock.now(),
          token,
          limit,
          perEnvironment: PER_ENVIRONMENT_MAX,
          used: this.#used,
        });
        for (const request of claimed) this.#begin(request, token);
        if (claimed.length === limit) this.#isAwaited = true;
      }
    } catch (error) {
      this.#runtime.log.warn({ event: "effects.claim_failed", err: error });
    }
  }

  #begin(claimed: ClaimedRequest, token: string): void {
    const { environment_id: environmentId } = claimed;
    this.#used.set(environmentId, (this.#used.get(environmentId) ?? 0) + 1);
    const attempt = this.#attempt(claimed, token).finally(() => {
      this.#attempts.delete(attempt);
      const left = (this.#used.get(environmentId) ?? 1) - 1;
      if (left === 0) this.#used.delete(environmentId);
      else this.#used.set(environmentId, left);
      this.wake();
    });
    this.#attempts.add(attempt);
  }

  async #attempt(claimed: ClaimedRequest, token: string): Promise<void> {
    const effect = this.#effects.get(claimed.kind);
    if (!effect) return;
    const expiresAt = this.#runtime.clock.monotonic() + effect.timeoutMs + LEASE_MARGIN_MS;
    const done = await attemptOf(effect, claimed);
    if (done.kind === "postponed") {
      const { delayMs, reason } = done;
      this.#runtime.log.info({
        event: "effects.attempt_failed",
        effect: claimed.kind,
        attempt: claimed.attempts,
        reason,
      });
      this.#writer.postpone({ claimed, token, nextAttemptAt: this.#runtime.clock.now() + delayMs }, expiresAt);
    } else this.#writer.settle({ claimed, token, outcome: done.outcome }, expiresAt);
  }
}
