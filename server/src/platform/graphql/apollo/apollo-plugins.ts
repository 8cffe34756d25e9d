import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from "@apollo/server";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { AppError } from "../../errors/index.js";
import { statusOfCode } from "../../http/index.js";
import { isUnavailable } from "../../postgres/index.js";
import type { CompiledQueries } from "./compiled-queries.js";
import { wantsResponseType } from "./media-type.js";
import { UNAVAILABLE_RETRY_MS, type ErrorFormatter } from "../errors/error-formatter.js";
import type { MeasuredOperation } from "../operations/operation-measure.js";

/** Refuses an operation before it runs, by throwing an AppError. */
export type OperationGuard<Context> = (context: Context, request: MeasuredOperation) => void;

/** An error that Apollo returns with the right status. */
export function withStatus(error: unknown): unknown {
  if (error instanceof AppError) {
    const waitS = error.retryAfterMs === null ? null : Math.ceil(error.retryAfterMs / 1000);
    const headers = new Map(waitS === null ? [] : [["retry-after", String(waitS)]]);
    const http = { status: statusOfCode(error.code), headers };
    return new GraphQLError(error.message, { originalError: error, extensions: { http } });
  }
  if (!(error instanceof Error) || !isUnavailable(error)) return error;
  const http = { status: 503, headers: new Map([["retry-after", String(UNAVAILABLE_RETRY_MS / 1000)]]) };
  return new GraphQLError(error.message, { originalError: error, extensions: { http } });
}

export function guardPlugin<Context extends object>(guard: OperationGuard<Context>): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request, contextValue }) {
          if (!operation) return;
          try {
            if (operation.operation === "subscription") {
              throw new AppError(
                "BAD_REQUEST",
                "Subscriptions run over WebSocket, with the protocol graphql-transport-ws.",
              );
            }
            guard(contextValue, { schema, document, operation, variables: request.variables ?? {} });
          } catch (error) {
            throw withStatus(error);
          }
        },
      };
    },
  };
}

/** Executes what Apollo would hand to graphql-js. */
export function compiledQueriesPlugin<Context extends object>(
  queries: CompiledQueries,
  formatter: ErrorFormatter,
): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ schema }) {
      return {
        async responseForOperation({ document, operation, operationName, queryHash, request, response, contextValue }) {
          // If the operation is ambiguous, graphql-js reports the error.
          if (!operation) return null;
          const key = `${queryHash}:${operationName ?? ""}`;
          const variables = request.variables ?? {};
          const result = await queries.execute({ key, document, operation, context: contextValue, variables });
          if (!result) return null;
          const singleResult = formatter.formatResult(result, { schema, document, variables });
          return { http: response.http, body: { kind: "single", singleResult } };
        },
      };
    },
  };
}

export function errorPlugin<Context extends object>(formatter: ErrorFormatter): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ schema }) {
      return {
        async didEncounterErrors({ errors, document, request }) {
          formatter.explain(errors, { schema, document: document ?? null, variables: request.variables ?? {} });
        },
        async willSendResponse(request) {
          setStatus(request);
        },
      };
    },
  };
}

/** Refusals of the request itself, which clients of the older media type expect in a 200 (targets G-02, G-03). */
const REQUEST_CODES: ReadonlySet<unknown> = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
]);

function setStatus<Context extends object>({
  request,
  response,
}: GraphQLRequestContextWillSendResponse<Context>): void {
  if (response.body.kind !== "single") return;
  const { errors, data } = response.body.singleResult;
  if (!errors || errors.length === 0) return;

  const accept = request.http?.headers.get("accept") ?? "";
  const isAboutRequest = errors.every((error) => REQUEST_CODES.has(error.extensions?.["code"]));
  if (response.http.status === 400 && isAboutRequest && !wantsResponseType(accept)) {
    response.http.status = 200;
  }

  const retryAfterMs = longestWait(errors);
  if (retryAfterMs === null || !isEmpty(data)) return;
  const isLimit = errors.some((error) => error.extensions?.["code"] === "RATE_LIMITED");
  response.http.status = isLimit ? 429 : 503;
  response.http.headers.set("retry-after", String(Math.ceil(retryAfterMs / 1000)));
}

function longestWait(errors: readonly GraphQLFormattedError[]): number | null {
  const waits = errors.map((error) => error.extensions?.["retryAfterMs"]).filter((wait) => typeof wait === "number");
  return waits.length > 0 ? Math.max(...waits) : null;
}

function isEmpty(data: Record<string, unknown> | null | undefined): boolean {
  return data == null || Object.values(data).every((value) => value === null);
}
