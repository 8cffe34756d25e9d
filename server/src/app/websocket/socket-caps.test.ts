import { expect, test } from "@jest/globals";
import { capsOf, descriptorLimit } from "./socket-caps.js";

test("X-16: sockets leave file descriptors for everything else", () => {
  expect(capsOf(600).sockets).toBe(360);
  expect(capsOf(1024)).toMatchObject({ sockets: 614, perKey: 553, perUser: 50, operationsPerUser: 250 });
  expect(capsOf(1_048_576).sockets).toBe(50_000);
  expect(capsOf(Number.MAX_SAFE_INTEGER).sockets).toBe(50_000);
});

test("settings override the system's limit", () => {
  expect(capsOf(600, { sockets: 7, perUser: 0 })).toMatchObject({ sockets: 7, perKey: 7, perUser: 0 });
});

test("the limit of descriptors is read from the system", () => {
  expect(descriptorLimit()).toBeGreaterThan(100);
});
