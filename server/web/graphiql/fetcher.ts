import type { Fetcher, FetcherOpts, FetcherParams } from "@graphiql/toolkit";
import {
  getOperationAST,
  GraphQLError,
  Kind,
  parse,
  type ExecutionResult,
  type FormattedExecutionResult,
  type OperationDefinitionNode,
} from "graphql";
import { createClient, type Client } from "graphql-ws";
import { addressOf, filled } from "../shared/page-address.js";
import { DEMO_USER, SECRET_KEY_PLACE } from "./examples.js";

type Headers = Record<string, string>;

/**
 * Sends queries and mutations over HTTP, and subscriptions over a socket whose `connection_init` has the same
 * credentials as the headers.
 */
export function createFetcher(url: URL, publicKey: string | null): Fetcher {
  const sockets = new Map<string, Client>();

  return (given: FetcherParams, options?: FetcherOpts) => {
    const operation = operationOf(given);
    const params = { ...given, operationName: operation?.name?.value ?? given.operationName };
    const headers = headersOf(options, publicKey, operation);
    if (operation?.operation === "subscription") return watch(socketFor(sockets, url, headers), params);
    if (!isForBackend(headers)) return post(url, headers, params);
    const { query, operationName } = params;
    const variables: unknown = params.variables;
    const sent = { query, operationName, variables: isRecord(variables) ? variables : null };
    // A development server accepts operations there that it authorises itself; the token proves that this page is its
    // own.
    const backend = new URL(addressOf("graphiql/backend"));
    return post(backend, { ...headers, "x-carillon-page-token": filled("page-token") }, sent);
  };
}

/** After a change of tabs GraphiQL names the operation of the tab before, once: then the document's only one is meant. */
function operationOf({ query, operationName }: FetcherParams): OperationDefinitionNode | null {
  try {
    const document = parse(query);
    return getOperationAST(document, operationName) ?? getOperationAST(document) ?? null;
  } catch {
    return null;
  }
}

/** What the demo's user may not ask; for these, GraphiQL speaks as a backend. */
const BACKEND_FIELDS: ReadonlySet<string> = new Set(["identify", "notify", "run", "simulate", "trigger", "triggers"]);

/** The headers of the tab. Where it names no key, in development, the caller that the operation is for. */
function headersOf(
  options: FetcherOpts | undefined,
  publicKey: string | null,
  operation: OperationDefinitionNode | null,
): Headers {
  const given: Headers = {};
  for (const [name, value] of Object.entries(options?.headers ?? {})) given[name.toLowerCase()] = String(value);
  if (given["authorization"] !== undefined || publicKey === null) return given;
  const fields = operation?.selectionSet.selections ?? [];
  const isBackend = fields.some((field) => field.kind === Kind.FIELD && BACKEND_FIELDS.has(field.name.value));
  if (isBackend) return { ...given, authorization: `Bearer ${SECRET_KEY_PLACE}` };
  return { "x-carillon-user-id": DEMO_USER, ...given, authorization: `Bearer ${publicKey}` };
}

function isForBackend(headers: Headers): boolean {
  return headers["authorization"]?.includes(SECRET_KEY_PLACE) ?? false;
}

async function post(url: URL, headers: Headers, params: FetcherParams): Promise<ExecutionResult> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json, application/json",
      "content-type": "application/json",
      ...asciiOf(headers),
    },
    body: JSON.stringify(params),
  });
  const answer: unknown = await response.json();
  if (!isRecord(answer)) throw new Error(`The server answered ${response.status} without a GraphQL result.`);
  return answer;
}

/** A user id in other letters goes as an RFC 8187 value; the browser would refuse the header. */
function asciiOf(headers: Headers): Headers {
  const userId = headers["x-carillon-user-id"];
  if (userId === undefined || /^[ -~]*$/.test(userId)) return headers;
  return { ...headers, "x-carillon-user-id": `UTF-8''${encodeURIComponent(userId)}` };
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
