import { DueKind, gateNameOf, type QueueShare, type WaitingQueue } from "../queue/waiting-queue.js";

export interface Slots {
  /** Free slots in total. */
  free: number;
  /** Maximum running deliveries per gate. */
  perGate: number;
  /** Running deliveries by gate. */
  inHand: ReadonlyMap<string, number>;
}

/** Divides free slots evenly, first among environments, then among the queues of each. */
export function fairShares(due: readonly WaitingQueue[], { free, perGate, inHand }: Slots): QueueShare[] {
  const rooms = new Map<string, number>();
  const byEnvironment = new Map<number, QueueShare[]>();
  for (const queue of due) {
    const gateName = slotsOf(queue);
    rooms.set(gateName, perGate - (inHand.get(gateName) ?? 0));
    const shares = byEnvironment.get(queue.environmentId) ?? [];
    byEnvironment.set(queue.environmentId, shares);
    shares.push({ ...queue, gateName, count: 0 });
  }
  const environments = [...byEnvironment.values()];
  const roomOf = ({ gateName }: QueueShare): number => rooms.get(gateName) ?? 0;
  let left = free;
  // Each round gives every environment one slot, for the queue with the fewest slots.
  for (let given = -1; left > 0 && given !== 0;) {
    given = 0;
    for (const shares of environments) {
      const [least] = shares.filter((share) => roomOf(share) > 0).sort((one, other) => one.count - other.count);
      if (!least || left === 0) continue;
      least.count += 1;
      rooms.set(least.gateName, roomOf(least) - 1);
      left -= 1;
      given += 1;
    }
  }
  return environments.flat().filter(({ count }) => count > 0);
}

/** Decisions without a request have slots of their own. */
function slotsOf({ environmentId, channelId, providerKey, dueKind }: WaitingQueue): string {
  const isFree = providerKey === null || dueKind === DueKind.DECIDE;
  return isFree ? `${environmentId}//${channelId}` : gateNameOf({ environmentId, providerKey });
}
