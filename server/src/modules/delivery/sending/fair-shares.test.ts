import { expect, test } from "@jest/globals";
import { fairShares } from "./fair-shares.js";

const due = (environment_id: number, channel_id: number) => ({ environment_id, channel_id, due_at: new Date(0) });
const counts = (claims: { channelId: number; count: number }[]) =>
  Object.fromEntries(claims.map(({ channelId, count }) => [channelId, count]));

test("environments get equal shares however many channels they have", () => {
  const claims = fairShares([due(1, 10), due(1, 11), due(1, 12), due(2, 20)], {
    ...{ free: 12, perChannel: 100, inHand: new Map() },
  });
  expect(counts(claims)).toEqual({ 10: 2, 11: 2, 12: 2, 20: 6 });
});

test("a channel that hangs takes no more than its room, and leaves the rest to others", () => {
  const inHand = new Map([[10, 64]]);
  expect(counts(fairShares([due(1, 10), due(1, 11)], { free: 100, perChannel: 64, inHand }))).toEqual({ 11: 64 });
  expect(fairShares([due(1, 10)], { free: 100, perChannel: 64, inHand })).toEqual([]);
  expect(fairShares([due(1, 11)], { free: 0, perChannel: 64, inHand })).toEqual([]);
});
