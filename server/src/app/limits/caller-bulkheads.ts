import { CallerBulkheads, type BulkheadOptions } from "../../platform/graphql/index.js";
import type { CallerKind } from "../../platform/rate-limits/index.js";
import type { Caller } from "./caller-budget.js";

type Limits = Readonly<Record<"queries" | "mutations" | "nested", BulkheadOptions>>;

/**
 * How much of one caller is worked on at a time, and how much may wait. Each piece asks the database for one thing after
 * another, so this bounds the connections that one caller has: of a pool of 20 a secret key has at most 15, and a user 6. Of a
 * smaller pool each has its share, and at least one connection is left to the others.
 */
export function bulkheadLimits(poolSize: number): Readonly<Record<CallerKind, Limits>> {
  const ofSecret = Math.max(1, Math.floor(poolSize / 4));
  const ofUser = Math.max(1, Math.floor(poolSize / 10));
  const others: Limits = {
    queries: { atOnce: ofUser, waiting: 500 },
    mutations: { atOnce: ofUser, waiting: 500 },
    nested: { atOnce: ofUser, waiting: 5000 },
  };
  return {
    secret: {
      queries: { atOnce: ofSecret, waiting: 5000 },
      mutations: { atOnce: ofSecret, waiting: 5000 },
      nested: { atOnce: ofSecret, waiting: 20_000 },
    },
    user: others,
    address: others,
  };
}

const KEPT_MAX = 10_000;

/** The bulkheads of recent callers. */
export class KnownBulkheads {
  readonly #limits: Readonly<Record<CallerKind, Limits>>;
  readonly #known = new Map<string, CallerBulkheads>();

  /** `poolSize` is the number of this process's database connections. */
  constructor(poolSize: number) {
    this.#limits = bulkheadLimits(poolSize);
  }

  of({ kind, name }: Caller): CallerBulkheads {
    const key = `${kind} ${name}`;
    const bulkheads = this.#known.get(key) ?? new CallerBulkheads(this.#limits[kind]);
    this.#known.delete(key);
    this.#known.set(key, bulkheads);
    if (this.#known.size > KEPT_MAX) this.#forgetIdle();
    return bulkheads;
  }

  /** Idle bulkheads say nothing that new ones would not. */
  #forgetIdle(): void {
    for (const [key, bulkheads] of this.#known) if (bulkheads.isIdle) this.#known.delete(key);
  }
}
