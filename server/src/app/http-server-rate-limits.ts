import type { ApolloServerPlugin } from "@apollo/server";
import { Kind, type DocumentNode, type OperationDefinitionNode, type SelectionSetNode } from "graphql";
import type { RequestContext, Scope } from "../modules/accounts/index.js";
import type { RateBudget, RateLimits } from "../platform/rate-limits/index.js";

/** The points of whoever asks: a secret key, a user by whatever token, and all others by their address. */
export function budgetOf(limits: RateLimits | null, scope: Scope | null, address: string): RateBudget | null {
  if (!limits) return null;
  const actor = scope?.actor;
  if (actor?.kind === "secret") return limits.budgetOf("secret", actor.apiKeyId);
  if (actor?.kind === "user") return limits.budgetOf("user", `${scope?.environmentId}/${actor.userId}`);
  return limits.budgetOf("address", address);
}

/** What an operation costs: a point for each root field, so that aliases are no way around the limit. */
export function pointsOf({ document, operation }: PricedOperation): number {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  return Math.max(1, countFields(operation.selectionSet, fragments));
}

interface PricedOperation {
  document: DocumentNode;
  operation: OperationDefinitionNode;
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

/** As `RateLimit-Limit`, `RateLimit-Remaining` and, in seconds, `RateLimit-Reset`. */
function headersOf(budget: RateBudget): [string, string][] {
  const { limit, remaining, resetInMs } = budget.state;
  return [
    ["ratelimit-limit", String(limit)],
    ["ratelimit-remaining", String(remaining)],
    ["ratelimit-reset", String(Math.ceil(resetInMs / 1000))],
  ];
}

/** Tells each caller how much is left. */
export function rateLimitPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ contextValue, response }) => {
        if (!contextValue.budget) return;
        for (const [name, value] of headersOf(contextValue.budget)) response.http.headers.set(name, value);
      },
    }),
  };
}
