import { badInput, checkText, refused, type AppError } from "../../../platform/errors/index.js";
import { parseUuidId, uuidId } from "../../identifiers/index.js";
import type { AgeKey, Page } from "../../../platform/paging/index.js";
import type { EntityStore } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import { recordCall } from "../../audit/index.js";
import type { EnvironmentRepository } from "../environment.repository.js";
import { NAME_MAX_LENGTH } from "../name-length.js";
import { hashApiKey, makeApiKey, type ApiKeyKind } from "./api-key.js";
import type { ApiKeyRepository, ApiKeyRow } from "./api-key.repository.js";
import { KEYS_TOPIC } from "./keys-topic.js";

/** Makes and revokes the keys by which products and browsers ask. */
export class ApiKeyService {
  readonly #runtime: Runtime;
  readonly #apiKeys: ApiKeyRepository;
  readonly #environments: EnvironmentRepository;

  constructor(runtime: Runtime, apiKeys: ApiKeyRepository, environments: EnvironmentRepository) {
    this.#runtime = runtime;
    this.#apiKeys = apiKeys;
    this.#environments = environments;
  }

  /** Creates a key and returns it in full, which happens only here. */
  async create(
    q: EntityStore,
    environmentId: number,
    key: { kind: ApiKeyKind; name: string | null; value?: string },
  ): Promise<{ id: string; value: string }> {
    const issues = checkText(key.name, ["name"], NAME_MAX_LENGTH);
    if (issues.length > 0) throw badInput(issues);
    const value = key.value ?? makeApiKey(key.kind, (size) => this.#runtime.randomBytes(size));
    const id = this.#runtime.newUuid();
    await this.#apiKeys.insert(q, {
      id,
      environment_id: environmentId,
      kind: key.kind,
      hash: hashApiKey(value),
      last_four: value.slice(-4),
      name: key.name,
      created_at: this.#now(),
    });
    return { id: uuidId("apiKey", id), value };
  }

  /**
   * Revokes a key. The last secret key of an environment cannot be revoked, because only a secret key can create
   * another one.
   */
  async revoke(scope: Scope, id: string): Promise<ApiKeyRow> {
    const uuid = parseUuidId("apiKey", id);
    if (!uuid) throw noSuchKey();
    const { environmentId } = scope;
    const revoked = await this.#runtime.database.transaction(async (tx) => {
      await this.#environments.lock(tx, environmentId);
      const [key] = await this.#apiKeys.byIds(tx, environmentId, [uuid]);
      if (!key || key.revoked_at) return key ?? null;
      if (key.kind === "secret" && (await this.#apiKeys.liveSecretCount(tx, environmentId)) === 1) {
        const message = "This is the environment's last secret key. Create another one first.";
        throw refused("CONFLICT", { path: ["id"], code: "last_secret_key", message });
      }
      await recordCall(tx, scope, { target: `apiKey:${key.name ?? `…${key.last_four}`}` });
      return this.#apiKeys.revoke(tx, environmentId, uuid, this.#now());
    });
    if (!revoked) throw noSuchKey();
    this.#runtime.hints.publish(KEYS_TOPIC, id);
    return revoked;
  }

  /** Whether a key is stored and was not revoked. */
  isLive(key: string): Promise<boolean> {
    return this.#apiKeys.isLive(this.#runtime.database, hashApiKey(key));
  }

  /** Whether the database has a usable secret key, without which no other key can be created. */
  hasLiveSecretKey(): Promise<boolean> {
    return this.#apiKeys.hasLiveSecret(this.#runtime.database);
  }

  byIds(scope: Scope, uuids: readonly string[]): Promise<ApiKeyRow[]> {
    return this.#apiKeys.byIds(this.#runtime.database, scope.environmentId, uuids);
  }

  page(scope: Scope, page: Page<AgeKey>): Promise<ApiKeyRow[]> {
    return this.#apiKeys.page(this.#runtime.database, scope.environmentId, page);
  }

  #now(): Date {
    return new Date(this.#runtime.clock.now());
  }
}

function noSuchKey(): AppError {
  const message = "There is no such key in this environment.";
  return refused("NOT_FOUND", { path: ["id"], code: "key_missing", message });
}
