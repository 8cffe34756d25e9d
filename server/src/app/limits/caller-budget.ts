import type { ApolloServerPlugin } from "@apollo/server";
import { Kind, type SelectionSetNode } from "graphql";
import type { RequestContext, Scope } from "../../modules/requests/index.js";
import { measureOperation, type MeasuredOperation } from "../../platform/graphql/index.js";
import type { CallerKind, RateBudget, RateLimits } from "../../platform/rate-limits/index.js";

/** The subject of rate limits: a secret key, a user with any token, a session of the dashboard, or any other caller's address. */
export interface Caller {
  kind: CallerKind;
  name: string;
}

export function callerOf(scope: Scope | null, address: string): Caller {
  const actor = scope?.actor;
  if (actor?.kind === "secret") return { kind: "secret", name: actor.apiKeyId };
  if (actor?.kind === "member") return { kind: "user", name: actor.sessionId };
  if (actor?.kind === "user") return { kind: "user", name: `${scope?.environmentId}/${actor.userId}` };
  return { kind: "address", name: address };
}

export function budgetOf(limits: RateLimits | null, scope: Scope | null, address: string): RateBudget | null {
  const { kind, name } = callerOf(scope, address);
  return limits?.budgetOf(kind, name) ?? null;
}

/** Takes these points, or the remaining ones. */
export function takeUpTo(budget: RateBudget | null, points: number): void {
  if (!budget || budget.isSpent) return;
  budget.take(Math.min(points, budget.state.remaining));
}

/** Objects per point, in addition to the points of root fields. */
const OBJECTS_PER_POINT = 250;

/**
 * The cost of an operation: one point per root field, so that aliases do not evade the limit, and one point per 250 objects
 * that it may create.
 */
export function pointsOf(request: MeasuredOperation): number {
  const { document, operation } = request;
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  const objects = measureOperation(request).cost;
  return Math.max(1, countFields(operation.selectionSet, fragments)) + Math.floor(objects / OBJECTS_PER_POINT);
}

/** Validation has seen to it that fragments do not go round in circles. */
function countFields(set: SelectionSetNode, fragments: ReadonlyMap<string, SelectionSetNode>): number {
  let count = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) count += 1;
    else if (selection.kind === Kind.INLINE_FRAGMENT) count += countFields(selection.selectionSet, fragments);
    else {
      const spread = fragments.get(selection.name.value);
      if (spread) count += countFields(spread, fragments);
    }
  }
  return count;
}

/** The headers `RateLimit-Limit`, `RateLimit-Remaining` and, in seconds, `RateLimit-Reset`. */
function headersOf(budget: RateBudget): [string, string][] {
  const { limit, remaining, resetInMs } = budget.state;
  return [
    ["ratelimit-limit", String(limit)],
    ["ratelimit-remaining", String(remaining)],
    ["ratelimit-reset", String(Math.ceil(resetInMs / 1000))],
  ];
}

/** Characters of an invalid document per point, in addition to the fixed cost of every invalid document. */
const CHARACTERS_PER_POINT = 1000;
const INVALID_CODES: ReadonlySet<unknown> = new Set(["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"]);

/** Adds the remaining points to each response, and charges invalid documents by their length. */
export function rateLimitPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ contextValue, errors, source = "" }) => {
        if (!INVALID_CODES.has(errors[0]?.extensions["code"])) return;
        takeUpTo(contextValue.budget ?? null, Math.floor(source.length / CHARACTERS_PER_POINT));
      },
      willSendResponse: async ({ contextValue, response }) => {
        if (!contextValue.budget) return;
        for (const [name, value] of headersOf(contextValue.budget)) response.http.headers.set(name, value);
      },
    }),
  };
}
