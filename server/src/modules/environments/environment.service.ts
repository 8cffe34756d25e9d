import type { AgeKey, Page } from "../../platform/paging/index.js";
import { AppError, badInput, checkText, refused, type InputIssue } from "../../platform/errors/index.js";
import { checkFetchUrl } from "../../platform/http/index.js";
import { parseUuidId, uuidId } from "../../platform/ids/index.js";
import type { EntityStore, Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { EnvironmentRepository, EnvironmentRow } from "./environment.repository.js";
import { GIVEN_KEY_NAME, type ApiKeyRepository, type ApiKeyRow } from "./keys/api-key.repository.js";
import type { SigningKeyRepository, SigningKeyRow } from "./keys/signing-key.repository.js";
import { hashApiKey, makeApiKey, type ApiKeyKind } from "./keys/api-key.js";
import { KEYS_TOPIC } from "./keys/keys-topic.js";
import type { Scope } from "../requests/index.js";
import { readSigningKey } from "./keys/signing-key.js";

export interface NewEnvironment {
  /** 2 to 63 lower-case letters, digits and dashes; unique. */
  key: string;
  name: string;
  /** Whether bare user ids are believed in place of signed tokens. */
  isDevelopment: boolean;
  /** The environment whose key makes it; left out, the operator makes it. */
  madeBy?: number | null;
}

export interface EnvironmentKeys {
  environment: EnvironmentRow;
  secretKey: string;
  publicKey: string;
}

const ENVIRONMENT_KEY = /^[a-z0-9][a-z0-9-]{1,62}$/;
const NAME_MAX_LENGTH = 255;
const ENVIRONMENTS_MAX = 200;

export interface EnvironmentRepositories {
  environments: EnvironmentRepository;
  apiKeys: ApiKeyRepository;
  signingKeys: SigningKeyRepository;
}

/** Environments and their keys. */
export class EnvironmentService {
  readonly #runtime: Runtime;
  readonly #environments: EnvironmentRepository;
  readonly #apiKeys: ApiKeyRepository;
  readonly #signingKeys: SigningKeyRepository;
  readonly #furnish: ((q: EntityStore, environmentId: number) => Promise<void>)[] = [];

  constructor(runtime: Runtime, { environments, apiKeys, signingKeys }: EnvironmentRepositories) {
    this.#runtime = runtime;
    this.#environments = environments;
    this.#apiKeys = apiKeys;
    this.#signingKeys = signingKeys;
  }

  /** For modules above: gives each new environment what it begins with, in the transaction that makes it. */
  onEnvironmentMade(furnish: (q: EntityStore, environmentId: number) => Promise<void>): void {
    this.#furnish.push(furnish);
  }

  async createEnvironment(tx: EntityStore, input: NewEnvironment): Promise<EnvironmentRow> {
    const issues = [...checkName(input.name, ["name"])];
    if (!ENVIRONMENT_KEY.test(input.key)) {
      const message = "An environment's key is 2 to 63 lower-case letters, digits and dashes, and begins with no dash.";
      issues.push({ path: ["key"], code: "invalid_format", message });
    }
    if (issues.length > 0) throw badInput(issues);
    const row = await this.#makeEnvironment(tx, input);
    if (row) return row;
    const message = `There is already an environment "${input.key}".`;
    throw refused("CONFLICT", { path: ["key"], code: "taken", message });
  }

  /** Null when there is one with this key. */
  async #makeEnvironment(tx: EntityStore, input: NewEnvironment): Promise<EnvironmentRow | null> {
    const { key, name, isDevelopment } = input;
    const { madeBy = null } = input;
    const made = { key, name, is_development: isDevelopment, made_by: madeBy };
    const row = await this.#environments.insert(tx, {
      ...made,
      public_id: this.#runtime.newUuid(),
      created_at: this.#now(),
    });
    if (row) for (const furnish of this.#furnish) await furnish(tx, row.id);
    return row;
  }

  /**
   * As a key of an environment asks for it. Only environments that the operator began with may make others: else each could
   * make them without end, and learn by the refusals which keys are taken.
   */
  async makeForScope(tx: Tx, scope: Scope, input: NewEnvironment): Promise<EnvironmentKeys> {
    const maker = await this.#environments.byId(tx, scope.environmentId);
    if (maker?.made_by !== null) {
      throw new AppError("FORBIDDEN", "Only keys of an environment that the operator began with make environments.");
    }
    if ((await this.#environments.lockAndCount(tx)) >= ENVIRONMENTS_MAX) {
      const message = `There may be at most ${ENVIRONMENTS_MAX} environments.`;
      throw refused("CONFLICT", { path: ["key"], code: "too_many", message });
    }
    return this.createEnvironmentWithKeys(tx, { ...input, madeBy: scope.environmentId });
  }

  /** Where user tokens of the environment find keys besides the registered ones; null for nowhere. */
  async setJwksUrl(scope: Scope, url: string | null | undefined): Promise<EnvironmentRow> {
    // A forgotten field must not switch off the keys of an identity provider.
    const message = "Give the URL of a key set, or null for none.";
    if (url === undefined) throw badInput([{ path: ["url"], code: "required", message }]);
    const why = url === null ? null : checkFetchUrl(url, scope.isDevelopment);
    if (why !== null) throw badInput([{ path: ["url"], code: "unsafe_url", message: why }]);
    const row = await this.#environments.update(this.#runtime.database, scope.environmentId, { jwks_url: url });
    if (!row) throw new Error("An environment vanished under its key.");
    this.#runtime.hints.publish(KEYS_TOPIC, `jwks ${scope.environmentId}`);
    return row;
  }

  /** An environment with its first keys, which can be read in this answer only. */
  async createEnvironmentWithKeys(tx: EntityStore, input: NewEnvironment): Promise<EnvironmentKeys> {
    const environment = await this.createEnvironment(tx, input);
    const secret = await this.createApiKey(tx, environment.id, { kind: "secret", name: "first" });
    const open = await this.createApiKey(tx, environment.id, { kind: "public", name: "first" });
    return { environment, secretKey: secret.value, publicKey: open.value };
  }

  /**
   * The environment `production` with this secret key: what an operator's own database begins with. Processes that
   * start at once, or again, make one; a key that was revoked since stays so.
   */
  async bootstrap(secretKey: string): Promise<EnvironmentRow> {
    return this.#runtime.database.transaction(async (tx) => {
      const row = { key: "production", name: "Production", isDevelopment: false };
      const made = await this.#makeEnvironment(tx, row);
      const environment = made ?? (await this.#environments.byKey(tx, row.key));
      if (!environment) throw new Error("The environment `production` can neither be made nor found.");
      await this.createApiKey(tx, environment.id, { kind: "secret", name: GIVEN_KEY_NAME, value: secretKey });
      return environment;
    });
  }

  /** Whether a key is stored and was not revoked. */
  isLive(key: string): Promise<boolean> {
    return this.#apiKeys.isLive(this.#runtime.database, hashApiKey(key));
  }

  /** Whether anybody can use this database: by a secret key, every other is made. */
  hasLiveSecretKey(): Promise<boolean> {
    return this.#apiKeys.hasLiveSecret(this.#runtime.database);
  }

  environmentByKey(key: string): Promise<EnvironmentRow | null> {
    return this.#environments.byKey(this.#runtime.database, key);
  }

  /** The keys of the environments that believe bare user ids; for what the process says of itself at its start. */
  developmentEnvironmentKeys(): Promise<string[]> {
    return this.#environments.developmentKeys(this.#runtime.database);
  }

  environmentOf(scope: Scope): Promise<EnvironmentRow | null> {
    return this.#environments.byId(this.#runtime.database, scope.environmentId);
  }

  /** Makes a key and answers it whole: the only moment at which it can be read. */
  async createApiKey(
    q: EntityStore,
    environmentId: number,
    key: { kind: ApiKeyKind; name: string | null; value?: string },
  ): Promise<{ id: string; value: string }> {
    const issues = checkName(key.name, ["name"]);
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

  /** Refuses a key from now on. The last secret key stays: without it nobody could make another. */
  async revokeApiKey(scope: Scope, id: string): Promise<ApiKeyRow> {
    const uuid = parseUuidId("apiKey", id);
    if (!uuid) throw noSuchKey("id", "There is no such key in this environment.");
    const { environmentId } = scope;
    const revoked = await this.#runtime.database.transaction(async (tx) => {
      await this.#environments.lock(tx, environmentId);
      const [key] = await this.#apiKeys.byIds(tx, environmentId, [uuid]);
      if (!key || key.revoked_at) return key ?? null;
      if (key.kind === "secret" && (await this.#apiKeys.liveSecretCount(tx, environmentId)) === 1) {
        const message = "This is the environment's last secret key. Create another one first.";
        throw refused("CONFLICT", { path: ["id"], code: "last_secret_key", message });
      }
      return this.#apiKeys.revoke(tx, environmentId, uuid, this.#now());
    });
    if (!revoked) throw noSuchKey("id", "There is no such key in this environment.");
    this.#runtime.hints.publish(KEYS_TOPIC, id);
    return revoked;
  }

  /** The same public key again answers the `kid` it has already. */
  async createSigningKey(scope: Scope, input: { publicKey: string; name?: string | null }): Promise<string> {
    const material = readSigningKey(input.publicKey);
    const issues = checkName(input.name ?? null, ["name"]);
    if (!material.ok) issues.push({ path: ["publicKey"], code: material.code, message: material.message });
    if (!material.ok || issues.length > 0) throw badInput(issues);

    return this.#runtime.database.transaction(async (tx) => {
      await this.#environments.lock(tx, scope.environmentId);
      const known = await this.#signingKeys.liveByJwk(tx, scope.environmentId, material.value.jwk);
      if (known) return known.key_id;
      const id = this.#runtime.newUuid();
      const keyId = uuidId("signingKey", id);
      await this.#signingKeys.insert(tx, {
        id,
        environment_id: scope.environmentId,
        key_id: keyId,
        public_jwk: material.value.jwk,
        algorithm: material.value.algorithm,
        name: input.name ?? null,
        created_at: this.#now(),
      });
      return keyId;
    });
  }

  async revokeSigningKey(scope: Scope, keyId: string): Promise<SigningKeyRow> {
    const { database, hints } = this.#runtime;
    const row = await this.#signingKeys.revoke(database, scope.environmentId, keyId, this.#now());
    if (!row) throw noSuchKey("keyId", "There is no such signing key in this environment.");
    hints.publish(KEYS_TOPIC, keyId);
    return row;
  }

  apiKeysByIds(scope: Scope, uuids: readonly string[]): Promise<ApiKeyRow[]> {
    return this.#apiKeys.byIds(this.#runtime.database, scope.environmentId, uuids);
  }

  pageOfApiKeys(scope: Scope, page: Page<AgeKey>): Promise<ApiKeyRow[]> {
    return this.#apiKeys.page(this.#runtime.database, scope.environmentId, page);
  }

  signingKeysByIds(scope: Scope, uuids: readonly string[]): Promise<SigningKeyRow[]> {
    return this.#signingKeys.byIds(this.#runtime.database, scope.environmentId, uuids);
  }

  pageOfSigningKeys(scope: Scope, page: Page<AgeKey>): Promise<SigningKeyRow[]> {
    return this.#signingKeys.page(this.#runtime.database, scope.environmentId, page);
  }

  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#runtime.database.transaction(work);
  }

  #now(): Date {
    return new Date(this.#runtime.clock.now());
  }
}

function checkName(name: string | null, path: string[]): InputIssue[] {
  return checkText(name, path, NAME_MAX_LENGTH);
}

function noSuchKey(field: string, message: string): AppError {
  return refused("NOT_FOUND", { path: [field], code: "key_missing", message });
}
