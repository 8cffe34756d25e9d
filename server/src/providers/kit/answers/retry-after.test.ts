import { expect, test } from "@jest/globals";
import { retryAfterHeader, retryAfterProse, retryAtSeconds } from "./retry-after.js";

const NOW = Date.UTC(2026, 10, 29, 12);

test.each([
  ["0", 0],
  ["120", 120_000],
  [" 30 ", 30_000],
  ["64.57", 64_570],
  ["1.5", 1500],
  ["86400", 3_600_000],
  ["Sun, 29 Nov 2026 12:01:30 GMT", 90_000],
  ["Sun, 29 Nov 2026 11:00:00 GMT", 0],
  ["Mon, 30 Nov 2026 12:00:00 GMT", 3_600_000],
  ["soon", null],
  ["-5", null],
  ["", null],
  [undefined, null],
])("a header of %p waits %p ms", (value, wait) => {
  expect(retryAfterHeader(value, NOW)).toBe(wait);
});

test.each([
  ["account-requests-per-sec limit exceeded, try again after 120 seconds", 120_000],
  ["Please wait 1.5 s and repeat", 1500],
  ["try again in 3 minutes", 180_000],
  ["retry in 250ms", 250],
  ["retry in 2 hours", 3_600_000],
  ["451 4.7.1 Greylisted, please try again in 300 seconds", 300_000],
  ["nothing of the kind", null],
])("%p waits %p ms", (text, wait) => {
  expect(retryAfterProse(text)).toBe(wait);
});

test("a reset time has ten digits", () => {
  expect(retryAtSeconds(String(NOW / 1000 + 7), NOW)).toBe(7000);
  expect(retryAtSeconds("7", NOW)).toBeNull();
  expect(retryAtSeconds(undefined, NOW)).toBeNull();
});
