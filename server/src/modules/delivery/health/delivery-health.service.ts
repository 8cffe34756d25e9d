import { groupBy } from "../../../platform/group-by.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { ChannelService } from "../../channels/index.js";
import type { Scope } from "../../requests/index.js";
import { breakerOfChannel, type BreakerService } from "../gates/breaker.service.js";
import type { BreakerState } from "../gates/gate.js";
import type { DeliveryQueueRepository } from "../queue/delivery-queue.repository.js";
import { DueKind } from "../queue/waiting-queue.js";
import type { AttemptCountRepository, AttemptSum } from "./attempt-count.repository.js";
import type { AttemptCounts } from "./attempt-counts.service.js";
import { percentileMs } from "./latency-buckets.js";

/** How sending goes by one provider of one channel. */
export interface ProviderHealth {
  channelKey: string;
  providerKey: string;
  attemptCount: number;
  failureCount: number;
  p50Ms: number | null;
  p95Ms: number | null;
  queuedCount: number;
  oldestQueuedSeconds: number | null;
  breaker: BreakerState;
}

export interface DeliveryHealthDeps {
  channels: ChannelService;
  breakers: BreakerService;
  queue: DeliveryQueueRepository;
  rows: AttemptCountRepository;
  counts: AttemptCounts;
}

/** The messages that wait for one provider of a channel. */
interface Queued {
  count: number;
  /** When the first of them was due, in milliseconds since 1970. */
  dueAt: number;
}

const LAST_HOUR_MS = 3_600_000;
const NOTHING: Queued = { count: 0, dueAt: Infinity };

/**
 * Shows how sending goes. Its cost depends on the number of channels and minutes, not on that of messages: attempts are counted
 * as they are made, and long queues are counted up to a bound.
 */
export class DeliveryHealthService {
  readonly #runtime: Runtime;
  readonly #deps: DeliveryHealthDeps;

  constructor(runtime: Runtime, deps: DeliveryHealthDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** One for each provider of each channel, in the order of channels and of failover. */
  async ofEnvironment(
    { environmentId }: Scope,
    range: { from?: Date | null; to?: Date | null },
  ): Promise<ProviderHealth[]> {
    const { channels, breakers, rows, counts } = this.#deps;
    const { database, clock } = this.#runtime;
    await counts.flush();
    const list = await channels.allOf(environmentId);
    const now = clock.now();
    const to = range.to ?? null;
    const from = range.from ?? new Date((to?.getTime() ?? now) - LAST_HOUR_MS);
    const byChannel = await breakers.byChannel(
      environmentId,
      list.map(({ id }) => id),
    );
    const sums = groupBy(await rows.sums(database, environmentId, { from, to }), nameOf);
    const queues = await this.#queues(environmentId, now);
    return list.flatMap(({ id: channelId, key: channelKey }) => {
      // A channel may have one provider twice, with other settings.
      const providers = groupBy(byChannel.get(channelId) ?? [], ({ providerKey }) => providerKey);
      return [...providers].map(([providerKey, its]): ProviderHealth => {
        const name = nameOf({ channelId, providerKey });
        const queued = queues.get(name) ?? NOTHING;
        return {
          ...{ channelKey, providerKey, ...countsOf(sums.get(name) ?? []), breaker: breakerOfChannel(its) },
          queuedCount: queued.count,
          oldestQueuedSeconds: queued.dueAt <= now ? Math.floor((now - queued.dueAt) / 1000) : null,
        };
      });
    });
  }

  /** By channel and provider. */
  async #queues(environmentId: number, now: number): Promise<Map<string, Queued>> {
    const { database } = this.#runtime;
    const { queue, rows } = this.#deps;
    const waiting = (await queue.waiting(database, now)).filter(
      (each) => each.environmentId === environmentId && each.dueKind !== DueKind.DECIDE,
    );
    const counts = await rows.queued(database, waiting);
    const queues = new Map<string, Queued>();
    for (const [index, { channelId, providerKey, dueAt }] of waiting.entries()) {
      if (providerKey === null) continue;
      const name = nameOf({ channelId, providerKey });
      const known = queues.get(name) ?? NOTHING;
      const count = known.count + (counts[index] ?? 0);
      queues.set(name, { count, dueAt: Math.min(known.dueAt, dueAt.getTime()) });
    }
    return queues;
  }
}

function nameOf({ channelId, providerKey }: { channelId: number; providerKey: string }): string {
  return `${channelId}/${providerKey}`;
}

function countsOf(
  sums: readonly AttemptSum[],
): Pick<ProviderHealth, "attemptCount" | "failureCount" | "p50Ms" | "p95Ms"> {
  const byBucket = new Map<number, number>();
  for (const { bucket, count } of sums) byBucket.set(bucket, (byBucket.get(bucket) ?? 0) + count);
  const countOf = (chosen: readonly AttemptSum[]): number => chosen.reduce((sum, { count }) => sum + count, 0);
  return {
    attemptCount: countOf(sums),
    failureCount: countOf(sums.filter(({ isFailed }) => isFailed)),
    p50Ms: percentileMs(byBucket, 0.5),
    p95Ms: percentileMs(byBucket, 0.95),
  };
}
