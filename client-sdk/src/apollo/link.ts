import { ApolloLink } from "@apollo/client/link";
import { getMainDefinition } from "@apollo/client/utilities";
import { Kind, OperationTypeNode, print } from "graphql";
import { Observable } from "rxjs";
import type { CommonClient } from "../client/client-types.js";
import { fromGraphQLErrors } from "../errors.js";
import { isRecord } from "../json.js";
import type { GraphQLAnswer, Operation } from "../transport/operation.js";

/**
 * A link that sends queries and mutations over the client's HTTP and subscriptions over its live connection: one set of credentials, one
 * socket. A `feedChanged` subscription resumes by itself after the last version it has seen.
 *
 * @example
 * const client = createClient({ endpoint: "/graphql", publicKey: "pk_…", userToken: () => fetchToken() });
 * const apollo = new ApolloClient({ link: createCarillonLink(client), cache: new InMemoryCache({ typePolicies, possibleTypes }) });
 */
export function createCarillonLink(client: Pick<CommonClient, "transport">): ApolloLink {
  return new ApolloLink((request) => {
    const definition = getMainDefinition(request.query);
    const isSubscription =
      definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.SUBSCRIPTION;
    const operation: Operation = {
      query: print(request.query),
      variables: request.variables,
      operationName: request.operationName,
    };
    return isSubscription ? watch(client, operation) : send(client, operation);
  });
}

function send({ transport }: Pick<CommonClient, "transport">, operation: Operation): Observable<ApolloLink.Result> {
  return new Observable((observer) => {
    const controller = new AbortController();
    transport.execute(operation, { signal: controller.signal }).then(
      (answer) => {
        observer.next(toResult(answer));
        observer.complete();
      },
      (error: unknown) => observer.error(error),
    );
    return () => controller.abort();
  });
}

function watch({ transport }: Pick<CommonClient, "transport">, operation: Operation): Observable<ApolloLink.Result> {
  return new Observable((observer) => {
    let resumeAfter: string | null = null;
    return transport.subscribe({
      operation: () =>
        resumeAfter === null
          ? operation
          : { ...operation, variables: { ...operation.variables, afterVersion: resumeAfter } },
      onAnswer(answer) {
        resumeAfter = versionOf(answer) ?? resumeAfter;
        observer.next(toResult(answer));
      },
      onRefused: (error) => observer.error(error),
    });
  });
}

/** The version of a `feedChanged` answer, under any alias; null for other subscriptions. */
function versionOf({ data }: GraphQLAnswer): string | null {
  const [change] = isRecord(data) ? Object.values(data) : [];
  const feed = isRecord(change) ? change.feed : undefined;
  return isRecord(feed) && typeof feed.version === "string" ? feed.version : null;
}

function toResult({ data, errors }: GraphQLAnswer): ApolloLink.Result {
  const known = isRecord(data) ? data : null;
  return errors === undefined ? { data: known } : { data: known, errors: errors.map(toFormattedError) };
}

function toFormattedError(error: unknown): { readonly message: string; readonly extensions: Record<string, unknown> } {
  const { message, code, issues, retryAfterMs } = fromGraphQLErrors([error]);
  return { message, extensions: { code, issues, retryAfterMs } };
}
