import {
  credentialsFromHeaders,
  type Credentials,
  type ScopeEnd,
  type SessionCredentials,
} from "../../modules/authentication/index.js";
import { newContext, type RequestContext, type Scope } from "../../modules/requests/index.js";
import { AppError } from "../../platform/errors/index.js";
import type { RateBudget } from "../../platform/rate-limits/index.js";
import { pointsOf, takeUpTo } from "./caller-budget.js";
import { checkOperation, OPERATION_LIMITS, type OperationGuard } from "../../platform/graphql/index.js";

/** The part of the module `authentication` that the servers need. */
export interface Authentication {
  /** Throws `UNAUTHENTICATED`. */
  authenticate(credentials: Credentials | SessionCredentials): Promise<Scope>;
  /** Calls `listener` when the scope ends (token expired, key revoked, session ended). Returns a function that stops watching. */
  watch(scope: Scope, onEnd: (end: ScopeEnd) => void): () => void;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What a request shows: keys in its headers, or else the dashboard's session; `session` throws where it may not be used. */
interface Shown {
  headers: Headers;
  /** The caller's address. */
  address: string;
  session: () => SessionCredentials | null;
}

/**
 * The context of an HTTP request. A caller with refused credentials gets a context too, so that the field that needed them
 * reports the refusal as a GraphQL error.
 */
export async function contextOf(
  { headers, address, session }: Shown,
  authentication: Authentication,
  budget: (scope: Scope | null) => RateBudget | null,
): Promise<RequestContext> {
  try {
    const credentials = credentialsFromHeaders(headers) ?? session();
    const scope = credentials && (await authentication.authenticate(credentials));
    return newContext(scope, null, budget(scope), address);
  } catch (error) {
    if (error instanceof AppError) return newContext(null, error, budget(null));
    throw error;
  }
}

/** The same caller with no loaded rows: for each event of a subscription. */
export function freshContext(context: RequestContext): RequestContext {
  return newContext(context.scope, context.refusal ?? null, context.budget ?? null, context.ipAddress ?? null);
}

export function isSecretCaller({ scope }: RequestContext): boolean {
  return scope?.actor.kind === "secret";
}

/** On top of the point for the message: validation takes milliseconds. */
const INVALID_POINTS = 4;

/** Takes the cost of an invalid document, or the remaining points. */
export function chargeInvalid({ budget }: RequestContext): void {
  takeUpTo(budget ?? null, INVALID_POINTS);
}

/** Limits by caller, and introspection for secret keys, development environments, or everybody if it is open. */
export function operationGuard(isIntrospectionOpen: boolean): OperationGuard<RequestContext> {
  return (context, request) => {
    const { scope, budget } = context;
    const isSecret = isSecretCaller(context);
    const limits = isSecret ? OPERATION_LIMITS.secret : OPERATION_LIMITS.user;
    const mayIntrospect = isIntrospectionOpen || isSecret || scope?.isDevelopment === true;
    checkOperation(request, mayIntrospect ? limits : { ...limits, introspectionDepth: 0 });
    // One was taken when the request came.
    budget?.take(pointsOf(request) - 1);
  };
}
