import { AppError } from "../../platform/errors/index.js";
import type { RateBudget } from "../../platform/rate-limits/index.js";
import { requireRight, type Right } from "./rights.js";
import type { AuditedCall } from "./audited-call.js";
import type { Scope } from "./scope.js";

/** The context of a GraphQL operation, created for each operation and for each event of a subscription. */
export interface RequestContext {
  /** Null when the request is not authenticated. */
  readonly scope: Scope | null;
  /** Why `scope` is null, when credentials were shown but refused. */
  readonly refusal?: AppError | null;
  /** The remaining points of the caller's rate limit; null without a limit. */
  readonly budget?: RateBudget | null;
  readonly loaders: Map<unknown, unknown>;
  /** The caller's address; null where nobody knows it. */
  readonly ipAddress?: string | null;
  /** The mutation that runs, if it leaves an entry in the audit log. Mutations of one operation run one after another. */
  call?: AuditedCall | null;
}

export function newContext(
  scope: Scope | null,
  refusal: AppError | null = null,
  budget: RateBudget | null = null,
  ipAddress: string | null = null,
): RequestContext {
  return { scope, refusal, budget, ipAddress, loaders: new Map() };
}

/** The caller's scope; refuses callers without a key, and a public key without a user. */
export function scopeOf(context: RequestContext): Scope {
  const { scope } = context;
  if (!scope)
    throw context.refusal ?? new AppError("UNAUTHENTICATED", "Send a key, as in `Authorization: Bearer sk_…`.");
  if (scope.actor.kind !== "public") return context.call ? { ...scope, call: context.call } : scope;

  const stand = scope.isDevelopment ? ", or in this development environment `X-Carillon-User-Id`" : "";
  throw new AppError("UNAUTHENTICATED", `A public key needs a user: send \`X-Carillon-User-Token\`${stand}.`);
}

/** The scope of an actor who has the right. */
export function scopeWith(context: RequestContext, right: Right): Scope {
  const scope = scopeOf(context);
  requireRight(scope, right);
  return scope;
}
