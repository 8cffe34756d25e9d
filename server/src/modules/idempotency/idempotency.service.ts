import { AppError, badInput, checkText, refused } from "../../platform/errors/index.js";
import { canonicalJson, type JsonObject } from "../../platform/json.js";
import type { Tx } from "../../platform/postgres/index.js";
import { recordCall } from "../audit/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import {
  IdempotencyRepository,
  type IdempotencyKey,
  type KeptAnswer,
  type KeyClaim,
} from "./idempotency.repository.js";
import type { Scope } from "../requests/index.js";
import { shortHash } from "./short-hash.js";

export interface IdempotentCall {
  scope: Scope;
  /** The name of the operation, such as `notify`: the same key may be used for another operation. */
  operation: string;
  key: string | null | undefined;
  /** The whole input; the key itself does not count, and a member that is null counts as left out. */
  input: object;
  /** The path of the key, for refusals, which begins at the field of the command; `idempotencyKey` by default. */
  path?: string[];
}

export interface IdempotentAnswer<T> {
  response: T;
  /** Whether an earlier call made this answer, and this one did nothing. */
  isReplay: boolean;
}

/** Performs a call, and stores the answers of earlier calls with its key. */
export interface KeyedAction<T> {
  /** Null, having stored nothing, where the claim found the key taken. Without a key there is no claim. */
  act(claim: KeyClaim | null): Promise<T | null>;
  /** The answer to the call that used the key at `since` or later. */
  kept(key: IdempotencyKey, since: Date): Promise<KeptAnswer<T> | null>;
}

/** A call with a key of sensible form. */
interface KeyedCall {
  row: IdempotencyKey;
  name: string;
  hash: string;
  path: string[];
}

/** A running call, and the calls of this process with the same key that wait for its end. */
class Running {
  readonly hash: string;
  readonly #waiting: ((isAnswered: boolean) => void)[] = [];

  constructor(hash: string) {
    this.hash = hash;
  }

  /** Resolves when the call has ended, with whether it was answered and not refused. */
  ended(): Promise<boolean> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  end(isAnswered: boolean): void {
    for (const resolve of this.#waiting) resolve(isAnswered);
  }
}

const WINDOW_MS = 24 * 3600 * 1000;
const KEY_MAX_LENGTH = 255;
const EXPIRE_SLICE = 5000;
/** Number of attempts for a call whose key was taken, but whose holder's row no longer exists when it is read. */
const ATTEMPTS_MAX = 3;

/**
 * Returns the first answer for a repeated call. The key's row is written in the transaction of the effect, so that both or
 * neither exist; a caller with the same key waits for that transaction on the unique key, and then returns the stored
 * answer. Refusals store nothing. Callers of one process with the same key wait for each other before they take a
 * connection.
 */
export class IdempotencyService {
  readonly #runtime: Runtime;
  readonly #rows = new IdempotencyRepository();
  readonly #running = new Map<string, Running>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** `work` validates and acts, by its transaction alone; it does not run for a replay. Without a key it always runs. */
  run<T extends JsonObject>(call: IdempotentCall, work: (tx: Tx) => Promise<T>): Promise<IdempotentAnswer<T>> {
    const { database } = this.#runtime;
    return this.answer<T>(call, {
      act: (claim) =>
        database.transaction(async (tx) => {
          if (claim && !(await this.#rows.claim(tx, claim))) return null;
          const response = await work(tx);
          await recordCall(tx, call.scope);
          if (claim) await this.#rows.answer(tx, claim, response);
          return response;
        }),
      kept: (key, since) => this.#rows.read<T>(database, key, since),
    });
  }

  /**
   * For effects whose storing is a matter of the caller's, such as that of many callers in one statement. `act` validates,
   * then stores the claim together with the effect, in one transaction, and is called before the first `await` unless
   * `isUnderWay`.
   *
   * A replay is looked up only where the claim fails or `act` refuses: a new call, the usual one, pays for no look-up, and
   * a repeated one is answered as before even when it would be refused by now.
   */
  async answer<T extends JsonObject>(call: IdempotentCall, action: KeyedAction<T>): Promise<IdempotentAnswer<T>> {
    const keyed = keyedCall(call);
    if (keyed) return this.#oneAtATime(keyed, action);
    const response = await action.act(null);
    if (response === null) throw new Error("A call without an idempotency key found its key taken.");
    return { response, isReplay: false };
  }

  /** Whether a caller in this process is running a call with the same key. */
  isUnderWay(call: IdempotentCall): boolean {
    return call.key != null && this.#running.has(nameOf(rowOf(call, call.key)));
  }

  /**
   * A hundred callers with one key, each waiting on the unique key with a connection, would leave no connection for
   * others.
   */
  async #oneAtATime<T extends JsonObject>(call: KeyedCall, action: KeyedAction<T>): Promise<IdempotentAnswer<T>> {
    const { name, hash, path } = call;
    for (let ahead = this.#running.get(name); ahead; ahead = this.#running.get(name)) {
      const isAnswered = await ahead.ended();
      if (isAnswered && ahead.hash !== hash) throw reused(path);
      const replay = isAnswered ? await replayOf(call, action, this.#expiredBefore()) : null;
      if (replay) return replay;
    }
    const running = new Running(hash);
    this.#running.set(name, running);
    let isAnswered = false;
    try {
      const answer = await this.#actOrReplay(call, action);
      isAnswered = true;
      return answer;
    } finally {
      this.#running.delete(name);
      running.end(isAnswered);
    }
  }

  async #actOrReplay<T extends JsonObject>(call: KeyedCall, action: KeyedAction<T>): Promise<IdempotentAnswer<T>> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const expiredBefore = this.#expiredBefore();
      const at = new Date(this.#runtime.clock.now());
      let refusal: AppError | null = null;
      try {
        const response = await action.act({ ...call.row, hash: call.hash, at, expiredBefore });
        if (response !== null) return { response, isReplay: false };
      } catch (error) {
        if (!(error instanceof AppError) || error.code === "UNAVAILABLE") throw error;
        refusal = error;
      }
      const replay = await replayOf(call, action, expiredBefore);
      if (replay) return replay;
      if (refusal) throw refusal;
      // The key was taken a moment ago, and its row is gone by now.
    }
    const message = "A call with this idempotency key ended at this moment; repeat it.";
    throw refused("CONFLICT", { path: call.path, code: "ended_meanwhile", message });
  }

  /** Deletes keys that are older than a day, in slices, so that no one waits long for it. */
  async expire(touch: () => Promise<void>): Promise<void> {
    const before = this.#expiredBefore();
    while ((await this.#rows.expire(this.#runtime.database, before, EXPIRE_SLICE)) === EXPIRE_SLICE) await touch();
  }

  #expiredBefore(): Date {
    return new Date(this.#runtime.clock.now() - WINDOW_MS);
  }
}

/** The answer of an earlier call, or null. */
async function replayOf<T extends JsonObject>(
  { row, hash, path }: KeyedCall,
  action: KeyedAction<T>,
  since: Date,
): Promise<IdempotentAnswer<T> | null> {
  const kept = await action.kept(row, since);
  if (!kept) return null;
  if (kept.hash !== hash) throw reused(path);
  return { response: kept.response, isReplay: true };
}

function keyedCall(call: IdempotentCall): KeyedCall | null {
  const { key, path = ["idempotencyKey"] } = call;
  if (key == null) return null;
  checkKey(key, path);
  const row = rowOf(call, key);
  return { row, name: nameOf(row), hash: hashOf(call.input), path };
}

function rowOf({ scope, operation }: IdempotentCall, key: string): IdempotencyKey {
  return { environmentId: scope.environmentId, operation, key };
}

function nameOf({ environmentId, operation, key }: IdempotencyKey): string {
  return `${environmentId} ${operation} ${key}`;
}

function hashOf(input: object): string {
  const counted: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value != null && name !== "idempotencyKey") counted[name] = value;
  }
  return shortHash(canonicalJson(counted));
}

function checkKey(key: string, path: string[]): void {
  const issues = checkText(key, path, KEY_MAX_LENGTH);
  if (key.length === 0) {
    issues.push({ path, code: "empty", message: `An idempotency key has 1 to ${KEY_MAX_LENGTH} characters.` });
  }
  if (issues.length > 0) throw badInput(issues);
}

function reused(path: string[]): AppError {
  const message = "This idempotency key was used within 24 hours with another input; use a new key for a new call.";
  return refused("IDEMPOTENCY_KEY_REUSED", { path, code: "reused", message });
}
