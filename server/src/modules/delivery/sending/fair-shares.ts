import type { ChannelClaim, WaitingChannel } from "../queue/delivery-queue.repository.js";

export interface Slots {
  /** How many deliveries may be claimed in all. */
  free: number;
  /** How many of one channel may be in hand. */
  perChannel: number;
  /** How many of each channel are in hand. */
  inHand: ReadonlyMap<number, number>;
}

/** Shares free slots out evenly, first between environments, then between the channels of each. */
export function fairShares(due: readonly WaitingChannel[], { free, perChannel, inHand }: Slots): ChannelClaim[] {
  const byEnvironment = new Map<number, { channelId: number; room: number; count: number }[]>();
  for (const { environment_id, channel_id } of due) {
    const room = perChannel - (inHand.get(channel_id) ?? 0);
    if (room <= 0) continue;
    const channels = byEnvironment.get(environment_id) ?? [];
    byEnvironment.set(environment_id, channels);
    channels.push({ channelId: channel_id, room, count: 0 });
  }
  const environments = [...byEnvironment.values()];
  let left = free;
  // Each round gives every environment one slot, which goes to that of its channels that has the fewest.
  for (let given = -1; left > 0 && given !== 0;) {
    given = 0;
    for (const channels of environments) {
      const open = channels.filter(({ count, room }) => count < room);
      const [least] = open.sort((one, other) => one.count - other.count);
      if (!least || left === 0) continue;
      least.count += 1;
      left -= 1;
      given += 1;
    }
  }
  return environments.flat().filter(({ count }) => count > 0);
}
