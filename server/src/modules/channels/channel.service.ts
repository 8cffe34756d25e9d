import { LRUCache } from "lru-cache";
import { expiresAfter } from "../../platform/cache/index.js";
import { badInput, checkText, refused, type InputIssue } from "../../platform/errors/index.js";
import type { EntityStore, Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../requests/index.js";
import type { ChannelType } from "./channel-type.js";
import { ChannelRepository, type ChannelRow } from "./channel.repository.js";

const CACHE_MS = 5000;
const CACHE_MAX = 10_000;
const CHANGED_TOPIC = "channels.changed";

/** Channels are few and change rarely: each process keeps an environment's list for a few seconds. */
export class ChannelService {
  readonly #runtime: Runtime;
  readonly #channels = new ChannelRepository();
  readonly #lists: LRUCache<number, ChannelRow[]>;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#lists = new LRUCache({ max: CACHE_MAX, ...expiresAfter(runtime.clock, CACHE_MS) });
    runtime.hints.subscribe(CHANGED_TOPIC, (environmentId) => this.#lists.delete(Number(environmentId)));
    runtime.hints.onGap(() => this.#lists.clear());
  }

  /** A few seconds old at most. `q`: the caller's own connection, if it holds one. */
  async allOf(environmentId: number, q: EntityStore = this.#runtime.database): Promise<ChannelRow[]> {
    const known = this.#lists.get(environmentId);
    if (known) return known;
    const channels = await this.#channels.allOf(q, environmentId);
    this.#lists.set(environmentId, channels);
    return channels;
  }

  /** As they are now, and remembered from now on. Within a transaction also what it made itself, and then not remembered. */
  async freshOf(environmentId: number, tx?: EntityStore): Promise<ChannelRow[]> {
    if (tx) return this.#channels.allOf(tx, environmentId);
    this.#lists.delete(environmentId);
    return this.allOf(environmentId);
  }

  /** Null when there is none. A channel made a moment ago by another process is found. */
  async byKey(scope: Scope, key: string): Promise<ChannelRow | null> {
    return this.#find(scope.environmentId, (channel) => channel.key === key);
  }

  async byId(environmentId: number, id: number): Promise<ChannelRow | null> {
    return this.#find(environmentId, (channel) => channel.id === id);
  }

  /** The channel that is meant when one of this type is left out; null when there is none of this type. */
  async defaultOf(scope: Scope, type: ChannelType): Promise<ChannelRow | null> {
    return this.#find(scope.environmentId, (channel) => channel.type === type && channel.is_default);
  }

  /** The in-app channel with this key, or the environment's default one; refuses when there is none. */
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

  /** For seeds: makes the channel unless there is one with its key. */
  async ensure(
    q: EntityStore,
    channel: Pick<ChannelRow, "environment_id" | "key" | "type" | "name" | "is_default">,
  ): Promise<void> {
    const at = new Date(this.#runtime.clock.now());
    await this.#channels.insert(q, { ...channel, public_id: this.#runtime.newUuid(), created_at: at });
    this.invalidate(channel.environment_id);
  }

  /** Makes a channel in the caller's transaction; the first of its type becomes the default. Call `invalidate` after the commit. */
  async create(tx: Tx, scope: Scope, input: { channelKey: string; type: ChannelType; name: string }): Promise<void> {
    const issues = checkChannel(input);
    if (issues.length > 0) throw badInput(issues);

    const { environmentId } = scope;
    await this.#channels.lockEnvironment(tx, environmentId);
    const others = await this.#channels.allOf(tx, environmentId);
    const isNew = await this.#channels.insert(tx, {
      public_id: this.#runtime.newUuid(),
      environment_id: environmentId,
      key: input.channelKey,
      type: input.type,
      name: input.name,
      is_default: !others.some((channel) => channel.type === input.type && channel.is_default),
      created_at: new Date(this.#runtime.clock.now()),
    });
    if (isNew) return;
    const message = `There is already a channel "${input.channelKey}" in this environment.`;
    throw refused("CONFLICT", { path: ["channelKey"], code: "taken", message });
  }

  /** Forgets what is remembered, here and in other processes. */
  invalidate(environmentId: number): void {
    this.#lists.delete(environmentId);
    this.#runtime.hints.publish(CHANGED_TOPIC, String(environmentId));
  }

  async #find(environmentId: number, isMeant: (channel: ChannelRow) => boolean): Promise<ChannelRow | null> {
    const known = (await this.allOf(environmentId)).find(isMeant);
    if (known) return known;
    return (await this.freshOf(environmentId)).find(isMeant) ?? null;
  }
}

function checkChannel(input: { channelKey: string; type: ChannelType; name: string }): InputIssue[] {
  const issues = checkText(input.name, ["name"], 255);
  if (input.name.trim() === "") issues.push({ path: ["name"], code: "empty", message: "A name may not be empty." });
  if (!/^[a-z0-9][a-z0-9_-]{1,62}$/.test(input.channelKey)) {
    const message = "2 to 63 lower-case letters, digits, dashes and underscores, beginning with a letter or digit.";
    issues.push({ path: ["channelKey"], code: "invalid_format", message });
  }
  if (input.type !== "IN_APP") {
    const message = `Channels of type ${input.type} cannot be made yet; only IN_APP.`;
    issues.push({ path: ["type"], code: "unsupported_channel", message });
  }
  return issues;
}
