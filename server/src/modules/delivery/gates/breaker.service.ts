import type { Runtime } from "../../../platform/runtime/index.js";
import type { ChannelRow, ChannelService } from "../../channels/index.js";
import type { Scope } from "../../requests/index.js";
import { DELIVERIES_TOPIC } from "../queue/deliveries-topic.js";
import { breakerOf, closed, type BreakerState } from "./gate.js";
import type { GateRepository, ProviderHoldRow } from "./gate.repository.js";

/** A provider of a channel, and what pauses it. Times are milliseconds since 1970. */
export interface Breaker {
  channelId: number;
  providerKey: string;
  state: BreakerState;
  code: string | null;
  reason: string | null;
  stoppedAt: Date | null;
  retryAt: Date | null;
}

export interface BreakerDeps {
  rows: GateRepository;
  channels: ChannelService;
}

const FAILING = "Nearly all requests to the provider failed of late.";
const PAUSED = "The provider asked to wait.";

/** Shows operators which providers are stopped or paused, and resumes them. */
export class BreakerService {
  readonly #runtime: Runtime;
  readonly #deps: BreakerDeps;

  constructor(runtime: Runtime, deps: BreakerDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** The breakers of each channel, in failover order. */
  async byChannel(environmentId: number, channelIds: readonly number[]): Promise<Map<number, Breaker[]>> {
    const { database, clock } = this.#runtime;
    const now = clock.now();
    const rows = await this.#deps.rows.holds(database, environmentId, channelIds);
    const byChannel = new Map<number, Breaker[]>(channelIds.map((id) => [id, []]));
    for (const row of rows) byChannel.get(row.channelId)?.push(toBreaker(row, now));
    return byChannel;
  }

  /** Closes the breakers of a channel's providers. Returns how many were open. */
  async resume(scope: Scope, channelKey: string): Promise<{ channel: ChannelRow; resumedCount: number }> {
    const { rows, channels } = this.#deps;
    const { database, clock, hints } = this.#runtime;
    const channel = await channels.existing(scope, channelKey);
    const held = ((await this.byChannel(scope.environmentId, [channel.id])).get(channel.id) ?? []).filter(
      ({ state }) => state !== "closed",
    );
    const { environmentId } = scope;
    const keys = [...new Set(held.map(({ providerKey }) => providerKey))].map((providerKey) => ({
      environmentId,
      providerKey,
    }));
    await database.transaction(async (tx) => {
      await rows.resume(tx, channel.id);
      const gates = await rows.lock(tx, keys);
      const after = gates.map((each) => ({ ...each, gate: closed(each.gate) }));
      if (after.length > 0) await rows.update(tx, after);
    });
    this.#runtime.log.info({ event: "delivery.channel_resumed", channelId: channel.id, at: clock.now() });
    hints.publish(DELIVERIES_TOPIC, "");
    return { channel, resumedCount: held.length };
  }
}

/** A channel sends as long as one of its providers does. */
export function breakerOfChannel(breakers: readonly Pick<Breaker, "state">[]): BreakerState {
  if (breakers.length === 0 || breakers.some(({ state }) => state === "closed")) return "closed";
  return breakers.some(({ state }) => state === "half_open") ? "half_open" : "open";
}

function toBreaker(row: ProviderHoldRow, now: number): Breaker {
  const { channelId, providerKey, stoppedAt, stoppedUntil, code, reason, gate } = row;
  const base = { channelId, providerKey };
  if (stoppedUntil !== null) {
    const state = stoppedUntil.getTime() > now ? "open" : "half_open";
    return { ...base, state, code, reason, stoppedAt, retryAt: stoppedUntil };
  }
  const state = gate ? breakerOf(gate, now) : "closed";
  const nothing = { ...base, state, code: null, stoppedAt: null };
  if (!gate || gate.openUntil === null) return { ...nothing, reason: null, retryAt: null };
  return { ...nothing, reason: gate.tripCount > 0 ? FAILING : PAUSED, retryAt: new Date(gate.openUntil) };
}
