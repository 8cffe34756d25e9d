import { describe, expect, test } from "@jest/globals";
import { RateLimits } from "./index.js";

const HOUR_MS = 3_600_000;

describe("X-17: rate limits while the clock jumps", () => {
  test.each([-2 * HOUR_MS, 2 * HOUR_MS])("a window lasts a minute when the clock is set by %d ms", (jumpMs) => {
    let passedMs = 5000;
    let wallMs = Date.UTC(2026, 10, 24);
    const limits = new RateLimits({
      rates: { secret: 0, user: 2, address: 0 },
      redis: null,
      now: () => passedMs,
      epoch: () => wallMs,
    });
    const budget = limits.budgetOf("user", "1/ann");
    budget?.take(2);
    wallMs += jumpMs;
    expect(budget?.state).toEqual({ limit: 2, remaining: 0, resetAt: wallMs + 60_000, resetInMs: 60_000 });
    passedMs += 59_999;
    expect(() => budget?.take(1)).toThrow("Try again in 1 s");
    passedMs += 1;
    budget?.take(1);
    expect(budget?.state.remaining).toBe(1);
    limits.close();
  });
});
