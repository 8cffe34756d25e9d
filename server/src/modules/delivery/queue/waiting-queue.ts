/** What is due: a first attempt, a retry, or a decision without a request. The numbers are stored. */
export const DueKind = { FIRST: 0, RETRY: 1, DECIDE: 2 } as const;

export type DueKind = (typeof DueKind)[keyof typeof DueKind];

/** Due deliveries of one channel, one position in its list of providers, and one kind. */
export interface WaitingQueue {
  environmentId: number;
  channelId: number;
  position: number;
  dueKind: DueKind;
  /** When the first of them is due. */
  dueAt: Date;
  /** Null where the channel has no provider any more. */
  providerKey: string | null;
  /** Until when the channel's provider is stopped; null if it is not. */
  stoppedUntil: Date | null;
  /** Whether the provider fails for all channels of the environment. */
  isFailing: boolean;
  /** The next position whose provider is neither stopped nor failing; null if there is none. */
  nextPosition: number | null;
}

/** How many deliveries of a queue are claimed. `gateName` names the slots that they take. */
export interface QueueShare extends WaitingQueue {
  count: number;
  gateName: string;
}

/** Names what all workers share about a provider in one environment. */
export function gateNameOf({ environmentId, providerKey }: { environmentId: number; providerKey: string }): string {
  return `${environmentId}/${providerKey}`;
}
