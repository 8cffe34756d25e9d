import DataLoader from "dataloader";
import { AppError } from "../../platform/errors/index.js";
import { readNested } from "../../platform/graphql/index.js";
import type { RateBudget } from "../../platform/rate-limits/index.js";

/** Who acts. */
export type Actor =
  | { kind: "secret"; apiKeyId: string }
  | {
      kind: "user";
      userId: string;
      apiKeyId: string;
      /** When the user token ends, in epoch milliseconds; null when a development user id stands in for a token. */
      tokenExpiresAt: number | null;
      /** The `kid` that vouched for the token; absent without a token. */
      signingKeyId?: string;
    }
  /** A public key that speaks for nobody: it may ask what the schema is, and nothing else. */
  | { kind: "public"; apiKeyId: string }
  /** Work that no request asked for: jobs, seeds, sweeps. */
  | { kind: "system" };

/** In which environment, and as whom: the first argument of every service method. */
export interface Scope {
  readonly environmentId: number;
  readonly isDevelopment: boolean;
  readonly actor: Actor;
}

/** What a GraphQL operation carries. Made anew for each operation, and for each event of a subscription. */
export interface RequestContext {
  /** Null when the request is not authenticated. */
  readonly scope: Scope | null;
  /** Why `scope` is null, when credentials were shown but refused. */
  readonly refusal?: AppError | null;
  /** What is left of the caller's rate limit; null where there is none. */
  readonly budget?: RateBudget | null;
  readonly loaders: Map<unknown, unknown>;
}

export function newContext(
  scope: Scope | null,
  refusal: AppError | null = null,
  budget: RateBudget | null = null,
): RequestContext {
  return { scope, refusal, budget, loaders: new Map() };
}

/** Who asks; refuses those who showed no key, and a public key that speaks for nobody. */
export function scopeOf(context: RequestContext): Scope {
  const { scope } = context;
  if (!scope)
    throw context.refusal ?? new AppError("UNAUTHENTICATED", "Send a key, as in `Authorization: Bearer sk_…`.");
  if (scope.actor.kind !== "public") return scope;

  const stand = scope.isDevelopment ? ", or in this development environment `X-Carillon-User-Id`" : "";
  throw new AppError("UNAUTHENTICATED", `A public key needs a user: send \`X-Carillon-User-Token\`${stand}.`);
}

/** Whether the caller showed a key and says for whom: a public key that speaks for nobody is anybody's. */
export function isGoodKey(scope: Scope): boolean {
  return scope.actor.kind === "secret" || scope.actor.kind === "user";
}

export function isSecret(scope: Scope): boolean {
  return scope.actor.kind === "secret" || scope.actor.kind === "system";
}

/** For what only the environment's own backend may do. */
export function requireSecret(scope: Scope): void {
  if (!isSecret(scope)) {
    throw new AppError("FORBIDDEN", "Only a secret key (`Authorization: Bearer sk_…`) may do this.");
  }
}

export function secretScopeOf(context: RequestContext): Scope {
  const scope = scopeOf(context);
  requireSecret(scope);
  return scope;
}

/** The user that a user token speaks for; null for a secret key and for the system. */
export function actingUserId(scope: Scope): string | null {
  return scope.actor.kind === "user" ? scope.actor.userId : null;
}

/** The scope of work that no request asked for. */
export function systemScope(environment: { environmentId: number; isDevelopment: boolean }): Scope {
  return {
    environmentId: environment.environmentId,
    isDevelopment: environment.isDevelopment,
    actor: { kind: "system" },
  };
}

/** One loader per request and `key`: all that is asked for in one tick is loaded by one call of `batch`. */
export function loaderOf<V, K extends string | number = string>(
  context: RequestContext,
  key: object | string,
  batch: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
): DataLoader<K, V | null> {
  const known = context.loaders.get(key);
  if (isLoader<V, K>(known)) return known;

  const loader = new DataLoader<K, V | null>(async (keys) => {
    const found = await readNested(context, () => batch(keys));
    return keys.map((each) => found.get(each) ?? null);
  });
  context.loaders.set(key, loader);
  return loader;
}

/** `key` stands for one pair of types: whoever asks by it asks with the same batch. */
function isLoader<V, K>(value: unknown): value is DataLoader<K, V | null> {
  return value instanceof DataLoader;
}
