import { describe, expect, test } from "@jest/globals";
import { accepted, failure, type FailureOutcome } from "../../../providers/kit/answer.js";
import { waitAfter } from "./backoff.js";
import { nextStep, RESOLVE_MS, resolveUncertain, type Situation } from "./next-step.js";

const NOW = 1_000_000_000_000;
const HOUR = 3_600_000;

const situation = (more: Partial<Situation> = {}): Situation => ({
  ...{ now: NOW, random: 0.5, providerAttempts: 1, position: 0, providerCount: 1, isUncertain: false },
  ...{ policy: "STOP", keyEndsAt: null, isResolvable: false, ...more },
});
const failed = (outcome: FailureOutcome, retryAfterMs: number | null = null) =>
  failure(outcome, { code: "x", reason: "x", retryAfterMs });

describe("waits", () => {
  test("take about half an hour over eight attempts", () => {
    const total = (random: number): number => [1, 2, 3, 4, 5, 6, 7].reduce((sum, n) => sum + waitAfter(n, random), 0);
    expect(total(0.5) / 60_000).toBeCloseTo(29.6, 1);
    expect(total(0)).toBe(7_000);
  });

  test("are at least the provider's Retry-After, up to an hour", () => {
    expect(waitAfter(1, 0, 90_000)).toBe(90_000);
    expect(waitAfter(1, 0, 10 * HOUR)).toBe(HOUR);
    expect(waitAfter(7, 0.9, 1000)).toBeGreaterThan(1000);
  });
});

describe("after an answer", () => {
  test("an accepted message is sent", () => {
    expect(nextStep(accepted("v1"), situation())).toEqual({ state: "SENT", vendorId: "v1", thread: null });
  });

  test.each(["gone", "rejected", "suppressed"] as const)(
    "%s gives the message up, and uses no other provider",
    (outcome) => {
      expect(nextStep(failed(outcome), situation({ providerCount: 2 }))).toEqual({
        state: "UNDELIVERED",
        reason: outcome,
      });
    },
  );

  test.each(["auth", "config"] as const)("%s uses the next provider at once, and waits if there is none", (outcome) => {
    expect(nextStep(failed(outcome), situation({ providerCount: 2 }))).toEqual({
      state: "QUEUED",
      dueAt: NOW,
      position: 1,
    });
    expect(nextStep(failed(outcome), situation())).toMatchObject({ state: "QUEUED", position: 0 });
    expect(nextStep(failed(outcome), situation({ providerAttempts: 8 }))).toEqual({
      state: "UNDELIVERED",
      reason: outcome,
    });
  });

  test("a temporary failure is retried, then uses the next provider, then is given up", () => {
    expect(nextStep(failed("retry"), situation())).toEqual({ state: "QUEUED", dueAt: NOW + 14_000, position: 0 });
    expect(nextStep(failed("throttled", 60_000), situation())).toMatchObject({ dueAt: NOW + 60_000 });
    const spent = { providerAttempts: 8 };
    expect(nextStep(failed("retry"), situation({ ...spent, providerCount: 2 }))).toMatchObject({ position: 1 });
    expect(nextStep(failed("retry"), situation(spent))).toEqual({ state: "UNDELIVERED", reason: "retries_exhausted" });
  });
});

describe("an uncertain message", () => {
  const uncertain = failed("uncertain");

  test("with a key whose window is open is repeated soon, for any policy", () => {
    const keyed = situation({ keyEndsAt: NOW + HOUR });
    expect(nextStep(uncertain, keyed)).toMatchObject({ state: "UNCERTAIN", dueAt: NOW + 14_000, isRepeated: true });
    expect(resolveUncertain({ ...keyed, isUncertain: true })).toBe("send");
    expect(resolveUncertain({ ...keyed, isUncertain: true, now: NOW + HOUR })).toMatchObject({ reason: "uncertain" });
  });

  test("without a key follows the policy", () => {
    expect(nextStep(uncertain, situation())).toEqual({ state: "UNDELIVERED", reason: "uncertain" });
    const resolve = situation({ policy: "RESOLVE" });
    expect(nextStep(uncertain, resolve)).toEqual({ state: "UNCERTAIN", dueAt: NOW + RESOLVE_MS, isRepeated: false });
    expect(resolveUncertain({ ...resolve, isUncertain: true })).toEqual({ state: "UNDELIVERED", reason: "uncertain" });
    const retry = situation({ policy: "RETRY" });
    expect(nextStep(uncertain, retry)).toMatchObject({ state: "UNCERTAIN", dueAt: NOW + 14_000, isRepeated: true });
    expect(nextStep(uncertain, { ...retry, isResolvable: true })).toMatchObject({ dueAt: NOW + RESOLVE_MS });
    expect(resolveUncertain({ ...retry, isUncertain: true })).toBe("send");
  });

  test("uses another provider only if duplicates are accepted", () => {
    const two = { isUncertain: true, providerCount: 2, providerAttempts: 8 };
    expect(resolveUncertain(situation({ ...two, policy: "RESOLVE" }))).toMatchObject({ state: "UNDELIVERED" });
    expect(resolveUncertain(situation({ ...two, policy: "RETRY" }))).toMatchObject({ state: "QUEUED", position: 1 });
    expect(nextStep(failed("auth"), situation({ ...two, policy: "RESOLVE", providerAttempts: 2 }))).toMatchObject({
      state: "UNCERTAIN",
    });
  });

  test("stays uncertain while repeats fail, and a refusal without a key does not make it certain", () => {
    const again = situation({ isUncertain: true, policy: "RETRY", providerAttempts: 2 });
    expect(nextStep(failed("retry"), again)).toMatchObject({ state: "UNCERTAIN" });
    expect(nextStep(failed("rejected"), again)).toEqual({ state: "UNDELIVERED", reason: "uncertain" });
    expect(nextStep(failed("rejected"), { ...again, keyEndsAt: NOW + 1 })).toMatchObject({ reason: "rejected" });
  });
});
