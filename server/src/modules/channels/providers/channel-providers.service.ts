import { isJsonObject, type JsonObject } from "../../../platform/json.js";
import type { KeyRing } from "../../../platform/encryption/index.js";
import type { EntityStore, Tx } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { InputIssue } from "../../../platform/errors/index.js";
import type { ChannelType } from "../channel-type.js";
import type { EntryAddress } from "../data/entry-address.js";
import type { ChannelProviderRepository, ChannelProviderRow } from "./channel-provider.repository.js";
import type { ProviderKind, SettingsFault } from "./provider-kind.js";
import { hintOf, readSettings, type SplitSettings } from "./provider-settings.js";

/** A provider in a call. */
export interface GivenProvider {
  providerKey: string;
  settings: JsonObject;
}

/** A provider of a channel with its decrypted secrets, or the reason why they cannot be decrypted. */
export type OpenedProvider =
  | { ok: true; providerKey: string; position: number; settings: JsonObject; secrets: JsonObject }
  | { ok: false; providerKey: string; position: number; reason: "key_missing" | "damaged" };

/** A provider that passed validation. */
export type CheckedProvider = SplitSettings & { kind: ProviderKind };

export type CheckedProviders = { ok: true; providers: CheckedProvider[] } | { ok: false; issues: InputIssue[] };

const PROVIDERS_MAX = 5;

/** The providers of channels, and the only place where their secrets are encrypted and decrypted. */
export class ChannelProviders {
  readonly #runtime: Runtime;
  readonly #rows: ChannelProviderRepository;
  readonly #kinds: ReadonlyMap<string, ProviderKind>;

  constructor(runtime: Runtime, rows: ChannelProviderRepository, kinds: readonly ProviderKind[]) {
    this.#runtime = runtime;
    this.#rows = rows;
    this.#kinds = new Map(kinds.map((kind) => [kind.key, kind]));
  }

  /** All providers of this release. */
  get kinds(): readonly ProviderKind[] {
    return [...this.#kinds.values()];
  }

  /** Providers by channel, in failover order, without secrets. */
  async byChannel(
    environmentId: number,
    channelIds: readonly number[],
    store: EntityStore = this.#runtime.database,
  ): Promise<Map<number, ChannelProviderRow[]>> {
    const byChannel = new Map<number, ChannelProviderRow[]>(channelIds.map((id) => [id, []]));
    const rows = await this.#rows.ofChannels(store, environmentId, channelIds);
    for (const row of rows) byChannel.get(row.channel_id)?.push(row);
    return byChannel;
  }

  /** By channel: whether one of its providers reports message outcomes by callbacks. */
  async thatCallBack(environmentId: number, channelIds: readonly number[]): Promise<Map<number, boolean>> {
    const byChannel = await this.byChannel(environmentId, channelIds);
    const callsBack = ({ provider_key }: ChannelProviderRow): boolean =>
      this.#kinds.get(provider_key)?.hasCallbacks ?? false;
    return new Map([...byChannel].map(([id, rows]) => [id, rows.some(callsBack)]));
  }

  open(row: ChannelProviderRow): OpenedProvider {
    const { provider_key: providerKey, position, settings } = row;
    if (row.secrets === null) return { ok: true, providerKey, position, settings, secrets: {} };
    const opened = this.#ring.open(row.secrets, contextOf(row));
    if (!opened.ok) return { ok: false, providerKey, position, reason: opened.reason };
    const secrets: unknown = JSON.parse(opened.text);
    if (!isJsonObject(secrets)) return { ok: false, providerKey, position, reason: "damaged" };
    return { ok: true, providerKey, position, settings, secrets };
  }

  /** Whether the settings of one provider contain the address of the channel's messages. */
  haveAddress(providers: readonly CheckedProvider[]): boolean {
    return providers.some(({ kind, secrets }) => kind.addressNames.some((name) => Object.hasOwn(secrets, name)));
  }

  /** The provider's objection to a recipient's address, or null. */
  addressFault({ provider_key, settings }: ChannelProviderRow, address: EntryAddress): SettingsFault | null {
    return this.#kinds.get(provider_key)?.addressFault(address, settings) ?? null;
  }

  /** What is missing before a channel can send. */
  issuesOf(type: ChannelType, rows: readonly ChannelProviderRow[]): InputIssue[] {
    if (type === "IN_APP") return [];
    if (rows.length === 0) {
      return [{ path: ["providers"], code: "no_provider", message: "It has no provider, so nothing is sent." }];
    }
    return rows.map((row) => this.open(row)).flatMap((opened) => (opened.ok ? [] : [unreadable(opened)]));
  }

  /**
   * Validates providers against their schemas. `stored`: the channel's current providers, whose secrets may be
   * omitted.
   */
  check(
    given: readonly GivenProvider[],
    type: ChannelType,
    stored: readonly ChannelProviderRow[] = [],
  ): CheckedProviders {
    const issues: InputIssue[] = [];
    const providers: CheckedProvider[] = [];
    if (given.length > PROVIDERS_MAX) {
      const message = `A channel has at most ${PROVIDERS_MAX} providers.`;
      return { ok: false, issues: [{ path: ["providers"], code: "too_many", message }] };
    }
    const left = [...stored];
    for (const [index, { providerKey, settings }] of given.entries()) {
      const path = ["providers", String(index)];
      const kind = this.#kinds.get(providerKey);
      if (!kind || !kind.channelTypes.includes(type)) {
        issues.push(unknownProvider(path, { providerKey, type, known: kind !== undefined, kinds: this.kinds }));
        continue;
      }
      // A provider that is named twice is matched in order.
      const at = left.findIndex((row) => row.provider_key === providerKey);
      const row = at === -1 ? undefined : left.splice(at, 1)[0];
      const read = readSettings(kind, settings, {
        stored: row ? this.#storedOf(row) : null,
        path: [...path, "settings"],
      });
      if (!read.ok) issues.push(...read.issues);
      else if (Object.keys(read.secrets).length > 0 && !this.#ring.canSeal) issues.push(noKey(path));
      else providers.push({ kind, settings: read.settings, secrets: read.secrets });
    }
    return issues.length > 0 ? { ok: false, issues } : { ok: true, providers };
  }

  /** Replaces the providers of a channel. */
  async replace(
    tx: Tx,
    channel: { environmentId: number; channelId: number },
    providers: readonly CheckedProvider[],
  ): Promise<void> {
    const rows = providers.map(({ kind, settings, secrets }, position) => {
      const place = { environment_id: channel.environmentId, channel_id: channel.channelId, provider_key: kind.key };
      const hints = Object.entries(secrets).map(([name, value]) => [name, hintOf(value)] as const);
      const sealed = hints.length === 0 ? null : this.#ring.seal(JSON.stringify(secrets), contextOf(place));
      return { ...place, position, settings, secret_hints: Object.fromEntries(hints), secrets: sealed };
    });
    await this.#rows.replace(tx, channel, rows);
  }

  /** Encrypts all secrets with the first key. Secrets that no key decrypts are counted and kept. */
  async reseal(): Promise<{ resealedCount: number; unreadableCount: number }> {
    const { database } = this.#runtime;
    const counts = { resealedCount: 0, unreadableCount: 0 };
    for (const row of await this.#rows.all(database)) {
      if (row.secrets === null || this.#ring.isCurrent(row.secrets)) continue;
      const opened = this.#ring.open(row.secrets, contextOf(row));
      if (!opened.ok) {
        counts.unreadableCount += 1;
        continue;
      }
      const sealed = this.#ring.seal(opened.text, contextOf(row));
      if (await database.transaction((tx) => this.#rows.reseal(tx, row, sealed))) counts.resealedCount += 1;
    }
    return counts;
  }

  get #ring(): KeyRing {
    return this.#runtime.encryption;
  }

  #storedOf(row: ChannelProviderRow) {
    const opened = this.open(row);
    return { settings: row.settings, secrets: opened.ok ? opened.secrets : {}, hints: row.secret_hints };
  }
}

/** The encryption context: a ciphertext decrypts only for its environment, channel and provider. */
function contextOf(row: Pick<ChannelProviderRow, "environment_id" | "channel_id" | "provider_key">): string {
  return `channel_providers/${row.environment_id}/${row.channel_id}/${row.provider_key}`;
}

function unreadable({ position, reason }: { position: number; reason: "key_missing" | "damaged" }): InputIssue {
  const message =
    reason === "key_missing"
      ? "Its secrets were encrypted by a key that this server does not have. Add the key to CARILLON_ENCRYPTION_KEYS, or give the secrets again."
      : "Its stored secrets are damaged. Give them again.";
  return { path: ["providers", String(position)], code: `secrets_${reason}`, message };
}

function noKey(path: readonly string[]): InputIssue {
  const message =
    "This server has no key to encrypt the secrets with. Its operator sets CARILLON_ENCRYPTION_KEYS, for instance to the " +
    "output of: openssl rand -base64 32";
  return { path: [...path, "settings"], code: "no_encryption_key", message };
}

function unknownProvider(
  path: readonly string[],
  about: { providerKey: string; type: ChannelType; known: boolean; kinds: readonly ProviderKind[] },
): InputIssue {
  const { providerKey, type, known, kinds } = about;
  const fitting = kinds.filter(({ channelTypes }) => channelTypes.includes(type)).map(({ key }) => key);
  const list = fitting.length > 0 ? `there are: ${fitting.join(", ")}` : "this type has none";
  const code = known ? "wrong_channel_type" : "unknown_provider";
  const what = known
    ? `The provider "${providerKey}" serves no channels`
    : `There is no provider "${providerKey.slice(0, 40)}"`;
  return { path: [...path, "providerKey"], code, message: `${what} of type ${type}; ${list}.` };
}
