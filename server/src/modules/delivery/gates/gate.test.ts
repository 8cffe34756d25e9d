import { describe, expect, test } from "@jest/globals";
import {
  breakerOf,
  CLAIMS_MAX,
  CLAIMS_PER_SLOT,
  isFailing,
  newGate,
  passed,
  reported,
  type Gate,
  type GateReport,
  type GateWants,
} from "./gate.js";

const NOW = Date.UTC(2026, 10, 24, 9);
const LIMIT = { requests: 2, perMs: 1000 };

const wants = (more: Partial<GateWants> = {}): GateWants => ({
  ...{ workerId: "one", inHand: 0, firsts: 0, retries: 0 },
  ...more,
});
const report = (more: Partial<GateReport>): GateReport => ({ ok: 0, failed: 0, pausedUntil: null, ...more });
const tell = (gate: Gate, more: Partial<GateReport>, now = NOW, limit: typeof LIMIT | null = null): Gate =>
  reported(gate, report(more), { limit, now });

describe("the token bucket", () => {
  test("allows the requests of one second, and returns when the next are allowed", () => {
    const first = passed(newGate(LIMIT, NOW), wants({ firsts: 10 }), NOW);
    expect(first.pass).toEqual({
      ...{ firsts: 2, retries: 0, readyAt: NOW + 500, isFree: false, isHeld: false, slots: 128 },
    });
    expect(passed(first.gate, wants({ firsts: 10 }), NOW + 500).pass.firsts).toBe(1);
    expect(passed(first.gate, wants({ firsts: 10 }), NOW + 60_000).pass.firsts).toBe(2);
  });

  test("R-10: adapts its rate: faster after successes, half after a 429, never below the declared rate", () => {
    let gate = newGate(LIMIT, NOW);
    for (let second = 1; second <= 20; second += 1) gate = tell(gate, { ok: 50 }, NOW + second * 1000, LIMIT);
    const fast = gate.rate ?? 0;
    expect(fast).toBeGreaterThan(10);
    const slower = tell(gate, { pausedUntil: NOW + 30_000 }, NOW + 20_000, LIMIT);
    expect(slower.rate).toBeCloseTo(fast / 2);
    expect(tell({ ...slower, rate: 2 }, { pausedUntil: NOW + 40_000 }, NOW + 30_000, LIMIT).rate).toBe(2);
  });
});

describe("the bulkhead", () => {
  test("counts the slots of all workers, as long as they say so", () => {
    let gate = newGate(null, NOW);
    for (const workerId of ["one", "two"]) gate = passed(gate, wants({ workerId, firsts: 100 }), NOW).gate;
    const third = wants({ workerId: "three", firsts: 2000 });
    // Those beyond the slots wait in the worker.
    expect(passed(gate, third, NOW + 1000).pass).toMatchObject({ slots: 56, firsts: 56 * CLAIMS_PER_SLOT });
    // The first workers are gone.
    expect(passed(gate, third, NOW + 30_000).pass).toMatchObject({ slots: 128, firsts: CLAIMS_MAX });
  });

  test("lets no worker have more than half of it, however much it has claimed", () => {
    const { gate } = passed(newGate(null, NOW), wants({ firsts: CLAIMS_MAX }), NOW);
    expect(passed(gate, wants({ inHand: CLAIMS_MAX, firsts: 10 }), NOW).pass).toMatchObject({ slots: 128, firsts: 0 });
    expect(passed(gate, wants({ workerId: "two", firsts: CLAIMS_MAX }), NOW).pass).toMatchObject({
      slots: 128,
      firsts: CLAIMS_MAX,
    });
  });

  test("allows only as many claims as slots if the provider has a rate limit", () => {
    const gate = { ...newGate({ requests: 1000, perMs: 1000 }, NOW), tokens: 1000 };
    expect(passed(gate, wants({ inHand: 28, firsts: 512 }), NOW).pass).toMatchObject({ firsts: 100 });
  });
});

describe("the breaker", () => {
  const failed = (): Gate => tell(newGate(null, NOW), { failed: 12, ok: 1 });

  test("opens when nearly all requests fail, allows one probe after its time, and closes when the probe succeeds", () => {
    const open = failed();
    expect(breakerOf(open, NOW)).toBe("open");
    expect(isFailing(open, NOW)).toBe(true);
    expect(passed(open, wants({ firsts: 5 }), NOW).pass).toMatchObject({
      firsts: 0,
      retries: 0,
      readyAt: NOW + 15_000,
    });
    const probe = passed(open, wants({ firsts: 5, retries: 5 }), NOW + 15_000);
    expect(probe.pass).toMatchObject({ firsts: 1, retries: 0 });
    expect(breakerOf(probe.gate, NOW + 15_000)).toBe("half_open");
    expect(passed(probe.gate, wants({ firsts: 5 }), NOW + 16_000).pass.firsts).toBe(0);
    expect(breakerOf(tell(probe.gate, { ok: 1 }, NOW + 16_000), NOW + 16_000)).toBe("closed");
  });

  test("stays open twice as long after a failed probe, up to five minutes", () => {
    let gate = failed();
    for (let probes = 0; probes < 8; probes += 1) {
      const at = gate.openUntil ?? 0;
      gate = tell(passed(gate, wants({ firsts: 1 }), at).gate, { failed: 1 }, at);
      const wait = (gate.openUntil ?? 0) - at;
      expect(wait).toBe(Math.min(300_000, 15_000 * 2 ** (probes + 1)));
    }
  });

  test("stays closed while some requests succeed, and forgets old failures", () => {
    expect(breakerOf(tell(newGate(null, NOW), { failed: 60, ok: 40 }), NOW)).toBe("closed");
    const few = tell(newGate(null, NOW), { failed: 9 });
    expect(breakerOf(tell(few, { failed: 5 }, NOW + 120_000), NOW + 120_000)).toBe("closed");
  });

  test("R-10: allows no request before the time of a 429, and then one", () => {
    const paused = tell(newGate(null, NOW), { pausedUntil: NOW + 90_000 });
    expect(passed(paused, wants({ firsts: 5, retries: 5 }), NOW + 89_999).pass).toMatchObject({
      firsts: 0,
      retries: 0,
    });
    expect(passed(paused, wants({ retries: 5 }), NOW + 90_000).pass).toMatchObject({ firsts: 0, retries: 1 });
    // A pause is no failure: messages wait for this provider.
    expect(isFailing(paused, NOW)).toBe(false);
  });
});

describe("the retry budget", () => {
  test("limits retries to ten per second while all requests fail, and does not limit first requests", () => {
    const spent = passed(newGate(null, NOW), wants({ retries: 200 }), NOW);
    expect(spent.pass.retries).toBe(100);
    expect(passed(spent.gate, wants({ firsts: 20, retries: 50 }), NOW + 1000).pass).toMatchObject({
      firsts: 20,
      retries: 10,
    });
  });

  test("is refilled by successes", () => {
    const spent = passed(newGate(null, NOW), wants({ retries: 100 }), NOW).gate;
    expect(passed(tell(spent, { ok: 60 }), wants({ retries: 100 }), NOW).pass.retries).toBe(60);
  });
});
