import { expect, test } from "@jest/globals";
import { DueKind, type WaitingQueue } from "../queue/waiting-queue.js";
import { fairShares } from "./fair-shares.js";

const due = (environmentId: number, channelId: number, providerKey = `p${channelId}`): WaitingQueue => ({
  ...{ environmentId, channelId, providerKey, position: 0, dueKind: DueKind.FIRST, dueAt: new Date(0) },
  ...{ stoppedUntil: null, isFailing: false, nextPosition: null },
});
const counts = (claims: { channelId: number; count: number }[]) =>
  Object.fromEntries(claims.map(({ channelId, count }) => [channelId, count]));

test("environments get equal shares for any number of channels", () => {
  const claims = fairShares([due(1, 10), due(1, 11), due(1, 12), due(2, 20)], {
    ...{ free: 12, perGate: 100, inHand: new Map() },
  });
  expect(counts(claims)).toEqual({ 10: 2, 11: 2, 12: 2, 20: 6 });
});

test("a provider that hangs uses only its own slots, and leaves the rest to others", () => {
  const inHand = new Map([["1/p10", 64]]);
  expect(counts(fairShares([due(1, 10), due(1, 11)], { free: 100, perGate: 64, inHand }))).toEqual({ 11: 64 });
  expect(fairShares([due(1, 10)], { free: 100, perGate: 64, inHand })).toEqual([]);
  expect(fairShares([due(1, 11)], { free: 0, perGate: 64, inHand })).toEqual([]);
});

test("channels of one environment with the same provider share its slots", () => {
  const claims = fairShares([due(1, 10, "acme"), due(1, 11, "acme"), due(2, 20, "acme")], {
    ...{ free: 100, perGate: 8, inHand: new Map([["1/acme", 2]]) },
  });
  expect(counts(claims)).toEqual({ 10: 3, 11: 3, 20: 8 });
});
