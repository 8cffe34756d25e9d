/** What is due: a first attempt, a retry, or a decision without a request. The values are stored. */
export const DueKind = { FIRST: 0, RETRY: 1, DECIDE: 2 } as const;

export type DueKind = (typeof DueKind)[keyof typeof DueKind];

/** Due deliveries of one channel, one provider position and one kind. */
export interface WaitingQueue {
  environmentId: number;
  channelId: number;
  position: number;
  dueKind: DueKind;
  /** The due time of the first delivery. */
  dueAt: Date;
  /** Null if the channel no longer has a provider. */
  providerKey: string | null;
  /** Until when the channel's provider is paused; null if it is not. */
  stoppedUntil: Date | null;
  /** Whether the provider fails for all channels of the environment. */
  isFailing: boolean;
  /** The next position whose provider is neither paused nor failing; null if there is none. */
  nextPosition: number | null;
}

/** The number of deliveries of a queue to claim. `gateName` names the slots that they use. */
export interface QueueShare extends WaitingQueue {
  count: number;
  gateName: string;
}

/** The name of a provider's shared state in one environment. */
export function gateNameOf({ environmentId, providerKey }: { environmentId: number; providerKey: string }): string {
  return `${environmentId}/${providerKey}`;
}
