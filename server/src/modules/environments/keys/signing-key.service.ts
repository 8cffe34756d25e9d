import { badInput, checkText, refused, type AppError } from "../../../platform/errors/index.js";
import { uuidId } from "../../identifiers/index.js";
import type { AgeKey, Page } from "../../../platform/paging/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import { recordCall } from "../../audit/index.js";
import type { EnvironmentRepository } from "../environment.repository.js";
import { NAME_MAX_LENGTH } from "../name-length.js";
import { KEYS_TOPIC } from "./keys-topic.js";
import { readSigningKey } from "./signing-key.js";
import type { SigningKeyRepository, SigningKeyRow } from "./signing-key.repository.js";

/** Registers and revokes the public keys by which user tokens are checked. */
export class SigningKeyService {
  readonly #runtime: Runtime;
  readonly #signingKeys: SigningKeyRepository;
  readonly #environments: EnvironmentRepository;

  constructor(runtime: Runtime, signingKeys: SigningKeyRepository, environments: EnvironmentRepository) {
    this.#runtime = runtime;
    this.#signingKeys = signingKeys;
    this.#environments = environments;
  }

  /** A repeated public key gets its existing `kid`. */
  async create(scope: Scope, input: { publicKey: string; name?: string | null }): Promise<string> {
    const material = readSigningKey(input.publicKey);
    const issues = checkText(input.name ?? null, ["name"], NAME_MAX_LENGTH);
    if (!material.ok) issues.push({ path: ["publicKey"], code: material.code, message: material.message });
    if (!material.ok || issues.length > 0) throw badInput(issues);

    return this.#runtime.database.transaction(async (tx) => {
      await this.#environments.lock(tx, scope.environmentId);
      const known = await this.#signingKeys.liveByJwk(tx, scope.environmentId, material.value.jwk);
      if (known) return known.key_id;
      await recordCall(tx, scope);
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

  async revoke(scope: Scope, keyId: string): Promise<SigningKeyRow> {
    const { database, hints } = this.#runtime;
    const row = await database.transaction(async (tx) => {
      const revoked = await this.#signingKeys.revoke(tx, scope.environmentId, keyId, this.#now());
      if (revoked) await recordCall(tx, scope);
      return revoked;
    });
    if (!row) throw noSuchKey();
    hints.publish(KEYS_TOPIC, keyId);
    return row;
  }

  byIds(scope: Scope, uuids: readonly string[]): Promise<SigningKeyRow[]> {
    return this.#signingKeys.byIds(this.#runtime.database, scope.environmentId, uuids);
  }

  page(scope: Scope, page: Page<AgeKey>): Promise<SigningKeyRow[]> {
    return this.#signingKeys.page(this.#runtime.database, scope.environmentId, page);
  }

  #now(): Date {
    return new Date(this.#runtime.clock.now());
  }
}

function noSuchKey(): AppError {
  const message = "There is no such signing key in this environment.";
  return refused("NOT_FOUND", { path: ["keyId"], code: "key_missing", message });
}
