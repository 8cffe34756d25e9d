import type { FastifyInstance, FastifyReply } from "fastify";

const LOOPBACK_BINDINGS: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "localhost"]);
const LOOPBACK_HOST = /^(?:localhost|(?:[a-z0-9-]+\.)+localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;
const ONE_YEAR_S = 365 * 24 * 3600;

export function isLoopback(host: string): boolean {
  return LOOPBACK_BINDINGS.has(host);
}

/**
 * Whether a request's Host header fits a server bound to loopback. A page of a stranger whose domain was made to point
 * to 127.0.0.1 (DNS rebinding) arrives with the stranger's name.
 */
export function isLoopbackHost(hostHeader: string | undefined): boolean {
  return hostHeader !== undefined && LOOPBACK_HOST.test(hostHeader);
}

export function checkHost(app: FastifyInstance): void {
  app.addHook("onRequest", async (request, reply) => {
    if (isLoopbackHost(request.headers.host)) return undefined;
    const message =
      "This server listens on loopback and answers to localhost only; set HOST to open it to the network.";
    return reply.code(421).send({ errors: [{ message, extensions: { code: "BAD_REQUEST" } }] });
  });
}

/** Headers of every answer. Pages loosen the content policy for themselves with `pageHeaders`. */
export function addSecurityHeaders(app: FastifyInstance, isOpenToNetwork: boolean): void {
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers({
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      "cross-origin-opener-policy": "same-origin",
      "permissions-policy": "camera=(), geolocation=(), microphone=()",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      ...(isOpenToNetwork ? { "strict-transport-security": `max-age=${ONE_YEAR_S}` } : {}),
    });
  });
}

export interface PagePolicy {
  /** For editors that write their styles at run time; scripts are never inline. */
  hasInlineStyles?: boolean;
}

/** Headers of an HTML page of ours: scripts and connections of this origin only. */
export function pageHeaders(reply: FastifyReply, policy: PagePolicy = {}): FastifyReply {
  const rules = [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self'${policy.hasInlineStyles ? " 'unsafe-inline'" : ""}`,
    "worker-src 'self' blob:",
    "img-src 'self' data: https:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return reply.headers({
    "cache-control": "no-cache",
    "content-security-policy": rules.join("; "),
    "content-type": "text/html; charset=utf-8",
  });
}
