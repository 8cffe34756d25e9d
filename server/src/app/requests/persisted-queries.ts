import type { ApolloServerPlugin } from "@apollo/server";
import { callerOf } from "../limits/caller-budget.js";
import { isGoodKey, type RequestContext } from "../../modules/requests/index.js";

/** Longer documents are sent in full each time; those of clients have about 2 KiB. */
const DOCUMENT_MAX_LENGTH = 16 * 1024;
/** Documents that one caller may register in an hour: more than any release of a client has. */
const REGISTERED_MAX = { secret: 1000, others: 50 };
const HOUR_MS = 3_600_000;
const CALLERS_MAX = 10_000;

/**
 * Decides which persisted queries are stored. Other documents are executed too, and the client sends them again next time.
 * Only callers with a valid key may store documents, a few short ones, since all callers share the cache.
 */
export function persistedQueriesPlugin(
  now: () => number = () => performance.now(),
): ApolloServerPlugin<RequestContext> {
  const registered = new Map<string, { count: number; until: number }>();

  const mayRegister = ({ scope }: RequestContext, source: string): boolean => {
    if (!scope || !isGoodKey(scope) || source.length > DOCUMENT_MAX_LENGTH) return false;
    const { actor } = scope;
    const { name: caller } = callerOf(scope, "");
    const known = registered.get(caller);
    const current = known && known.until > now() ? known : { count: 0, until: now() + HOUR_MS };
    registered.delete(caller);
    registered.set(caller, current);
    const oldest = registered.keys().next();
    if (registered.size > CALLERS_MAX && !oldest.done) registered.delete(oldest.value);
    current.count += 1;
    return current.count <= (actor.kind === "secret" ? REGISTERED_MAX.secret : REGISTERED_MAX.others);
  };

  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ metrics, contextValue, source }) => {
        if (metrics.persistedQueryRegister && !mayRegister(contextValue, source))
          metrics.persistedQueryRegister = false;
      },
    }),
  };
}
