import { expect, test } from "@jest/globals";
import { capsOf, descriptorLimit } from "./socket-caps.js";

test("X-16: sockets leave descriptors for everything else", () => {
  expect(capsOf(600).sockets).toBe(360);
  expect(capsOf(1024)).toMatchObject({ sockets: 614, perKey: 553, perUser: 50, operationsPerUser: 250 });
  expect(capsOf(1_048_576).sockets).toBe(50_000);
  expect(capsOf(Number.MAX_SAFE_INTEGER).sockets).toBe(50_000);
});

test("settings come before what the system allows", () => {
  expect(capsOf(600, { sockets: 7, perUser: 0 })).toMatchObject({ sockets: 7, perKey: 7, perUser: 0 });
});

test("the system says how many descriptors there may be", () => {
  expect(descriptorLimit()).toBeGreaterThan(100);
});
