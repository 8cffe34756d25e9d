import { compactVerify, importJWK, type CryptoKey } from "jose";
import { uuidId } from "../../../platform/ids/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { AccountRepository, ApiKeyRow } from "../account.repository.js";
import { hashApiKey, readApiKey } from "../keys/api-key.js";
import { unauthenticated, type Credentials } from "./credentials.js";
import { ExpiringCache } from "./expiring-cache.js";
import { KEYS_TOPIC, ScopeWatch, type ScopeEnd } from "./scope-watch.service.js";
import type { Scope } from "../scope.js";
import { checkClaims, checkUserId, readUserToken } from "./user-token.js";

export interface AuthOptions {
  /** A key that the operator made up: accepted although it may lack our checksum. */
  bootstrapSecretKey?: string | undefined;
}

interface VerifyKey {
  algorithm: string;
  key: CryptoKey | Uint8Array;
}

interface TokenUser {
  userId: string;
  tokenExpiresAt: number;
  signingKeyId: string;
}

/** With the time that a look-up takes, well below the 5 s in which a revoked key must be refused everywhere. */
const CACHE_MS = 3000;
const CACHE_MAX = 10_000;
const LAST_USED_EVERY_MS = 60_000;

/** Turns what a caller shows into a scope. A revoked key is refused within seconds everywhere, at once where hints arrive. */
export class AuthService {
  readonly #runtime: Runtime;
  readonly #accounts: AccountRepository;
  readonly #options: AuthOptions;
  readonly #keys: ExpiringCache<ApiKeyRow | null>;
  readonly #signingKeys: ExpiringCache<VerifyKey | null>;
  readonly #lastUsed = new Map<string, number>();
  readonly #watch: ScopeWatch;

  constructor(runtime: Runtime, accounts: AccountRepository, options: AuthOptions = {}) {
    this.#runtime = runtime;
    this.#accounts = accounts;
    this.#options = options;
    this.#keys = new ExpiringCache(runtime.clock, { ttlMs: CACHE_MS, maxSize: CACHE_MAX });
    this.#signingKeys = new ExpiringCache(runtime.clock, { ttlMs: CACHE_MS, maxSize: CACHE_MAX });
    this.#watch = new ScopeWatch(runtime, accounts);
    runtime.hints.subscribe(KEYS_TOPIC, () => {
      this.#keys.clear();
      this.#signingKeys.clear();
    });
  }

  async authenticate(credentials: Credentials): Promise<Scope> {
    const { apiKey, userToken, userId } = credentials;
    if (apiKey === null)
      throw unauthenticated("A key is needed: sk_… for a server, pk_… with a user token for a browser.");
    if (readApiKey(apiKey) === null && apiKey !== this.#options.bootstrapSecretKey) {
      throw unauthenticated(
        "This is not a Carillon key: they begin with sk_ or pk_ and end in a checksum. Was it copied whole?",
      );
    }
    const row = await this.#findKey(apiKey);
    if (!row) throw unauthenticated("This key is unknown or was revoked.");

    const base = { environmentId: row.environment_id, isDevelopment: row.is_development };
    const apiKeyId = uuidId("apiKey", row.id);
    if (row.kind === "secret") {
      if (userToken === null && userId === null) return { ...base, actor: { kind: "secret", apiKeyId } };
      throw unauthenticated(
        "A secret key acts for the whole environment; to act as a user, send the public key (pk_…).",
      );
    }
    if (userToken !== null && userId !== null) throw unauthenticated("Send a user token or a user id, not both.");
    if (userToken !== null) {
      return { ...base, actor: { kind: "user", apiKeyId, ...(await this.#verify(row.environment_id, userToken)) } };
    }
    if (userId === null) return { ...base, actor: { kind: "public", apiKeyId } };
    return { ...base, actor: { kind: "user", apiKeyId, userId: developmentUser(row, userId), tokenExpiresAt: null } };
  }

  /**
   * Calls back once when the scope stops being valid: its token expires, or a key of it is revoked. For what outlives a
   * request, such as sockets. Answers how to stop watching.
   */
  watch(scope: Scope, onEnd: (end: ScopeEnd) => void): () => void {
    return this.#watch.add(scope, onEnd);
  }

  /** Watches no more. */
  close(): void {
    this.#watch.close();
  }

  async #findKey(apiKey: string): Promise<ApiKeyRow | null> {
    const hash = hashApiKey(apiKey);
    const row = await this.#keys.get(hash.toString("base64"), () =>
      this.#accounts.liveApiKeyByHash(this.#runtime.database, hash),
    );
    if (row) this.#noteUse(row.id);
    return row;
  }

  /** Once a minute for each key and process: a date to the minute is all that "last used" needs to say. */
  #noteUse(id: string): void {
    const now = this.#runtime.clock.now();
    if (now - (this.#lastUsed.get(id) ?? 0) < LAST_USED_EVERY_MS) return;
    this.#lastUsed.set(id, now);
    this.#accounts.noteApiKeyUse(this.#runtime.database, id, new Date(now)).catch((error: unknown) => {
      this.#runtime.log.debug({ err: error }, "api-key.use-not-noted");
    });
  }

  async #verify(environmentId: number, token: string): Promise<TokenUser> {
    const read = readUserToken(token);
    if (!read.ok) throw refusedToken(read.why);
    const { keyId, algorithm, claims } = read.value;
    const key = await this.#signingKeys.get(`${environmentId}/${keyId}`, () =>
      this.#loadSigningKey(environmentId, keyId),
    );
    if (!key) throw refusedToken("its `kid` names no signing key of this environment, or one that was revoked");
    if (key.algorithm !== algorithm) throw refusedToken(`that signing key is for ${key.algorithm}, not ${algorithm}`);
    try {
      await compactVerify(token, key.key, { algorithms: [key.algorithm] });
    } catch {
      throw refusedToken("its signature does not fit");
    }
    const checked = checkClaims(claims, this.#runtime.clock.now());
    if (!checked.ok) throw refusedToken(checked.why);
    return { userId: checked.value.userId, tokenExpiresAt: checked.value.expiresAt, signingKeyId: keyId };
  }

  async #loadSigningKey(environmentId: number, keyId: string): Promise<VerifyKey | null> {
    const row = await this.#accounts.liveSigningKey(this.#runtime.database, environmentId, keyId);
    return row && { algorithm: row.algorithm, key: await importJWK(row.public_jwk, row.algorithm) };
  }
}

function developmentUser(row: ApiKeyRow, userId: string): string {
  if (!row.is_development) {
    throw unauthenticated(
      "A bare user id is believed in development environments only; here, send a signed user token.",
    );
  }
  const wrong = checkUserId(userId)[0];
  if (wrong) throw unauthenticated(`This is no user id. ${wrong.message}`);
  return userId;
}

function refusedToken(why: string): Error {
  return unauthenticated(`The user token is refused: ${why}.`);
}
