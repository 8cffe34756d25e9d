import { LRUCache } from "lru-cache";
import { expiresAfter } from "../../platform/cache/index.js";
import { badInput } from "../../platform/errors/index.js";
import type { EntityStore } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../requests/index.js";
import type { ChannelType } from "./channel-type.js";
import type { ChannelRepository, ChannelRow } from "./channel.repository.js";
import { noSuchChannel } from "./unknown-channel.js";

const CACHE_MS = 5000;
const CACHE_MAX = 10_000;
const CHANGED_TOPIC = "channels.changed";

interface Known {
  live: ChannelRow[];
  /** All channels by number, including deleted ones. */
  byNumber: Map<number, ChannelRow>;
}

/** Channels are few and change rarely, so each process caches an environment's list for a few seconds. */
export class ChannelService {
  readonly #runtime: Runtime;
  readonly #channels: ChannelRepository;
  readonly #lists: LRUCache<number, Known>;

  constructor(runtime: Runtime, channels: ChannelRepository) {
    this.#runtime = runtime;
    this.#channels = channels;
    this.#lists = new LRUCache({ max: CACHE_MAX, ...expiresAfter(runtime.clock, CACHE_MS) });
    runtime.hints.subscribe(CHANGED_TOPIC, (environmentId) => this.#lists.delete(Number(environmentId)));
    runtime.hints.onGap(() => this.#lists.clear());
  }

  /** The channels, at most a few seconds old. `q` is the caller's connection, if the caller holds one. */
  async allOf(environmentId: number, q?: EntityStore): Promise<ChannelRow[]> {
    return (await this.#known(environmentId, q)).live;
  }

  /**
   * The current channels, which are then cached. In a transaction, includes its uncommitted changes and does not
   * cache.
   */
  async freshOf(environmentId: number, tx?: EntityStore): Promise<ChannelRow[]> {
    if (tx) return (await this.#channels.allOf(tx, environmentId)).filter(isLive);
    this.#lists.delete(environmentId);
    return this.allOf(environmentId);
  }

  /**
   * The channels with these numbers, including deleted ones, because messages refer to them. Reads again if a number
   * is missing, because another process may have just created it.
   */
  async byNumbers(environmentId: number, ids: readonly number[]): Promise<Map<number, ChannelRow>> {
    const known = (await this.#known(environmentId)).byNumber;
    if (ids.every((id) => known.has(id))) return known;
    this.#lists.delete(environmentId);
    return (await this.#known(environmentId)).byNumber;
  }

  /** The channel with this key, or null. Finds channels that another process has just created. */
  async byKey(scope: Scope, key: string): Promise<ChannelRow | null> {
    return this.#find(scope.environmentId, (channel) => channel.key === key);
  }

  /** The channel with this key, or `NOT_FOUND`. */
  async existing(scope: Scope, key: string): Promise<ChannelRow> {
    const channel = await this.byKey(scope, key);
    if (!channel) throw noSuchChannel(key);
    return channel;
  }

  /** The default channel of a type, or null. */
  async defaultOf(scope: Scope, type: ChannelType): Promise<ChannelRow | null> {
    return this.#find(scope.environmentId, (channel) => channel.type === type && channel.is_default);
  }

  /** The in-app channel with this key, or the environment's default one. Refuses if there is none. */
  async inApp(environmentId: number, key: string | null | undefined, path: string[]): Promise<ChannelRow> {
    const isMeant = (channel: ChannelRow): boolean =>
      channel.type === "IN_APP" && (key == null ? channel.is_default : channel.key === key);
    const found = await this.#find(environmentId, isMeant);
    if (found) return found;

    const inApp = (await this.allOf(environmentId)).filter((channel) => channel.type === "IN_APP");
    const known = inApp.map((channel) => `"${channel.key}"`).join(", ") || "none yet";
    const message = `There is no such in-app channel in this environment; there are: ${known}.`;
    throw badInput([{ path, code: "unknown_channel", message }]);
  }

  /** For seeds: creates the channel unless its key exists. Returns the number of a new channel. */
  async ensure(
    q: EntityStore,
    channel: Pick<ChannelRow, "environment_id" | "key" | "type" | "name" | "is_default">,
  ): Promise<number | null> {
    const at = new Date(this.#runtime.clock.now());
    const byDefault = { is_sandbox: false, has_address: false, conditions: null, overrides: null, on_uncertain: null };
    const row = { ...channel, ...byDefault, public_id: this.#runtime.newUuid(), created_at: at };
    const id = await this.#channels.insert(q, row);
    this.invalidate(channel.environment_id);
    return id;
  }

  /** Deletes the cached list, here and in other processes. */
  invalidate(environmentId: number): void {
    this.#lists.delete(environmentId);
    this.#runtime.hints.publish(CHANGED_TOPIC, String(environmentId));
  }

  async #known(environmentId: number, q: EntityStore = this.#runtime.database): Promise<Known> {
    const known = this.#lists.get(environmentId);
    if (known) return known;
    const channels = await this.#channels.allOf(q, environmentId);
    const read = { live: channels.filter(isLive), byNumber: new Map(channels.map((each) => [each.id, each])) };
    this.#lists.set(environmentId, read);
    return read;
  }

  async #find(environmentId: number, isMeant: (channel: ChannelRow) => boolean): Promise<ChannelRow | null> {
    const known = (await this.allOf(environmentId)).find(isMeant);
    if (known) return known;
    return (await this.freshOf(environmentId)).find(isMeant) ?? null;
  }
}

function isLive({ deleted_at }: ChannelRow): boolean {
  return deleted_at === null;
}
