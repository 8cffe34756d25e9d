import { AppError, badInput, refused, type InputIssue } from "../../../platform/errors/index.js";
import { isObjectKey, userKey } from "../../identifiers/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { Queryable, Tx } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { actingUserId, may, requireRight, type Scope } from "../../requests/index.js";
import type { ChannelRow } from "../channel.repository.js";
import type { ChannelService } from "../channel.service.js";
import type { ChannelProviders } from "../providers/channel-providers.service.js";
import {
  addressOf,
  dataAfter,
  dataWithout,
  type ChannelData,
  type DataEntry,
  type DataType,
  type GivenEntry,
} from "./channel-data.js";
import { entryIdOf, type EntryAddress } from "./entry-address.js";
import type { ChannelDataRepository, DataPlace, DataRow } from "./channel-data.repository.js";
import { ownerName, type DataOwner } from "./data-owner.js";
import { readChannelData } from "./read-channel-data.js";
import { DataSecrets } from "./data-secrets.js";
import { unknownChannel } from "../unknown-channel.js";

export interface ChannelDataDeps {
  channels: ChannelService;
  providers: ChannelProviders;
  rows: ChannelDataRepository;
}

/** A channel with channel data per recipient. */
export type DataChannel = ChannelRow & { type: DataType };

/** Stored data and its channel. */
export interface StoredData {
  channel: DataChannel;
  row: DataRow;
}

/** The entries of one recipient, by channel number. */
export type EntriesByChannel = ReadonlyMap<number, readonly DataEntry[]>;

export const NO_ENTRIES: EntriesByChannel = new Map();

/** The address of an entry, and the token that replaces the channel's. */
export interface OpenedEntry {
  address: EntryAddress;
  accessToken: string | null;
}

/** The entries to remove. If no field is set, all entries. */
export interface EntriesToUnset {
  entryIds?: readonly string[] | null;
  tokens?: readonly string[] | null;
}

/** Maximum size of one owner's encrypted secrets for one channel. */
const SECRETS_MAX_BYTES = 128 * 1024;

/** Reads and writes the push and chat addresses of recipients, and the tokens of tenants. */
export class ChannelDataService {
  readonly #runtime: Runtime;
  readonly #deps: ChannelDataDeps;
  readonly #secrets: DataSecrets;

  constructor(runtime: Runtime, deps: ChannelDataDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
    this.#secrets = new DataSecrets(runtime.encryption);
  }

  /** Stores data. A user token may only store devices of its own user. `isAdded`: entries that are not given stay. */
  async set(
    scope: Scope,
    owner: DataOwner | null,
    { channelKey, data, isAdded }: { channelKey: string; data: JsonObject; isAdded: boolean },
  ): Promise<StoredData> {
    const at = this.#runtime.clock.now();
    const place = await this.#placeOf(scope, owner, channelKey);
    const isTenant = place.owner.kind === "tenant";
    if (!this.#runtime.encryption.canSeal) throw badInput([noKey()]);

    return this.#runtime.database.transaction(async (tx) => {
      await this.#checkTenant(tx, place);
      const before = await this.#deps.rows.lock(tx, place, new Date(at));
      const stored = this.#secrets.open(before, place);
      const read = readChannelData(place.channel.type, data, { stored, isTenant });
      if (!read.ok) throw badInput(underData(read.issues));
      const issues = await this.#providerIssues(tx, place.channel, read.value.entries);
      if (issues.length > 0) throw badInput(underData(issues));
      return this.#write(tx, place, dataAfter(stored, read.value, { isAdded, at }), at);
    });
  }

  /** Removes the data, or some of its entries. Returns the remaining data, or null if none remains. */
  async unset(
    scope: Scope,
    owner: DataOwner | null,
    { channelKey, entryIds, tokens }: EntriesToUnset & { channelKey: string },
  ): Promise<StoredData | null> {
    const at = this.#runtime.clock.now();
    const place = await this.#placeOf(scope, owner, channelKey);
    if (entryIds == null && tokens == null) {
      await this.#runtime.database.transaction((tx) => this.#deps.rows.delete(tx, place));
      return null;
    }
    const ids = new Set([...(entryIds ?? []), ...(tokens ?? []).map((token) => entryIdOf({ token }))]);
    return this.#runtime.database.transaction(async (tx) => {
      const before = await this.#deps.rows.lock(tx, place, new Date(at));
      return this.#writeWithout(tx, { place, before, at }, ({ id }) => ids.has(id));
    });
  }

  /** Data of these owners that the caller may read, by `ownerName`. */
  async ofOwners(scope: Scope, owners: readonly DataOwner[]): Promise<Map<string, StoredData[]>> {
    const { environmentId } = scope;
    const { database } = this.#runtime;
    const keys = owners.flatMap((owner) => (owner.kind === "recipient" ? [owner.recipientKey] : []));
    const tenantIds = owners.flatMap((owner) => (owner.kind === "tenant" ? [owner.tenantId] : []));
    const { rows } = this.#deps;
    const channels = new Map((await this.#deps.channels.allOf(environmentId)).map((channel) => [channel.id, channel]));
    const found = new Map(owners.map((owner): [string, StoredData[]] => [ownerName(owner), []]));
    const add = (name: string, row: DataRow): void => {
      const channel = channels.get(row.channel_id);
      if (channel && isDataChannel(channel)) found.get(name)?.push({ channel, row });
    };
    if (keys.length > 0) {
      for (const row of await rows.ofRecipients(database, environmentId, keys)) {
        add(ownerName({ kind: "recipient", recipientKey: row.owner }), row);
      }
    }
    if (tenantIds.length > 0) {
      for (const row of await rows.ofTenants(database, environmentId, tenantIds)) {
        add(ownerName({ kind: "tenant", tenantId: row.owner }), row);
      }
    }
    for (const all of found.values()) all.sort((left, right) => left.channel.id - right.channel.id);
    return found;
  }

  /** Entries of recipients, for runs. Makes no statement if no channel has data. */
  async entriesOf(
    q: Queryable,
    environmentId: number,
    { recipients, channels }: { recipients: readonly string[]; channels: readonly ChannelRow[] },
  ): Promise<Map<string, EntriesByChannel>> {
    const channelIds = channels.filter(isDataChannel).map(({ id }) => id);
    const found = new Map<string, Map<number, readonly DataEntry[]>>();
    if (channelIds.length === 0 || recipients.length === 0) return found;
    for (const row of await this.#deps.rows.ofRecipients(q, environmentId, recipients, channelIds)) {
      const ofRecipient = found.get(row.owner) ?? new Map<number, readonly DataEntry[]>();
      found.set(row.owner, ofRecipient.set(row.channel_id, row.entries));
    }
    return found;
  }

  /** Decrypted data for sending: of recipients by key, and tokens of tenants by id. */
  async openedOf(
    environmentId: number,
    channelId: number,
    { recipients, tenantIds }: { recipients: readonly string[]; tenantIds: readonly string[] },
  ): Promise<{ recipients: Map<string, ReadonlyMap<string, OpenedEntry>>; tenantTokens: Map<string, string> }> {
    const { database } = this.#runtime;
    const { rows } = this.#deps;
    const opened = new Map<string, ReadonlyMap<string, OpenedEntry>>();
    if (recipients.length > 0) {
      for (const row of await rows.ofRecipients(database, environmentId, recipients, [channelId])) {
        const owner: DataOwner = { kind: "recipient", recipientKey: row.owner };
        opened.set(row.owner, openedEntries(this.#secrets.open(row, { environmentId, owner, channelId })));
      }
    }
    const tenantTokens = new Map<string, string>();
    if (tenantIds.length > 0) {
      for (const row of await rows.ofTenants(database, environmentId, tenantIds)) {
        if (row.channel_id !== channelId) continue;
        const owner: DataOwner = { kind: "tenant", tenantId: row.owner };
        const { token } = this.#secrets.open(row, { environmentId, owner, channelId });
        if (token !== null) tenantTokens.set(row.owner, token);
      }
    }
    return { recipients: opened, tenantTokens };
  }

  /** Removes an entry that a vendor reports as gone, unless it was registered again since. */
  async removeGone(
    place: DataPlace,
    { entryId, givenBefore }: { entryId: string; givenBefore: number },
  ): Promise<void> {
    const at = this.#runtime.clock.now();
    const channel = (await this.#deps.channels.byNumbers(place.environmentId, [place.channelId])).get(place.channelId);
    if (!channel || !isDataChannel(channel)) return;
    const target = { ...place, channel };
    await this.#runtime.database.transaction(async (tx) => {
      const before = await this.#deps.rows.lock(tx, place, new Date(at));
      await this.#writeWithout(
        tx,
        { place: target, before, at },
        ({ id, givenAt }) => id === entryId && givenAt <= givenBefore,
      );
    });
  }

  async #placeOf(
    scope: Scope,
    named: DataOwner | null,
    channelKey: string,
  ): Promise<DataPlace & { channel: DataChannel }> {
    const acting = actingUserId(scope);
    const owner = named ?? (acting === null ? null : ({ kind: "recipient", recipientKey: userKey(acting) } as const));
    if (owner === null) {
      const message = "With a secret key, say whose data: give `recipient` or `tenantId`.";
      throw badInput([{ path: ["recipient"], code: "required", message }]);
    }
    checkRight(scope, owner);
    const channel = await this.#deps.channels.byKey(scope, channelKey);
    if (!channel) throw badInput([unknownChannel(channelKey)]);
    if (!isDataChannel(channel)) throw badInput([withoutData(channel)]);
    if (acting !== null && channel.type !== "PUSH") {
      const message = "A user token may write the devices of push channels only: connections say where your bot posts.";
      throw new AppError("FORBIDDEN", message);
    }
    if (owner.kind === "tenant" && channel.type !== "CHAT") {
      const message = "A tenant has no devices; it has the token of a chat channel.";
      throw badInput([{ path: ["channelKey"], code: "wrong_channel_type", message }]);
    }
    return { environmentId: scope.environmentId, owner, channelId: channel.id, channel };
  }

  async #checkTenant(tx: Tx, { environmentId, owner }: DataPlace): Promise<void> {
    if (owner.kind !== "tenant" || (await this.#deps.rows.holdTenant(tx, environmentId, owner.tenantId))) return;
    const message = "There is no such tenant; create it with `setTenant` first.";
    throw refused("NOT_FOUND", { path: ["tenantId"], code: "unknown_tenant", message });
  }

  /** Issues of the addresses: each address must be valid for one of the channel's providers. */
  async #providerIssues(tx: Tx, channel: DataChannel, entries: readonly GivenEntry[]): Promise<InputIssue[]> {
    const { providers } = this.#deps;
    const { environment_id: environmentId, id } = channel;
    const rows = (await providers.byChannel(environmentId, [id], tx)).get(id) ?? [];
    if (rows.length === 0) return [];
    return entries.flatMap(({ address, path }) => {
      const faults = rows.map((row) => providers.addressFault(row, address));
      const fault = faults.includes(null) ? null : faults[0];
      return fault ? [{ path, code: fault.code, message: fault.reason }] : [];
    });
  }

  async #writeWithout(
    tx: Tx,
    { place, before, at }: { place: DataPlace & { channel: DataChannel }; before: DataRow; at: number },
    isGone: (entry: DataEntry) => boolean,
  ): Promise<StoredData | null> {
    const left = dataWithout(this.#secrets.open(before, place), isGone);
    if (left.entries.length > 0 || left.token !== null) return this.#write(tx, place, left, at);
    await this.#deps.rows.delete(tx, place);
    return null;
  }

  async #write(
    tx: Tx,
    place: DataPlace & { channel: DataChannel },
    data: ChannelData,
    at: number,
  ): Promise<StoredData> {
    const values = this.#secrets.seal(data, place);
    if (Buffer.byteLength(values.secrets ?? "") > SECRETS_MAX_BYTES) {
      const message = `All of it together is too large: at most ${SECRETS_MAX_BYTES} bytes once it is encrypted.`;
      throw badInput([{ path: ["data"], code: "too_large", message }]);
    }
    await this.#deps.rows.write(tx, place, values, new Date(at));
    const row = { owner: "", channel_id: place.channelId, ...values, updated_at: new Date(at) };
    return { channel: place.channel, row };
  }
}

function openedEntries(data: ChannelData): ReadonlyMap<string, OpenedEntry> {
  return new Map(
    data.entries.flatMap((entry): [string, OpenedEntry][] => {
      const secrets = data.secrets[entry.id] ?? {};
      const address = addressOf(entry, secrets);
      return address ? [[entry.id, { address, accessToken: secrets.accessToken ?? data.token }]] : [];
    }),
  );
}

/** Whether the caller may read an owner's data. */
export function mayReadData(scope: Scope, owner: DataOwner): boolean {
  if (owner.kind === "tenant") return may(scope, "tenants.read");
  const acting = actingUserId(scope);
  if (acting !== null) return owner.recipientKey === userKey(acting);
  return may(scope, isObjectKey(owner.recipientKey) ? "objects.read" : "users.read");
}

function checkRight(scope: Scope, owner: DataOwner): void {
  if (owner.kind === "tenant") return requireRight(scope, "tenants.change");
  const acting = actingUserId(scope);
  if (acting === null) {
    return requireRight(scope, isObjectKey(owner.recipientKey) ? "objects.change" : "users.change");
  }
  if (owner.recipientKey !== userKey(acting)) {
    throw new AppError("FORBIDDEN", "A user token may write its own user's devices only.");
  }
}

export function isDataChannel(channel: ChannelRow): channel is DataChannel {
  return channel.type === "PUSH" || channel.type === "CHAT";
}

function underData(issues: readonly InputIssue[]): InputIssue[] {
  return issues.map((issue) => ({ ...issue, path: ["data", ...issue.path] }));
}

function withoutData({ key, type }: ChannelRow): InputIssue {
  const message = `Only push and chat channels have data of recipients; "${key}" is of type ${type}.`;
  return { path: ["channelKey"], code: "wrong_channel_type", message };
}

function noKey(): InputIssue {
  const message =
    "This server has no key to encrypt the data with. Its operator sets CARILLON_ENCRYPTION_KEYS, for instance to the " +
    "output of: openssl rand -base64 32";
  return { path: ["data"], code: "no_encryption_key", message };
}
