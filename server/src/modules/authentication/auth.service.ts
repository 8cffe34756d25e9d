import { compactVerify, importJWK } from "jose";
import { LRUCache } from "lru-cache";
import { expiresAfter, lookUp } from "../../platform/cache/index.js";
import { uuidId } from "../identifiers/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { KEYS_TOPIC } from "../environments/index.js";
import { JwksKeys, type VerifyKey } from "./jwks/jwks-keys.service.js";
import { hashApiKey, readApiKey } from "../environments/pure.js";
import type { ApiKeyRow, CredentialRepository, LiveSigningKeyRow } from "./credential.repository.js";
import { unauthenticated, type Credentials } from "./credentials.js";
import { ScopeWatch, type ScopeEnd } from "./scope-watch.service.js";
import type { Scope } from "../requests/index.js";
import type { SessionCredentials, SessionService } from "./sessions/session.service.js";
import { checkClaims, checkUserId, readUserToken } from "./user-token.js";

export interface AuthOptions {
  /** Maximum lifetime of user tokens in hours; 24 by default. */
  userTokenMaxHours?: number | undefined;
}

export interface AuthDeps {
  credentials: CredentialRepository;
  sessions: SessionService;
}

interface TokenUser {
  userId: string;
  tokenExpiresAt: number;
  /** Absent for a key that the environment publishes by URL: such a key ends when the URL no longer lists it. */
  signingKeyId?: string;
}

/** Maximum number of keys that are tried for a token without `kid`. */
const TRIES_MAX = 10;

/** Together with the time of a look-up, well below the 5 s in which a revoked key must be refused everywhere. */
const CACHE_MS = 3000;
const CACHE_MAX = 10_000;
const LAST_USED_EVERY_MS = 60_000;

/** Turns credentials into a scope. A revoked key is refused everywhere within seconds, and at once where hints arrive. */
export class AuthService {
  readonly #runtime: Runtime;
  readonly #credentials: CredentialRepository;
  readonly #sessions: SessionService;
  readonly #keys: LRUCache<string, Promise<ApiKeyRow | null>>;
  /** Hashes of the keys that operators chose themselves, which lack our checksum; cached under one name. */
  readonly #givenKeys: LRUCache<string, Promise<ReadonlySet<string>>>;
  readonly #signingKeys: LRUCache<string, Promise<VerifyKey[]>>;
  readonly #jwks: JwksKeys;
  readonly #options: AuthOptions;
  readonly #lastUsed = new LRUCache<string, number>({ max: CACHE_MAX });
  readonly #watch: ScopeWatch;

  constructor(runtime: Runtime, { credentials, sessions }: AuthDeps, options: AuthOptions = {}) {
    this.#runtime = runtime;
    this.#credentials = credentials;
    this.#sessions = sessions;
    this.#options = options;
    const expiry = expiresAfter(runtime.clock, CACHE_MS);
    this.#keys = new LRUCache({ max: CACHE_MAX, ...expiry });
    this.#givenKeys = new LRUCache({ max: 1, ...expiry });
    this.#signingKeys = new LRUCache({ max: CACHE_MAX, ...expiry });
    this.#jwks = new JwksKeys(runtime.log);
    this.#watch = new ScopeWatch(runtime, credentials, sessions);
    runtime.hints.subscribe(KEYS_TOPIC, () => {
      this.#keys.clear();
      this.#givenKeys.clear();
      this.#signingKeys.clear();
    });
  }

  async authenticate(credentials: Credentials | SessionCredentials): Promise<Scope> {
    if ("sessionToken" in credentials) return this.#sessions.authenticate(credentials);
    const { apiKey, userToken, userId } = credentials;
    if (apiKey === null)
      throw unauthenticated("A key is needed: sk_… for a server, pk_… with a user token for a browser.");
    const hash = hashApiKey(apiKey);
    if (readApiKey(apiKey) === null && !(await this.#isGiven(hash))) {
      throw unauthenticated(
        "This is not a Carillon key: they begin with sk_ or pk_ and end in a checksum. Was it copied whole?",
      );
    }
    const row = await this.#findKey(hash);
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
      return { ...base, actor: { kind: "user", apiKeyId, ...(await this.#verify(row, userToken)) } };
    }
    if (userId === null) return { ...base, actor: { kind: "public", apiKeyId } };
    return { ...base, actor: { kind: "user", apiKeyId, userId: developmentUser(row, userId), tokenExpiresAt: null } };
  }

  /**
   * Calls `onEnd` once when the scope ends: its token expires, or one of its keys is revoked. For holders that outlive a
   * request, such as sockets. Returns a function that stops watching.
   */
  watch(scope: Scope, onEnd: (end: ScopeEnd) => void): () => void {
    return this.#watch.add(scope, onEnd);
  }

  /** Stops watching. */
  close(): void {
    this.#watch.close();
  }

  /**
   * Whether an operator chose this key. The database decides and not the settings, which may be removed or differ by
   * process.
   */
  async #isGiven(keyHash: Buffer): Promise<boolean> {
    const hashes = await lookUp(this.#givenKeys, "", async () => {
      const rows = await this.#credentials.givenApiKeyHashes(this.#runtime.database);
      return new Set(rows.map((hash) => hash.toString("base64")));
    });
    return hashes.has(keyHash.toString("base64"));
  }

  async #findKey(hash: Buffer): Promise<ApiKeyRow | null> {
    const row = await lookUp(this.#keys, hash.toString("base64"), () =>
      this.#credentials.liveApiKeyByHash(this.#runtime.database, hash),
    );
    if (row) this.#noteUse(row.id);
    return row;
  }

  /** Once a minute for each key and process: a date to the minute is all that "last used" needs to say. */
  #noteUse(id: string): void {
    const { clock, database } = this.#runtime;
    const now = clock.monotonic();
    if (now - (this.#lastUsed.get(id) ?? -Infinity) < LAST_USED_EVERY_MS) return;
    this.#lastUsed.set(id, now);
    this.#credentials.noteApiKeyUse(database, id, new Date(clock.now())).catch((error: unknown) => {
      this.#runtime.log.debug({ err: error }, "api-key.use-not-noted");
    });
  }

  async #verify(row: ApiKeyRow, token: string): Promise<TokenUser> {
    const read = readUserToken(token);
    if (!read.ok) throw refusedToken(read.why);
    const { keyId, algorithm, claims } = read.value;
    const keys = await this.#candidates(row, keyId, algorithm);
    if (keys.length === 0) throw refusedToken(noKeyWords(keyId, algorithm));
    const key = await firstThatFits(token, keys);
    if (!key) throw refusedToken("its signature does not fit");
    const checked = checkClaims(claims, this.#runtime.clock.now(), this.#options.userTokenMaxHours);
    if (!checked.ok) throw refusedToken(checked.why);
    const user = { userId: checked.value.userId, tokenExpiresAt: checked.value.expiresAt };
    return key.isRegistered && key.keyId !== null ? { ...user, signingKeyId: key.keyId } : user;
  }

  /** Keys that may have signed the token: the one that it names, else the newest registered ones and those by URL. */
  async #candidates(row: ApiKeyRow, keyId: string | null, algorithm: string): Promise<Candidate[]> {
    const registered = await this.#registered(row.environment_id, keyId, algorithm);
    const candidates = registered.map((key): Candidate => ({ ...key, isRegistered: true }));
    if (row.jwks_url !== null && (keyId === null || candidates.length === 0)) {
      const published = await this.#jwks.find(row.jwks_url, row.is_development, { keyId, algorithm });
      candidates.push(...published.map((key): Candidate => ({ ...key, isRegistered: false })));
    }
    return candidates.slice(0, TRIES_MAX);
  }

  async #registered(environmentId: number, keyId: string | null, algorithm: string): Promise<VerifyKey[]> {
    const name = keyId === null ? `${environmentId} ${algorithm}` : `${environmentId}/${keyId}`;
    const found = await lookUp(this.#signingKeys, name, () => this.#loadSigningKeys(environmentId, keyId, algorithm));
    const [only] = found;
    if (keyId !== null && only && only.algorithm !== algorithm) {
      throw refusedToken(`that signing key is for ${only.algorithm}, not ${algorithm}`);
    }
    return found;
  }

  async #loadSigningKeys(environmentId: number, keyId: string | null, algorithm: string): Promise<VerifyKey[]> {
    const { database } = this.#runtime;
    const rows =
      keyId === null
        ? await this.#credentials.liveSigningKeys(database, environmentId, algorithm, TRIES_MAX)
        : [await this.#credentials.liveSigningKey(database, environmentId, keyId)];
    return Promise.all(rows.flatMap((row) => (row ? [importSigningKey(row)] : [])));
  }
}

interface Candidate extends VerifyKey {
  isRegistered: boolean;
}

async function importSigningKey(row: LiveSigningKeyRow): Promise<VerifyKey> {
  return { keyId: row.key_id, algorithm: row.algorithm, key: await importJWK(row.public_jwk, row.algorithm) };
}

async function firstThatFits(token: string, keys: readonly Candidate[]): Promise<Candidate | null> {
  for (const key of keys) {
    try {
      await compactVerify(token, key.key, { algorithms: [key.algorithm] });
      return key;
    } catch {
      // The next one may fit.
    }
  }
  return null;
}

function noKeyWords(keyId: string | null, algorithm: string): string {
  if (keyId === null) return `its header says no \`kid\`, and this environment has no signing key for ${algorithm}`;
  return "its `kid` names no signing key of this environment, or one that was revoked";
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
