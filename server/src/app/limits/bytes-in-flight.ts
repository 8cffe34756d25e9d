import { AppError } from "../../platform/errors/index.js";
import type { CallerKind } from "../../platform/rate-limits/index.js";

const MIB = 1024 * 1024;

/** Bytes of bodies that may be in memory at a time: of all callers of a kind, and of one of them. */
const IN_FLIGHT_MAX: Readonly<Record<CallerKind, { all: number; each: number }>> = {
  secret: { all: 64 * MIB, each: 32 * MIB },
  user: { all: 16 * MIB, each: MIB },
  address: { all: 16 * MIB, each: 2 * MIB },
};

/** The bytes of one request in memory. */
export interface HeldBytes {
  /** Reserves more bytes. Throws if the caller, or all callers of its type, exceed their limit. */
  add(bytes: number): void;
  /** Gives all of them back. May be called more than once. */
  release(): void;
}

/** Counts the bytes of request bodies that were taken in and not answered yet, so that unfinished bodies fill no memory. */
export class BytesInFlight {
  readonly #all: Record<CallerKind, number> = { secret: 0, user: 0, address: 0 };
  readonly #each = new Map<string, number>();

  hold(kind: CallerKind, caller: string): HeldBytes {
    let held = 0;
    return {
      add: (bytes) => {
        this.#take(kind, caller, bytes);
        held += bytes;
      },
      release: () => {
        this.#giveBack(kind, caller, held);
        held = 0;
      },
    };
  }

  #take(kind: CallerKind, caller: string, bytes: number): void {
    const key = `${kind} ${caller}`;
    const own = (this.#each.get(key) ?? 0) + bytes;
    if (own > IN_FLIGHT_MAX[kind].each) {
      throw new AppError("RATE_LIMITED", "Too many bytes of your requests are on their way already.", AFTER_A_SECOND);
    }
    if (this.#all[kind] + bytes > IN_FLIGHT_MAX[kind].all) {
      throw new AppError("UNAVAILABLE", "Too many bytes are on their way already. Please try again.", AFTER_A_SECOND);
    }
    this.#all[kind] += bytes;
    this.#each.set(key, own);
  }

  #giveBack(kind: CallerKind, caller: string, bytes: number): void {
    if (bytes === 0) return;
    const key = `${kind} ${caller}`;
    const own = (this.#each.get(key) ?? 0) - bytes;
    this.#all[kind] -= bytes;
    if (own > 0) this.#each.set(key, own);
    else this.#each.delete(key);
  }
}

const AFTER_A_SECOND = { retryAfterMs: 1000 };
