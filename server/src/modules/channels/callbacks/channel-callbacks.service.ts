import { createHash, timingSafeEqual } from "node:crypto";
import { LRUCache } from "lru-cache";
import { expiresAfter, lookUp } from "../../../platform/cache/index.js";
import { refused } from "../../../platform/errors/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { recordCall } from "../../audit/index.js";
import type { Scope } from "../../requests/index.js";
import type { ChannelRow } from "../channel.repository.js";
import type { ChannelService } from "../channel.service.js";
import type { ChannelCallbackRepository, ChannelCallbackRow } from "./channel-callback.repository.js";

/** A called callback URL, with its channel. */
export interface CallbackDoor {
  environmentId: number;
  channelId: number;
  handle: string;
}

export interface ChannelCallbacksDeps {
  rows: ChannelCallbackRepository;
  channels: ChannelService;
  /** `CARILLON_PUBLIC_URL`: the URL by which vendors reach this server, or null. */
  publicUrl: string | null;
}

type ChannelOfUrl = Pick<ChannelRow, "environment_id" | "id" | "key">;

const SECRET_BYTES = 30;
const SECRET = /^[\w-]{40}$/;
const HANDLE_LENGTH = 12;
/** After a rotation, the vendor's settings and sent messages still contain the old secret. */
const OLD_SECRET_MS = 24 * 3_600_000;
const CACHE_MS = 10_000;
const CACHE_MAX = 10_000;
const CHANGED_TOPIC = "channels.callbacks";

/**
 * The callback URLs of channels: `/callbacks/{channelKey}/{secret}`. The secret identifies the environment and the
 * channel.
 */
export class ChannelCallbacks {
  readonly #runtime: Runtime;
  readonly #deps: ChannelCallbacksDeps;
  readonly #byHandle: LRUCache<string, Promise<ChannelCallbackRow | "none">>;
  /** The secrets by channel. An empty string means that the channel cannot have one. */
  readonly #secrets: LRUCache<number, Promise<string>>;
  /** The server's own URL. Null until the server listens. */
  #ownUrl: string | null = null;

  constructor(runtime: Runtime, deps: ChannelCallbacksDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
    const ends = expiresAfter(runtime.clock, CACHE_MS);
    this.#byHandle = new LRUCache({ max: CACHE_MAX, ...ends });
    this.#secrets = new LRUCache({ max: CACHE_MAX, ...ends });
    runtime.hints.subscribe(CHANGED_TOPIC, () => this.#forget());
    runtime.hints.onGap(() => this.#forget());
  }

  /** Sets the server's own URL, the base of callback URLs if `CARILLON_PUBLIC_URL` is not set. */
  listensAt(url: string): void {
    this.#ownUrl = url;
  }

  /** The callback URL of a channel, for the operator. Null if the channel has none or the base is unknown. */
  urlOf(channel: ChannelOfUrl): Promise<string | null> {
    return this.#urlAt(this.#deps.publicUrl ?? this.#ownUrl, channel);
  }

  /** The callback URL for vendors that take it with each message. Null unless `CARILLON_PUBLIC_URL` is set. */
  urlForMessages(channel: ChannelOfUrl): Promise<string | null> {
    return this.#urlAt(this.#deps.publicUrl, channel);
  }

  /** The URL of a received callback as the vendor knows it, without the query. */
  async urlOfDoor(channelKey: string, handle: string): Promise<string | null> {
    const base = this.#deps.publicUrl ?? this.#ownUrl;
    const row = await this.#find(handle);
    const secret = row && this.#open(row);
    return base === null || secret === null ? null : urlFrom(base, channelKey, secret);
  }

  /** The channel of a callback URL. Null if the secret is wrong or expired. */
  async door(channelKey: string, secret: string): Promise<CallbackDoor | null> {
    if (!SECRET.test(secret)) return null;
    const row = await this.#find(secret.slice(0, HANDLE_LENGTH));
    if (!row || !isSameHash(row.hash, hashOf(secret))) return null;
    if (row.expires_at !== null && row.expires_at.getTime() <= this.#runtime.clock.now()) return null;
    const { environment_id: environmentId, channel_id: channelId, handle } = row;
    const channel = (await this.#deps.channels.byNumbers(environmentId, [channelId])).get(channelId);
    if (!channel || channel.deleted_at !== null || channel.key !== channelKey) return null;
    return { environmentId, channelId, handle };
  }

  /** Gives a channel a new secret. The old one is accepted for one more day. */
  async rotate(scope: Scope, channelKey: string): Promise<ChannelRow> {
    const { channels, rows } = this.#deps;
    const channel = await channels.existing(scope, channelKey);
    const made = this.#make(channel);
    if (!made) {
      const message = "This server has no key to encrypt the secret with. Its operator sets CARILLON_ENCRYPTION_KEYS.";
      throw refused("CONFLICT", { path: ["channelKey"], code: "no_encryption_key", message });
    }
    const now = this.#runtime.clock.now();
    await this.#runtime.database.transaction(async (tx) => {
      const at = { now: new Date(now), expiresAt: new Date(now + OLD_SECRET_MS) };
      await rows.retire(tx, { environmentId: channel.environment_id, channelId: channel.id }, at);
      await rows.insert(tx, made);
      await recordCall(tx, scope);
    });
    this.#forget();
    this.#runtime.hints.publish(CHANGED_TOPIC, String(channel.id));
    return channel;
  }

  /** Encrypts all secrets with the first key. Secrets that no key decrypts are counted and kept. */
  async reseal(): Promise<{ resealedCount: number; unreadableCount: number }> {
    const { database, encryption } = this.#runtime;
    const counts = { resealedCount: 0, unreadableCount: 0 };
    for (const row of await this.#deps.rows.all(database)) {
      if (encryption.isCurrent(row.secret)) continue;
      const secret = this.#open(row);
      if (secret === null) counts.unreadableCount += 1;
      else if (await this.#deps.rows.reseal(database, row, encryption.seal(secret, contextOf(row)))) {
        counts.resealedCount += 1;
      }
    }
    return counts;
  }

  async #urlAt(base: string | null, channel: ChannelOfUrl): Promise<string | null> {
    if (base === null) return null;
    const secret = await lookUp(this.#secrets, channel.id, () => this.#secretOf(channel));
    return secret === "" ? null : urlFrom(base, channel.key, secret);
  }

  /** The channel's secret, created on first use. */
  async #secretOf(channel: ChannelOfUrl): Promise<string> {
    const { rows } = this.#deps;
    const { database } = this.#runtime;
    const place = { environmentId: channel.environment_id, channelId: channel.id };
    const known = await rows.currentOf(database, place);
    if (known) return this.#open(known) ?? "";
    const made = this.#make(channel);
    if (!made) return "";
    await rows.insert(database, made);
    const stored = await rows.currentOf(database, place);
    return (stored && this.#open(stored)) ?? "";
  }

  #make(channel: ChannelOfUrl): ChannelCallbackRow | null {
    const { encryption, clock } = this.#runtime;
    if (!encryption.canSeal) return null;
    const secret = Buffer.from(this.#runtime.randomBytes(SECRET_BYTES)).toString("base64url");
    const place = { environment_id: channel.environment_id, channel_id: channel.id };
    return {
      ...place,
      handle: secret.slice(0, HANDLE_LENGTH),
      hash: hashOf(secret),
      secret: encryption.seal(secret, contextOf(place)),
      created_at: new Date(clock.now()),
      expires_at: null,
    };
  }

  #open(row: ChannelCallbackRow): string | null {
    const opened = this.#runtime.encryption.open(row.secret, contextOf(row));
    return opened.ok ? opened.text : null;
  }

  async #find(handle: string): Promise<ChannelCallbackRow | null> {
    const found = await lookUp(this.#byHandle, handle, async () => {
      return (await this.#deps.rows.byHandle(this.#runtime.database, handle)) ?? "none";
    });
    return found === "none" ? null : found;
  }

  #forget(): void {
    this.#byHandle.clear();
    this.#secrets.clear();
  }
}

function urlFrom(base: string, channelKey: string, secret: string): string {
  return `${base.replace(/\/$/, "")}/callbacks/${channelKey}/${secret}`;
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/** Compares in constant time. */
function isSameHash(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The encryption context: a ciphertext decrypts only for its environment and channel. */
function contextOf({ environment_id, channel_id }: Pick<ChannelCallbackRow, "environment_id" | "channel_id">): string {
  return `channel_callbacks/${environment_id}/${channel_id}`;
}
