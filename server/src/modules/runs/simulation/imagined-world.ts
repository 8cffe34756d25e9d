import { deepMerge, type JsonObject } from "../../../platform/json.js";
import { laneOf, userKey } from "../../identifiers/index.js";
import { NO_ENTRIES, type EntriesByChannel } from "../../channels/index.js";
import type { ObjectPatch, ObjectRow } from "../../objects/index.js";
import { mergeLayers, type MergedPreferences, type PreferenceLayers } from "../../preferences/pure.js";
import type { TenantPatch } from "../../tenants/index.js";
import type { UserPatch, UserRow } from "../../users/index.js";
import type { PersonColumns } from "../storage/run-context.js";
import type { World } from "./story.js";

/** The stored data of all recipients, actors and tenants that a story may mention. */
export interface StoredWorld {
  environmentId: number;
  users: Map<string, UserRow>;
  objects: Map<string, ObjectRow>;
  tenants: Map<string, { name: string | null; properties: JsonObject }>;
  /** The addresses of recipients. */
  entries: Map<string, EntriesByChannel>;
  /** By `preferenceName`. */
  layers: Map<string, PreferenceLayers>;
}

export function preferenceName(recipientKey: string, tenantId: string | null): string {
  return JSON.stringify([recipientKey, tenantId]);
}

const NO_LAYERS = { recipient: null, recipientInTenant: null, tenant: null, environment: null };

/** The people of a story: as stored, and then as its inline users, objects and tenants say. Nothing of it is written. */
export class ImaginedWorld implements World {
  readonly people = new Map<string, PersonColumns>();
  readonly #stored: StoredWorld;
  readonly #preferences = new Map<string, MergedPreferences>();
  readonly #newUuid: () => string;

  constructor(stored: StoredWorld, newUuid: () => string) {
    this.#stored = stored;
    this.#newUuid = newUuid;
    for (const [key, row] of stored.users) this.people.set(key, { ...row, is_known: true });
    for (const [key, row] of stored.objects) this.people.set(key, objectColumns(row));
  }

  get tenants(): World["tenants"] {
    return this.#stored.tenants;
  }

  /** The row as it is now, imagined or stored. */
  userOf(key: string): UserRow | null {
    return this.#stored.users.get(key) ?? null;
  }

  objectOf(key: string): ObjectRow | null {
    return this.#stored.objects.get(key) ?? null;
  }

  entriesOf(recipientKey: string): EntriesByChannel {
    return this.#stored.entries.get(recipientKey) ?? NO_ENTRIES;
  }

  preferencesOf(recipientKey: string, tenantId: string | null): MergedPreferences {
    const name = preferenceName(recipientKey, tenantId);
    const layers = this.#stored.layers.get(name) ?? { ...NO_LAYERS, hasTenant: tenantId !== null };
    const merged = this.#preferences.get(name) ?? mergeLayers(layers);
    this.#preferences.set(name, merged);
    return merged;
  }

  patchUser(patch: UserPatch, at: number): void {
    const key = userKey(patch.userId);
    const date = new Date(at);
    const blank = { name: null, avatar: null, email: null, phone_number: null, timezone: null, locale: null };
    const before: UserRow = this.#stored.users.get(key) ?? {
      ...this.#newRow(key, date),
      ...blank,
      user_id: patch.userId,
      properties: {},
    };
    const row: UserRow = {
      ...before,
      name: after(before.name, patch.name),
      avatar: after(before.avatar, patch.avatar),
      email: after(before.email, patch.email),
      phone_number: after(before.phone_number, patch.phoneNumber),
      timezone: after(before.timezone, patch.timezone),
      locale: after(before.locale, patch.locale),
      properties: propertiesAfter(before.properties, patch.properties),
      updated_at: date,
    };
    this.#stored.users.set(key, row);
    this.people.set(key, { ...row, is_known: true });
  }

  patchObject(key: string, { collection, objectId, name, avatar, properties }: ObjectPatch, at: number): void {
    const date = new Date(at);
    const before: ObjectRow = this.#stored.objects.get(key) ?? {
      ...this.#newRow(key, date),
      collection,
      object_id: objectId,
      name: null,
      avatar: null,
      properties: {},
    };
    const row: ObjectRow = {
      ...before,
      name: after(before.name, name),
      avatar: after(before.avatar, avatar),
      properties: propertiesAfter(before.properties, properties),
      updated_at: date,
    };
    this.#stored.objects.set(key, row);
    this.people.set(key, objectColumns(row));
  }

  patchTenant({ tenantId, name, properties }: TenantPatch): void {
    const before = this.tenants.get(tenantId) ?? { name: null, properties: {} };
    this.tenants.set(tenantId, {
      name: after(before.name, name),
      properties: propertiesAfter(before.properties, properties),
    });
  }

  #newRow(key: string, at: Date): Pick<UserRow, "lane" | "recipient_key" | "id" | "created_at" | "updated_at"> {
    const lane = laneOf(this.#stored.environmentId, key);
    return { lane, recipient_key: key, id: this.#newUuid(), created_at: at, updated_at: at };
  }
}

function objectColumns(row: ObjectRow): PersonColumns {
  return { ...row, is_known: true, email: null, phone_number: null, timezone: null, locale: null };
}

function propertiesAfter(before: JsonObject, patch: JsonObject | null | undefined): JsonObject {
  if (patch === null) return {};
  return patch ? deepMerge(before, patch) : before;
}

/** Merges a patch: a field that is left out keeps its value, null unsets it. */
function after<T>(before: T, said: T | undefined): T {
  return said === undefined ? before : said;
}
