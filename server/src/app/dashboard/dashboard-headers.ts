import type { FastifyReply } from "fastify";

/**
 * The content security policy of the dashboard: files of this origin only, nothing inline, and no text becomes HTML or a
 * script (Trusted Types), since it shows what others have written.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: https:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

export function dashboardHeaders(reply: FastifyReply): FastifyReply {
  return reply.headers({
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": POLICY,
    "content-type": "text/html; charset=utf-8",
  });
}
