import { Transform } from "node:stream";
import { HeaderMap, type ApolloServer } from "@apollo/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RequestContext } from "../modules/accounts/index.js";
import { AppError } from "../platform/errors/index.js";
import { pageHeaders } from "./http-server-headers.js";

/** Bodies of servers, which may carry 10,000 inline recipients, and of everyone else. */
export const BODY_MAX_BYTES = { secret: 8 * 1024 * 1024, others: 256 * 1024 };

const EXPOSED_HEADERS = "retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset";

export interface GraphqlRouteOptions {
  apollo: ApolloServer<RequestContext>;
  contextOf: (request: FastifyRequest) => Promise<RequestContext>;
  /** GraphiQL; null when it was not built. */
  graphiqlHtml: string | null;
}

/** The GraphQL endpoint: queries and mutations for clients, GraphiQL for browsers. */
export function serveGraphql(app: FastifyInstance, options: GraphqlRouteOptions): void {
  app.route({
    method: ["GET", "POST", "OPTIONS"],
    url: "/graphql",
    bodyLimit: BODY_MAX_BYTES.secret,
    onRequest: async (_request, reply) => allowOrigins(reply),
    preParsing: async (request, _reply, payload) => {
      const maxBytes = bodyMaxBytes(request.headers.authorization);
      const length = request.headers["content-length"];
      if (length === undefined) return payload.pipe(limitSize(maxBytes));
      if (Number(length) > maxBytes) throw tooLarge(maxBytes);
      return payload;
    },
    handler: async (request, reply) => {
      if (request.method === "OPTIONS") return answerPreflight(reply);
      if (options.graphiqlHtml !== null && wantsPage(request)) {
        return pageHeaders(reply, { hasInlineStyles: true }).send(options.graphiqlHtml);
      }
      return execute(request, reply, options);
    },
  });
}

/**
 * Any origin may call: what a caller may do is said by its key, which no browser adds by itself (there are no cookies).
 */
function allowOrigins(reply: FastifyReply): void {
  reply.headers({ "access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED_HEADERS });
}

function answerPreflight(reply: FastifyReply): FastifyReply {
  const headers = [
    "authorization",
    "content-type",
    "apollo-require-preflight",
    "x-carillon-user-id",
    "x-carillon-user-token",
  ];
  return reply
    .code(204)
    .headers({
      allow: "GET, POST, OPTIONS",
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": headers.join(", "),
      "access-control-max-age": "86400",
    })
    .send();
}

function wantsPage(request: FastifyRequest): boolean {
  return request.method === "GET" && (request.headers.accept ?? "").includes("text/html");
}

async function execute(
  request: FastifyRequest,
  reply: FastifyReply,
  options: GraphqlRouteOptions,
): Promise<FastifyReply> {
  const queryAt = request.url.indexOf("?");
  const { status, headers, body } = await options.apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method,
      headers: headerMap(request.headers),
      search: queryAt < 0 ? "" : request.url.slice(queryAt),
      body: request.body,
    },
    context: () => options.contextOf(request),
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

/** By the look of the key alone: whether it is a good one is found out after the body was read. */
function bodyMaxBytes(authorization: string | undefined): number {
  return /^Bearer +sk_/i.test(authorization ?? "") ? BODY_MAX_BYTES.secret : BODY_MAX_BYTES.others;
}

function tooLarge(maxBytes: number): AppError {
  const hint = maxBytes < BODY_MAX_BYTES.secret ? " without a secret key" : "";
  return new AppError("PAYLOAD_TOO_LARGE", `A request body may have ${maxBytes} bytes${hint}; this one has more.`);
}

/** For bodies that do not say how long they are. */
function limitSize(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
}
