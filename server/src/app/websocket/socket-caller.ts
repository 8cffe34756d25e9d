import type { Scope } from "../../modules/requests/index.js";
import type { RateBudget } from "../../platform/rate-limits/index.js";
import type { Allowance } from "./fair-queue.js";
import type { Holder } from "./socket-caps.js";

/** The caller of a socket with valid credentials. */
export interface SocketCaller extends Holder {
  readonly scope: Scope;
  /** The same for all sockets of a secret key, or of a user. */
  readonly name: string;
  readonly budget: RateBudget | null;
  readonly allowance: Allowance;
  /** Whether the caller gets all errors of a document, with suggestions. */
  readonly isTrusted: boolean;
}

/** Half a second at once, and then a tenth of the event loop. */
const USER_ALLOWANCE: Allowance = { burstMs: 500, msPerSecond: 100 };
/** A server that listens for many people. */
const SECRET_ALLOWANCE: Allowance = { burstMs: 5000, msPerSecond: 700 };

/** Null for a public key without a user. */
export function callerOf(scope: Scope, budget: RateBudget | null): SocketCaller | null {
  const { actor, environmentId } = scope;
  if (actor.kind === "secret") {
    const { apiKeyId } = actor;
    const name = `secret/${apiKeyId}`;
    return { scope, budget, apiKeyId, userKey: null, name, allowance: SECRET_ALLOWANCE, isTrusted: true };
  }
  if (actor.kind === "member") {
    const { sessionId } = actor;
    const holder = { apiKeyId: sessionId, userKey: `session/${sessionId}`, name: `session/${sessionId}` };
    return { scope, budget, ...holder, allowance: USER_ALLOWANCE, isTrusted: false };
  }
  if (actor.kind !== "user") return null;
  const userKey = `${environmentId}/${actor.userId}`;
  const name = `user/${userKey}`;
  return { scope, budget, apiKeyId: actor.apiKeyId, userKey, name, allowance: USER_ALLOWANCE, isTrusted: false };
}
