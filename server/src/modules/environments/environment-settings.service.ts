import { LRUCache } from "lru-cache";
import { expiresAfter } from "../../platform/cache/index.js";
import { badInput, checkText, refused } from "../../platform/errors/index.js";
import { checkFetchUrl } from "../../platform/http/index.js";
import type { EntityStore } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { readSchemes } from "../../platform/safe-url.js";
import { recordCall } from "../audit/index.js";
import type { EnvironmentRepository, EnvironmentRow } from "./environment.repository.js";
import { KEYS_TOPIC } from "./keys/keys-topic.js";
import { NAME_MAX_LENGTH } from "./name-length.js";
import type { Scope } from "../requests/index.js";

/** Fields that are left out or null keep their values. */
export interface EnvironmentChange {
  environmentKey: string;
  name?: string | null;
  linkSchemes?: readonly string[] | null;
  hidesPersonalData?: boolean | null;
  /** Null for none; left out, as it is. */
  promotesToKey?: string | null;
}

const CHANGED_TOPIC = "environments.changed";
const KNOWN_MS = 1000;
const KNOWN_MAX = 10_000;

/** The settings of an environment. */
export class EnvironmentSettings {
  readonly #runtime: Runtime;
  readonly #environments: EnvironmentRepository;
  readonly #schemes: LRUCache<number, readonly string[]>;

  constructor(runtime: Runtime, environments: EnvironmentRepository) {
    this.#runtime = runtime;
    this.#environments = environments;
    this.#schemes = new LRUCache({ max: KNOWN_MAX, ...expiresAfter(runtime.clock, KNOWN_MS) });
    runtime.hints.subscribe(CHANGED_TOPIC, (environmentId) => this.#schemes.delete(Number(environmentId)));
    runtime.hints.onGap(() => this.#schemes.clear());
  }

  /**
   * Additional link schemes of the environment's messages, at most one second old. `q` is the caller's connection, if
   * the caller holds one.
   */
  async linkSchemes(environmentId: number, q: EntityStore = this.#runtime.database): Promise<readonly string[]> {
    const known = this.#schemes.get(environmentId);
    if (known) return known;
    const schemes = await this.freshLinkSchemes(environmentId, q);
    this.#schemes.set(environmentId, schemes);
    return schemes;
  }

  /** The current value from the database. */
  async freshLinkSchemes(environmentId: number, q: EntityStore = this.#runtime.database): Promise<readonly string[]> {
    return (await this.#environments.byId(q, environmentId))?.link_schemes ?? [];
  }

  /** Sets the URL of additional keys for user tokens of the environment; null for none. */
  async setJwksUrl(scope: Scope, url: string | null | undefined): Promise<EnvironmentRow> {
    // A forgotten field must not switch off the keys of an identity provider.
    const message = "Give the URL of a key set, or null for none.";
    if (url === undefined) throw badInput([{ path: ["url"], code: "required", message }]);
    const why = url === null ? null : checkFetchUrl(url, scope.isDevelopment);
    if (why !== null) throw badInput([{ path: ["url"], code: "unsafe_url", message: why }]);
    const row = await this.#runtime.database.transaction(async (tx) => {
      await recordCall(tx, scope);
      return this.#environments.update(tx, scope.environmentId, { jwks_url: url });
    });
    if (!row) throw new Error("An environment vanished under its key.");
    this.#runtime.hints.publish(KEYS_TOPIC, `jwks ${scope.environmentId}`);
    return row;
  }

  /** A secret key changes its own environment only; every other one is as unknown to it as one that does not exist. */
  async update(scope: Scope, change: EnvironmentChange): Promise<EnvironmentRow> {
    const { database, hints } = this.#runtime;
    const name = change.name ?? null;
    const given = change.linkSchemes ?? null;
    const issues = checkText(name, ["name"], NAME_MAX_LENGTH);
    const read = given === null ? null : readSchemes(given, ["linkSchemes"]);
    if (read) issues.push(...read.issues);
    if (issues.length > 0) throw badInput(issues);

    const environment = await this.#changeable(scope, change);
    const { promotesToKey, hidesPersonalData: hides } = change;
    const target = promotesToKey == null ? null : await this.#target(scope, environment.id, promotesToKey);
    const values = {
      ...(name === null ? {} : { name }),
      ...(read ? { link_schemes: read.schemes } : {}),
      ...(hides == null ? {} : { hides_personal_data: hides }),
      ...(promotesToKey === undefined ? {} : { promotes_to: target }),
    };
    const row = await database.transaction(async (tx) => {
      const { name: before, hides_personal_data: hidesPersonalData } = environment;
      await recordCall(tx, scope, { before: { name: before, hidesPersonalData } });
      return this.#environments.update(tx, environment.id, values);
    });
    if (!row) throw noSuchEnvironment(change.environmentKey);
    this.#schemes.delete(environment.id);
    hints.publish(CHANGED_TOPIC, String(environment.id));
    // Sessions know what their environment hides.
    if (hides != null) hints.publish(KEYS_TOPIC, `environment ${environment.id}`);
    return row;
  }

  /** The caller's own environment; to say where it promotes to, also one that the caller's environment created. */
  async #changeable(scope: Scope, change: EnvironmentChange): Promise<EnvironmentRow> {
    const { environmentKey, name, linkSchemes, hidesPersonalData } = change;
    const named = await this.#environments.byKey(this.#runtime.database, environmentKey);
    const saysTargetOnly = name == null && linkSchemes == null && hidesPersonalData == null;
    if (named?.id === scope.environmentId) return named;
    if (named && saysTargetOnly && named.made_by === scope.environmentId) return named;
    throw noSuchEnvironment(environmentKey);
  }

  /** The environment into which this one may promote: the caller must have rights in both. */
  async #target(scope: Scope, sourceId: number, key: string): Promise<number> {
    const target = await this.#environments.byKey(this.#runtime.database, key);
    const { actor } = scope;
    const hasRights =
      target !== null &&
      (actor.kind === "member"
        ? actor.onlyEnvironmentId === null
        : [target.id, target.made_by].includes(scope.environmentId));
    if (!hasRights) throw noSuchTarget(key);
    const seen = new Set([sourceId]);
    for (let next: typeof target | null = target; next;) {
      if (seen.has(next.id)) {
        const message = `The environment "${key}" leads back to this one.`;
        throw refused("BAD_USER_INPUT", { path: ["promotesToKey"], code: "circular", message });
      }
      seen.add(next.id);
      next = next.promotes_to === null ? null : await this.#environments.byId(this.#runtime.database, next.promotes_to);
    }
    return target.id;
  }
}

function noSuchTarget(key: string): Error {
  const message = `There is no environment "${key}" into which you may promote.`;
  return refused("NOT_FOUND", { path: ["promotesToKey"], code: "environment_missing", message });
}

function noSuchEnvironment(key: string): Error {
  const message = `This key changes no environment "${key}"; a secret key changes its own.`;
  return refused("NOT_FOUND", { path: ["environmentKey"], code: "environment_missing", message });
}
