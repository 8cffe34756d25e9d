import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { FastifyInstance, FastifyReply } from "fastify";
import { familyOf, networkList } from "../../platform/http/index.js";
import { plainAddress } from "../requests/client-address.js";
import { whyNotRead, type Refusal } from "../requests/strict-request.js";

const LOCALHOST = /^(?:[a-z0-9-]+\.)*localhost\.?$/i;
const HOST_AND_PORT = /^(\[[0-9a-f:.]+\]|[^:[\]\s]+)(?::\d{0,5})?$/i;

const loopback = networkList(["127.0.0.0/8", "::1"]);
const ONE_YEAR_S = 365 * 24 * 3600;

/** Whether an address or name to listen on is this machine's own: all of 127.0.0.0/8, in IPv6's way of saying it too. */
export function isLoopback(host: string): boolean {
  if (LOCALHOST.test(host)) return true;
  const address = plainAddress(expanded(host.replace(/^\[(.*)\]$/, "$1")));
  return isIP(address) !== 0 && loopback.check(address, familyOf(address));
}

/** An IPv6 address in the one way that URLs write it, in which an IPv4 address within it shows. */
function expanded(address: string): string {
  if (isIP(address) !== 6 || address.includes("%")) return address;
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(written);
  if (!mapped) return written;
  const bits = [mapped[1], mapped[2]].map((group) => Number.parseInt(group ?? "0", 16));
  return bits.flatMap((group) => [group >> 8, group & 255]).join(".");
}

/**
 * Whether a request's Host header fits a server bound to loopback. With DNS rebinding, a page of another domain that points
 * to 127.0.0.1 sends that domain's name.
 */
export function isLoopbackHost(hostHeader: string | undefined): boolean {
  const host = HOST_AND_PORT.exec(hostHeader ?? "")?.[1];
  return host !== undefined && isLoopback(host);
}

const ADDRESS_HOST = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** Checks whether a request's Host header is one that the server accepts. */
export type HostRule = (hostHeader: string | undefined) => boolean;

export interface HostRuleOptions {
  /** The address that the server listens on. */
  host: string;
  /** Whether it serves the development environment, which accepts plain user ids without a token. */
  isDevelopment: boolean;
  /** Names that the operator allows besides. */
  names: readonly string[];
}

/**
 * Which host names a server accepts. A server on loopback accepts loopback names. A development server that listens openly
 * also accepts IP addresses: a browser that uses an address was not misled by a domain name. A production server accepts all
 * names, because it cannot know them.
 */
export function hostRule({ host, isDevelopment, names }: HostRuleOptions): HostRule {
  const isLocal = isLoopback(host);
  if (!isLocal && !isDevelopment) return () => true;
  const allowed = new Set([host, ...names].map((name) => name.toLowerCase()));
  return (hostHeader) => {
    if (isLoopbackHost(hostHeader)) return true;
    if (hostHeader === undefined) return false;
    if (allowed.has(hostHeader.toLowerCase().replace(/:\d{1,5}$/, ""))) return true;
    return !isLocal && ADDRESS_HOST.test(hostHeader);
  };
}

/** Sent for upgrades as well as for requests. */
export const NOT_OUR_NAME =
  "This server does not answer to that host name: use localhost, or name the host in CARILLON_ALLOWED_HOSTS.";

/** The body is not read, so later bytes on the connection may be misinterpreted. */
function refuse(reply: FastifyReply, { status, message }: Refusal): FastifyReply {
  reply.header("connection", "close");
  return reply.code(status).send({ errors: [{ message, extensions: { code: "BAD_REQUEST" } }] });
}

/** Refuses requests that are unclear, or that name a host that this server does not answer to. */
export function checkHost(app: FastifyInstance, answersTo: (request: IncomingMessage) => boolean): void {
  app.addHook("onRequest", async (request, reply) => {
    const unclear = whyNotRead(request.raw, request.originalUrl);
    if (unclear) return refuse(reply, unclear);
    if (answersTo(request.raw)) return undefined;
    return refuse(reply, { status: 421, message: NOT_OUR_NAME });
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
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": rules.join("; "),
    "content-type": "text/html; charset=utf-8",
  });
}
