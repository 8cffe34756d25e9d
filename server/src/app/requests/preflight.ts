import type { FastifyReply, FastifyRequest } from "fastify";

const EXPOSED_HEADERS = "retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset";
const ALWAYS_ALLOWED = [
  "authorization",
  "content-type",
  "apollo-require-preflight",
  "x-carillon-user-id",
  "x-carillon-user-token",
];
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
const ASKED_MAX = 100;

/**
 * Every origin may call: a key authorises a call, and browsers do not add keys by themselves. The cookie of the dashboard
 * counts for this server's own pages only, and no answer allows credentials of other origins.
 */
export function allowOrigins(reply: FastifyReply): void {
  reply.headers({ "access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED_HEADERS });
}

/**
 * Allows all headers that the page requests: libraries for tracing and logging add theirs to each call. This is safe, since
 * only our own headers authenticate, and the page must know their values.
 */
export function answerPreflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const asked = String(request.headers["access-control-request-headers"] ?? "")
    .split(",")
    .slice(0, ASKED_MAX)
    .map((name) => name.trim().toLowerCase())
    .filter((name) => HEADER_NAME.test(name));
  return reply
    .code(204)
    .headers({
      allow: "GET, POST, OPTIONS",
      vary: "access-control-request-headers",
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": [...new Set([...ALWAYS_ALLOWED, ...asked])].join(", "),
      "access-control-max-age": "86400",
    })
    .send();
}
