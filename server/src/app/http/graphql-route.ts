import { HeaderMap, type ApolloServer } from "@apollo/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RequestContext } from "../../modules/requests/index.js";
import { pageHeaders } from "./http-headers.js";
import { REQUEST_LIMITS, type Admission, type Admitted } from "../requests/admission.js";
import { checkCall, withExactVariables } from "../requests/call-shape.js";
import { allowOrigins, answerPreflight } from "../requests/preflight.js";

export interface GraphqlRouteOptions {
  apollo: ApolloServer<RequestContext>;
  admission: Admission;
  /** One view of GraphiQL; null when it was not built. */
  pageOf: ((request: FastifyRequest) => Promise<string>) | null;
}

/** The GraphQL endpoint: queries and mutations for clients, GraphiQL for browsers. */
export function serveGraphql(app: FastifyInstance, { apollo, admission, pageOf }: GraphqlRouteOptions): void {
  const isCall = (request: FastifyRequest): boolean =>
    request.method !== "OPTIONS" && (pageOf === null || !wantsPage(request));

  app.route({
    method: ["GET", "POST", "OPTIONS"],
    url: "/graphql",
    bodyLimit: REQUEST_LIMITS.secret.bodyBytes,
    onRequest: async (request, reply) => {
      allowOrigins(reply);
      if (isCall(request)) await admission.admit(request);
    },
    preParsing: async (request, reply, payload) =>
      admission.of(request) ? admission.body(request, reply, payload) : payload,
    handler: async (request, reply) => {
      if (request.method === "OPTIONS") return answerPreflight(request, reply);
      const admitted = admission.of(request);
      if (admitted) return execute(request, reply, { apollo, admitted });
      if (pageOf === null) throw new Error("A request was let in that is neither a call nor a view of a page.");
      // The page contains values for its reader only, so scripts of other origins must not read it.
      reply.removeHeader("access-control-allow-origin");
      return pageHeaders(reply, { hasInlineStyles: true }).send(await pageOf(request));
    },
  });
}

function wantsPage(request: FastifyRequest): boolean {
  return request.method === "GET" && (request.headers.accept ?? "").includes("text/html");
}

interface Call {
  apollo: ApolloServer<RequestContext>;
  admitted: Admitted;
}

async function execute(
  request: FastifyRequest,
  reply: FastifyReply,
  { apollo, admitted }: Call,
): Promise<FastifyReply> {
  const queryAt = request.url.indexOf("?");
  const given = queryAt < 0 ? "" : request.url.slice(queryAt);
  checkCall(request.body, given, admitted.limits);
  const search = request.method === "GET" ? withExactVariables(given) : given;
  const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: request.method, headers: headerMap(request.headers), search, body: request.body },
    context: async () => admitted.context,
  });
  if (body.kind !== "complete") throw new Error("There is no incremental delivery.");
  return reply
    .code(status ?? 200)
    .headers(Object.fromEntries(headers))
    .send(body.string);
}

function headerMap(headers: FastifyRequest["headers"]): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return map;
}
