import { LRUCache } from "lru-cache";
import { expiresAfter, lookUp } from "../../platform/cache/index.js";
import { AppError, badInput, checkId, checkSize, refused, type InputIssue } from "../../platform/errors/index.js";
import { recordCall } from "../audit/index.js";
import { laneOf, userKey } from "../identifiers/index.js";
import type { Queryable, Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { actingUserId, requireRight, type Scope } from "../requests/index.js";
import type { ChannelRow, ChannelService } from "../channels/index.js";
import type { PreferenceLayers } from "./rules/merge-preferences.js";
import { parseLayer, type PreferenceLayer } from "./rules/preference-rule.js";
import {
  applyWrites,
  readPlacedWrites,
  RULES_MAX,
  type PreferenceRuleFields,
  type RuleWrite,
} from "./rules/preference-writes.js";
import { PreferenceRepository, type PreferenceRow, type SetKey, type SetValues } from "./preference.repository.js";

/** A recipient's set: in one tenant, or with null outside any. */
export interface SetName {
  recipientKey: string;
  tenantId: string | null;
}

/** The same, or with a null recipient the defaults alone. */
export interface ReadSetName {
  recipientKey: string | null;
  tenantId: string | null;
}

export interface PreferenceWrite {
  tenantId?: string | null;
  mode: "MERGE" | "REPLACE";
  rules?: readonly PreferenceRuleFields[] | null;
  /** Defaults that override the recipient's rules. */
  overrides?: readonly PreferenceRuleFields[] | null;
  commercialSubscribed?: boolean | null;
}

const SET_MAX_BYTES = 256 * 1024;
/** Limits for user tokens: the number of sets (one per tenant and one without a tenant) and the size of each. */
const USER_SETS_MAX = 100;
const USER_SET_MAX_BYTES = 32 * 1024;
const CACHE_MS = 3000;
const CACHE_MAX = 10_000;
const CHANGED_TOPIC = "preferences.defaults";

/** The tables' name for the set, or defaults, outside any tenant. */
const NO_TENANT = "";

/** Writes and reads preferences. The pure files in this folder compute their effect. */
export class PreferenceService {
  readonly #runtime: Runtime;
  readonly #channels: ChannelService;
  readonly #preferences = new PreferenceRepository();
  readonly #defaults: LRUCache<string, Promise<PreferenceLayer | null>>;

  constructor(runtime: Runtime, channels: ChannelService) {
    this.#runtime = runtime;
    this.#channels = channels;
    this.#defaults = new LRUCache({ max: CACHE_MAX, ...expiresAfter(runtime.clock, CACHE_MS) });
    runtime.hints.subscribe(CHANGED_TOPIC, (name) => this.#defaults.delete(name));
    runtime.hints.onGap(() => this.#defaults.clear());
  }

  /** Writes a recipient's set; a user token may write its own user's only. Null means the user token's user. */
  async set(scope: Scope, recipientKey: string | null, input: PreferenceWrite): Promise<SetName> {
    const acting = actingUserId(scope);
    const key = recipientKey ?? (acting === null ? null : userKey(acting));
    if (key === null) {
      const message = "With a secret key, say whose preferences.";
      throw badInput([{ path: ["recipient"], code: "required", message }]);
    }
    if (acting !== null && key !== userKey(acting)) {
      throw new AppError("FORBIDDEN", "A user token may write its own user's preferences only.");
    }

    const { environmentId } = scope;
    const writes = await this.#read(scope, input, false);
    const at = new Date(this.#runtime.clock.now());
    const lane = laneOf(environmentId, key);
    const setKey = { environmentId, lane, recipientKey: key, tenantId: input.tenantId ?? NO_TENANT };
    await this.#runtime.database.transaction(async (tx) => {
      if (acting !== null) await this.#checkRoom(tx, setKey);
      const before = await this.#preferences.lockSet(tx, setKey, at);
      // A set that the backend made larger may still be changed by its user, and not grow.
      const userMax = Math.max(USER_SET_MAX_BYTES, Buffer.byteLength(JSON.stringify(before.rules)));
      const maxBytes = acting === null ? SET_MAX_BYTES : userMax;
      await this.#preferences.writeSet(tx, setKey, valuesAfter(before, input, { writes, at, maxBytes }));
    });
    return { recipientKey: key, tenantId: input.tenantId ?? null };
  }

  /**
   * Any tenant may be named, so that the response does not reveal which exist; therefore the number of sets is limited. Two
   * writes of one user wait for each other, or both could use the last free place.
   */
  async #checkRoom(tx: Tx, setKey: SetKey): Promise<void> {
    const others = await this.#preferences.countOtherSets(tx, setKey);
    if (others < USER_SETS_MAX) return;
    const message = `A user may have preferences in at most ${USER_SETS_MAX} tenants, itself counted once outside any.`;
    throw refused("CONFLICT", { path: ["tenantId"], code: "too_many", message });
  }

  /** Writes the defaults of the environment or of a tenant. */
  async setDefaults(scope: Scope, input: PreferenceWrite): Promise<void> {
    requireRight(scope, "preferences.change");
    const { environmentId } = scope;
    const writes = await this.#read(scope, input, true);
    const at = new Date(this.#runtime.clock.now());
    const tenantId = input.tenantId ?? NO_TENANT;
    await this.#runtime.database.transaction(async (tx) => {
      const before = await this.#preferences.lockDefaults(tx, environmentId, tenantId, at);
      await recordCall(tx, scope);
      await this.#preferences.writeDefaults(
        tx,
        environmentId,
        tenantId,
        valuesAfter(before, input, { writes, at, maxBytes: SET_MAX_BYTES }),
      );
    });
    this.invalidate(environmentId, input.tenantId ?? null);
  }

  /**
   * The defaults of the environment (null) or of a tenant, at most a few seconds old. The same object while they are
   * cached, so that `mergeLayers` merges them once. `q`: the caller's connection, if the caller holds one.
   */
  defaultsOf(
    environmentId: number,
    tenantId: string | null,
    q: Queryable = this.#runtime.database,
  ): Promise<PreferenceLayer | null> {
    const name = defaultsName(environmentId, tenantId);
    return lookUp(this.#defaults, name, async () => {
      const [found] = await this.#readDefaults(q, environmentId, [tenantId]);
      return found ?? null;
    });
  }

  /** Drops the cached defaults, here and in other processes. */
  invalidate(environmentId: number, tenantId: string | null): void {
    const name = defaultsName(environmentId, tenantId);
    this.#defaults.delete(name);
    this.#runtime.hints.publish(CHANGED_TOPIC, name);
  }

  /** All layers for many recipients in one tenant or outside any; two statements. */
  async loadLayers(
    q: Queryable,
    scope: Scope,
    recipientKeys: readonly string[],
    tenantId: string | null,
  ): Promise<Map<string, PreferenceLayers>> {
    const names = recipientKeys.map((recipientKey) => ({ recipientKey, tenantId }));
    const layers = await this.layersOf(scope, names, q);
    return new Map(names.map(({ recipientKey }, index) => [recipientKey, layers[index] ?? EMPTY_LAYERS]));
  }

  /** The layers of each, in the order asked, as they are stored now; two statements. */
  async layersOf(
    { environmentId }: Scope,
    names: readonly ReadSetName[],
    q: Queryable = this.#runtime.database,
  ): Promise<PreferenceLayers[]> {
    const keys = [...new Set(names.flatMap((name) => name.recipientKey ?? []))];
    const tenantIds = [...new Set(names.map((name) => name.tenantId))];
    const lanes = keys.map((key) => laneOf(environmentId, key));
    const stored = await this.#preferences.sets(q, environmentId, { lanes, keys }, [
      NO_TENANT,
      ...tenantIds.flatMap((tenantId) => tenantId ?? []),
    ]);
    const sets = new Map(stored.map((row) => [`${row.tenant_id}\n${row.recipient_key}`, layerOf(row)]));
    const [environment = null, ...ofTenants] = await this.#readDefaults(q, environmentId, [null, ...tenantIds]);
    const tenants = new Map(tenantIds.map((tenantId, index) => [tenantId, ofTenants[index] ?? null]));
    return names.map(({ recipientKey, tenantId }) => ({
      recipient: sets.get(`${NO_TENANT}\n${recipientKey}`) ?? null,
      recipientInTenant: tenantId === null ? null : (sets.get(`${tenantId}\n${recipientKey}`) ?? null),
      tenant: tenantId === null ? null : (tenants.get(tenantId) ?? null),
      environment,
      hasTenant: tenantId !== null,
    }));
  }

  async #readDefaults(
    q: Queryable,
    environmentId: number,
    tenantIds: readonly (string | null)[],
  ): Promise<(PreferenceLayer | null)[]> {
    const wanted = tenantIds.map((tenantId) => tenantId ?? NO_TENANT);
    const rows = await this.#preferences.defaults(q, environmentId, wanted);
    const layers = new Map(rows.map((row) => [row.tenant_id, layerOf(row)]));
    return wanted.map((tenantId) => layers.get(tenantId) ?? null);
  }

  async #read(scope: Scope, input: PreferenceWrite, areDefaults: boolean): Promise<RuleWrite[]> {
    const rules = input.rules ?? [];
    const issues: InputIssue[] = input.tenantId == null ? [] : checkId(input.tenantId, ["tenantId"]);
    const overrides = (input.overrides ?? []).map((rule) => ({ ...rule, overridesRecipient: true }));
    const channelKeys = await this.#channelKeys(scope.environmentId, [...rules, ...overrides]);
    const lists = [
      { inputs: rules, path: ["rules"] },
      { inputs: overrides, path: ["overrides"] },
    ];
    const read = readPlacedWrites(lists, { channelKeys, areDefaults });
    issues.push(...read.issues);
    if (issues.length > 0) throw badInput(issues);
    return read.writes;
  }

  /** The environment's channels; read again if a rule names a channel that is not cached. */
  async #channelKeys(environmentId: number, rules: readonly PreferenceRuleFields[]): Promise<Set<string>> {
    const known = keysOf(await this.#channels.allOf(environmentId));
    if (rules.every(({ channelKey }) => channelKey == null || known.has(channelKey))) return known;
    return keysOf(await this.#channels.freshOf(environmentId));
  }
}

function keysOf(channels: readonly ChannelRow[]): Set<string> {
  return new Set(channels.map((channel) => channel.key));
}

const EMPTY_LAYERS: PreferenceLayers = {
  recipient: null,
  recipientInTenant: null,
  tenant: null,
  environment: null,
  hasTenant: false,
};

function defaultsName(environmentId: number, tenantId: string | null): string {
  return JSON.stringify([environmentId, tenantId]);
}

function layerOf(row: PreferenceRow): PreferenceLayer {
  return parseLayer(row.rules, row.commercial_subscribed);
}

function valuesAfter(
  before: PreferenceRow,
  { mode, commercialSubscribed }: PreferenceWrite,
  { writes, at, maxBytes }: { writes: readonly RuleWrite[]; at: Date; maxBytes: number },
): SetValues {
  const rules = applyWrites(layerOf(before).rules, writes, mode);
  const path = ["rules"];
  if (rules.length > RULES_MAX) {
    const message = `A set holds at most ${RULES_MAX} rules; with these it would hold ${rules.length}.`;
    throw badInput([{ path, code: "too_many", message }]);
  }
  const sizeIssues = checkSize(rules, path, maxBytes);
  if (sizeIssues.length > 0) throw badInput(sizeIssues);

  const kept = mode === "MERGE" ? before.commercial_subscribed : null;
  const commercial = commercialSubscribed === undefined ? kept : commercialSubscribed;
  return { rules, commercialSubscribed: commercial, at };
}
