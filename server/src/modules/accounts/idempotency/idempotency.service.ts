import { createHash } from "node:crypto";
import { badInput, checkText, refused, type AppError } from "../../../platform/errors/index.js";
import { canonicalJson, type JsonObject } from "../../../platform/json.js";
import type { Tx } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { IdempotencyRepository, type IdempotencyKey } from "./idempotency.repository.js";
import type { Scope } from "../scope.js";

export interface IdempotentCall {
  scope: Scope;
  mutation: string;
  key: string | null | undefined;
  /** The whole input; the key itself does not count. */
  input: object;
  /** Where the key stands in the request, for refusals; `input.idempotencyKey` unless said otherwise. */
  path?: string[];
}

export interface IdempotentAnswer<T> {
  response: T;
  /** Whether an earlier call made this answer, and this one did nothing. */
  isReplay: boolean;
}

/** A call with a key of sensible form. */
interface KeyedCall {
  row: IdempotencyKey;
  hash: Buffer;
  path: string[];
}

interface Running {
  hash: Buffer;
  /** Ends when the call has; null when it was refused. */
  answer: Promise<JsonObject | null>;
}

const WINDOW_MS = 24 * 3600 * 1000;
const KEY_MAX_LENGTH = 255;
const EXPIRE_SLICE = 5000;

/**
 * Answers a repeated call as the first was answered. The key's row is written in the transaction of the effect, so that
 * both or neither exist; a caller with the same key waits for that transaction on the unique key, then replays. What
 * `work` refuses is rolled back, so refusals store nothing.
 */
export class IdempotencyService {
  readonly #runtime: Runtime;
  readonly #rows = new IdempotencyRepository();
  readonly #running = new Map<string, Running>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** `work` validates and acts, by its transaction alone; it does not run for a replay. Without a key it always runs. */
  async run<T extends JsonObject>(call: IdempotentCall, work: (tx: Tx) => Promise<T>): Promise<IdempotentAnswer<T>> {
    const { key, path = ["input", "idempotencyKey"] } = call;
    if (key == null) return { response: await this.#runtime.database.transaction(work), isReplay: false };
    checkKey(key, path);
    const hash = createHash("sha256")
      .update(canonicalJson({ ...call.input, idempotencyKey: undefined }))
      .digest();
    const row = { environmentId: call.scope.environmentId, mutation: call.mutation, key };
    const keyed = { row, hash, path };
    return this.#oneAtATime(keyed, () =>
      this.#runtime.database.transaction((tx) => this.#claimOrReplay(tx, keyed, work)),
    );
  }

  /**
   * Within this process, callers with the same key queue before they take a connection: a hundred of them, each waiting
   * on the unique key with a connection in hand, would leave none for the one that they wait for.
   */
  async #oneAtATime<T extends JsonObject>(
    { row, hash, path }: KeyedCall,
    act: () => Promise<IdempotentAnswer<T>>,
  ): Promise<IdempotentAnswer<T>> {
    const name = JSON.stringify([row.environmentId, row.mutation, row.key]);
    for (let ahead = this.#running.get(name); ahead; ahead = this.#running.get(name)) {
      const isDone = (await ahead.answer) !== null;
      if (isDone && !ahead.hash.equals(hash)) throw reused(path);
      if (isDone) return act();
    }
    const answering = act();
    const answer = answering.then(
      ({ response }) => response,
      () => null,
    );
    this.#running.set(name, { hash, answer });
    try {
      return await answering;
    } finally {
      this.#running.delete(name);
    }
  }

  async #claimOrReplay<T extends JsonObject>(
    tx: Tx,
    call: KeyedCall,
    work: (tx: Tx) => Promise<T>,
  ): Promise<IdempotentAnswer<T>> {
    const now = this.#runtime.clock.now();
    const times = { at: new Date(now), expiredBefore: new Date(now - WINDOW_MS) };
    if (await this.#rows.claim(tx, call.row, call.hash, times)) {
      const response = await work(tx);
      await this.#rows.answer(tx, call.row, response);
      return { response, isReplay: false };
    }
    const stored = await this.#rows.read<T>(tx, call.row);
    if (!stored) {
      const message = "A call with this idempotency key ended at this moment; repeat it.";
      throw refused("CONFLICT", { path: call.path, code: "ended_meanwhile", message });
    }
    if (!stored.request_hash.equals(call.hash)) throw reused(call.path);
    return { response: stored.response, isReplay: true };
  }

  /** Forgets what is older than a day, in slices, so that no one waits long for it. */
  async expire(touch: () => Promise<void>): Promise<void> {
    const before = new Date(this.#runtime.clock.now() - WINDOW_MS);
    while ((await this.#rows.expire(this.#runtime.database, before, EXPIRE_SLICE)) === EXPIRE_SLICE) await touch();
  }
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
