import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { canonicalJson, type JsonObject } from "../../../platform/json.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { failure, type Answer, type Failure } from "../../../providers/kit/answer.js";
import type { OutboundMessage } from "../../../providers/kit/message.js";
import type { AccessToken, Provider } from "../../../providers/kit/provider.js";
import type { AccessTokenRepository, TokenKey } from "./access-token.repository.js";

/** A provider of a channel, and the message that needs a token. */
export interface TokenQuestion {
  environmentId: number;
  channelId: number;
  provider: Provider;
  settings: JsonObject;
  credentials: JsonObject;
  message: OutboundMessage;
}

/** A token and its key. */
export interface FoundToken {
  key: TokenKey;
  token: string;
  /** The stored ciphertext. */
  sealed: string;
  /** Whether the token was fetched for this request: then a new one would be refused too. */
  isFresh: boolean;
}

export type TokenAnswer = { ok: true; found: FoundToken } | { ok: false; answer: Failure };

interface Known extends AccessToken {
  sealed: string;
}

const KNOWN_MAX = 10_000;
const TIMEOUT_MS = 10_000;
const ANSWER_MAX_BYTES = 64 * 1024;
/** How long one worker may take to fetch a token before another tries. */
const RENEWAL_MS = 15_000;
/** For this time, a failure is the result for all callers. */
const FAILURE_MS = 5000;
/** A token is not used in its last minute, because the request takes time. */
const MARGIN_MS = 60_000;
const [LOOKS, LOOK_EVERY_MS] = [20, 250];

/**
 * The access tokens of providers: fetched once for all workers, stored encrypted, renewed before they expire. Of
 * concurrent callers, one fetches the new token; the others use the old one while it is valid, or wait.
 */
export class AccessTokens {
  readonly #runtime: Runtime;
  readonly #rows: AccessTokenRepository;
  readonly #known = new LRUCache<string, Known>({ max: KNOWN_MAX });
  readonly #failures = new LRUCache<string, { answer: Failure; until: number }>({ max: KNOWN_MAX });
  readonly #finding = new Map<string, Promise<TokenAnswer>>();

  constructor(runtime: Runtime, rows: AccessTokenRepository) {
    this.#runtime = runtime;
    this.#rows = rows;
  }

  /** Null if the provider needs no token. */
  find(question: TokenQuestion): Promise<TokenAnswer> | null {
    const { provider, message, settings, credentials, environmentId, channelId } = question;
    if (!provider.accessToken) return null;
    const scope = provider.accessToken.scopeOf(message);
    const name = hash("sha256", canonicalJson([provider.key, settings, credentials, scope]), "base64url");
    const key = { environmentId, channelId, name };
    const now = this.#runtime.clock.now();
    const known = this.#known.get(nameOf(key));
    if (known && now < known.renewAt) return Promise.resolve(found(key, known, false));
    const failed = this.#failures.get(nameOf(key));
    if (failed && now < failed.until) return Promise.resolve({ ok: false, answer: failed.answer });
    const finding =
      this.#finding.get(nameOf(key)) ??
      this.#find(question, key, scope).finally(() => this.#finding.delete(nameOf(key)));
    this.#finding.set(nameOf(key), finding);
    return finding;
  }

  /** The answer to a send. If the vendor refuses an old token, the token is deleted and the message is retried. */
  async judge(answer: Answer, used: FoundToken | null): Promise<Answer> {
    if (answer.outcome !== "auth" || !answer.renewsAccessToken || used === null || used.isFresh) return answer;
    if (this.#known.get(nameOf(used.key))?.sealed === used.sealed) this.#known.delete(nameOf(used.key));
    await this.#rows.forget(this.#runtime.database, used.key, used.sealed);
    const { code, reason, detail } = answer;
    return failure("retry", { code, reason: `${reason} A new token is made.`, detail });
  }

  async #find(question: TokenQuestion, key: TokenKey, scope: string): Promise<TokenAnswer> {
    const { database, clock } = this.#runtime;
    for (let look = 0; ; look += 1) {
      const now = clock.now();
      const stored = await this.#read(key);
      if (stored && now < stored.renewAt) return found(key, this.#keep(key, stored), false);
      const until = new Date(now + RENEWAL_MS);
      if (look >= LOOKS || (await this.#rows.claimRenewal(database, key, { now: new Date(now), until }))) break;
      // Another worker is fetching it.
      if (stored && now < stored.expiresAt - MARGIN_MS) return found(key, stored, false);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    const made = await this.make(question, { scope, timeoutMs: TIMEOUT_MS });
    const now = clock.now();
    if ("outcome" in made) {
      this.#failures.set(nameOf(key), { answer: made, until: now + FAILURE_MS });
      await this.#rows.giveUp(database, key, new Date(now));
      return { ok: false, answer: made };
    }
    const sealed = this.#runtime.encryption.seal(made.token, contextOf(key));
    const row = { token: sealed, renewAt: new Date(made.renewAt), expiresAt: new Date(made.expiresAt) };
    await this.#rows.write(database, key, { ...row, now: new Date(now) });
    return found(key, this.#keep(key, { ...made, sealed }), true);
  }

  #keep(key: TokenKey, known: Known): Known {
    this.#known.set(nameOf(key), known);
    return known;
  }

  async #read(key: TokenKey): Promise<Known | null> {
    const row = await this.#rows.find(this.#runtime.database, key);
    if (!row?.token) return null;
    const opened = this.#runtime.encryption.open(row.token, contextOf(key));
    if (!opened.ok) return null;
    const [renewAt, expiresAt] = [row.renew_at.getTime(), row.expires_at.getTime()];
    return { token: opened.text, sealed: row.token, renewAt, expiresAt };
  }

  /** A new token, which is not kept. */
  async make(
    { provider, settings, credentials }: Pick<TokenQuestion, "provider" | "settings" | "credentials">,
    { scope, timeoutMs }: { scope: string; timeoutMs: number },
  ): Promise<AccessToken | Failure> {
    const { clock, http } = this.#runtime;
    const source = provider.accessToken;
    if (!source) throw new Error("A provider without access tokens was asked for one.");
    if (source.from === "here") return source.mint(settings, credentials, { scope, now: clock.now() });
    const request = source.buildRequest(settings, credentials, clock.now());
    if (request.kind === "unsendable") {
      return failure(request.outcome, { code: request.code, reason: request.reason });
    }
    const outcome = await http.send(request, { timeoutMs, maxBytes: ANSWER_MAX_BYTES });
    // Fetching a token twice is harmless, whatever the outcome of the first request.
    if (outcome.kind === "no-answer") {
      const reason = `${provider.name} gave no answer to the request for an access token.`;
      return failure("retry", { code: outcome.code, reason, detail: outcome.message });
    }
    const read = source.readAnswer(outcome, clock.now());
    if (!("outcome" in read) || read.outcome !== "uncertain") return read;
    return failure("retry", { code: read.code, reason: read.reason, detail: read.detail });
  }
}

function found(key: TokenKey, { token, sealed }: Known, isFresh: boolean): TokenAnswer {
  return { ok: true, found: { key, token, sealed, isFresh } };
}

function nameOf({ environmentId, channelId, name }: TokenKey): string {
  return `${environmentId}/${channelId}/${name}`;
}

/** The encryption context: a ciphertext decrypts only for its key. */
function contextOf(key: TokenKey): string {
  return `access_tokens/${nameOf(key)}`;
}
