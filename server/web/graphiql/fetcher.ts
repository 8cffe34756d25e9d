import type { Fetcher, FetcherOpts, FetcherParams } from "@graphiql/toolkit";
import { getOperationAST, GraphQLError, type ExecutionResult, type FormattedExecutionResult } from "graphql";
import { createClient, type Client } from "graphql-ws";
import { DEMO_USER } from "./examples.js";

type Headers = Record<string, string>;

/** Queries and mutations by HTTP; subscriptions by a socket whose `connection_init` says what the headers say. */
export function createFetcher(url: URL, publicKey: string | null): Fetcher {
  const sockets = new Map<string, Client>();

  return (params: FetcherParams, options?: FetcherOpts) => {
    const headers = headersOf(options, publicKey);
    const operation = options?.documentAST && getOperationAST(options.documentAST, params.operationName);
    return operation?.operation === "subscription"
      ? watch(socketFor(sockets, url, headers), params)
      : post(url, headers, params);
  };
}

/** The headers of the tab; where it names no key, the development key and the demo's user. */
function headersOf(options: FetcherOpts | undefined, publicKey: string | null): Headers {
  const given: Headers = {};
  for (const [name, value] of Object.entries(options?.headers ?? {})) given[name.toLowerCase()] = String(value);
  if (given["authorization"] !== undefined || publicKey === null) return given;
  return { "x-carillon-user-id": DEMO_USER, ...given, authorization: `Bearer ${publicKey}` };
}

async function post(url: URL, headers: Headers, params: FetcherParams): Promise<ExecutionResult> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json, application/json",
      "content-type": "application/json",
      ...headers,
    },
    body: JSON.stringify(params),
  });
  const answer: unknown = await response.json();
  if (!isRecord(answer)) throw new Error(`The server answered ${response.status} without a GraphQL result.`);
  return answer;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One socket speaks for one caller, so each set of credentials has its own; unused ones close after a while. */
function socketFor(sockets: Map<string, Client>, url: URL, headers: Headers): Client {
  const connectionParams = {
    apiKey: headers["authorization"]?.replace(/^Bearer +/i, ""),
    userToken: headers["x-carillon-user-token"],
    userId: headers["x-carillon-user-id"],
  };
  const name = JSON.stringify(connectionParams);
  const known = sockets.get(name);
  if (known) return known;

  const socketUrl = new URL(url);
  socketUrl.protocol = socketUrl.protocol.replace("http", "ws");
  // A refusal is final here: the person reads why and tries again by hand.
  const client = createClient({ url: socketUrl.href, connectionParams, lazyCloseTimeout: 3000, retryAttempts: 0 });
  sockets.set(name, client);
  return client;
}

/** Not a generator: GraphiQL stops a subscription by `return`, which a generator would put off to the next event. */
function watch(client: Client, params: FetcherParams): AsyncIterable<ExecutionResult> {
  const variables: unknown = params.variables;
  const payload = {
    query: params.query,
    operationName: params.operationName ?? null,
    variables: isRecord(variables) ? variables : null,
  };
  const results = client.iterate<Record<string, unknown>, Record<string, unknown>>(payload);
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const result = await results.next();
        return result.done ? { value: undefined, done: true } : { value: resultOf(result.value), done: false };
      },
      async return() {
        await results.return?.();
        return { value: undefined, done: true };
      },
    }),
  };
}

/** What came as JSON in the form that GraphiQL's types ask for; it shows the same text. */
function resultOf({ errors, ...rest }: FormattedExecutionResult<Record<string, unknown>>): ExecutionResult {
  if (!errors) return rest;
  return {
    ...rest,
    errors: errors.map(({ message, path, extensions }) => new GraphQLError(message, { path, extensions })),
  };
}
