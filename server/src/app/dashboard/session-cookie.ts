import type { IncomingMessage } from "node:http";
import type { SessionCredentials } from "../../modules/authentication/index.js";
import { AppError } from "../../platform/errors/index.js";
import { isLoopbackHost } from "../http/http-headers.js";
import { isOwnPage, type PageHosts } from "../http/own-page.js";

/**
 * The prefix makes browsers refuse such a cookie from any other host, from a subdomain, or without TLS. On loopback there is no
 * TLS, and browsers disagree whether `Secure` is allowed there.
 */
const COOKIE = "__Host-carillon";
const LOOPBACK_COOKIE = "carillon";
/** How a page names the environment that it works in. */
const ENVIRONMENT_HEADER = "x-carillon-environment";

/** Whether the browser reaches this server over plain HTTP on its own machine. */
export function isPlainLoopback(request: IncomingMessage, { hostOf, isTls }: PageHosts): boolean {
  return !isTls(request) && isLoopbackHost(hostOf(request));
}

/** Sent to the pages of this server alone, and readable by no script. */
export function cookieOf(request: IncomingMessage, hosts: PageHosts, token: string, expiresAt: Date): string {
  const isPlain = isPlainLoopback(request, hosts);
  const [name, secure] = isPlain ? [LOOPBACK_COOKIE, ""] : [COOKIE, " Secure;"];
  return `${name}=${token}; Path=/; HttpOnly;${secure} SameSite=Strict; Expires=${expiresAt.toUTCString()}`;
}

export function endedCookie(request: IncomingMessage, hosts: PageHosts): string {
  return cookieOf(request, hosts, "", new Date(0));
}

/** The token in the request's cookie; null for none, and for several, of which another page may have set one. */
export function tokenOf(request: IncomingMessage, hosts: PageHosts): string | null {
  const name = isPlainLoopback(request, hosts) ? LOOPBACK_COOKIE : COOKIE;
  return cookieValue(request, name);
}

/** The value of a cookie; null for none, and for several of that name. */
export function cookieValue({ headers }: IncomingMessage, name: string): string | null {
  const pairs = (headers.cookie ?? "").split(";").map((pair) => pair.trim());
  const [value, ...others] = pairs.filter((pair) => pair.startsWith(`${name}=`));
  return value === undefined || others.length > 0 ? null : value.slice(name.length + 1) || null;
}

/**
 * The session of a request to the API; null where none counts. A cookie alone proves nothing, since browsers add it to the
 * requests of any page. It counts for a POST that names an environment in a header, and comes from a page of this server.
 */
export function sessionOf(request: IncomingMessage, hosts: PageHosts): SessionCredentials | null {
  const environmentKey = request.headers[ENVIRONMENT_HEADER];
  if (request.method !== "POST" || typeof environmentKey !== "string") return null;
  return fromOwnPage(request, hosts, environmentKey);
}

/** The same for a socket, whose first message names the environment (`connection_init: { environment }`). */
export function sessionOfSocket(
  request: IncomingMessage,
  hosts: PageHosts,
  payload: unknown,
): SessionCredentials | null {
  if (typeof payload !== "object" || payload === null || !("environment" in payload)) return null;
  return typeof payload.environment === "string" ? fromOwnPage(request, hosts, payload.environment) : null;
}

function fromOwnPage(request: IncomingMessage, hosts: PageHosts, environmentKey: string): SessionCredentials | null {
  const sessionToken = tokenOf(request, hosts);
  if (sessionToken === null) return null;
  if (isOwnPage(request, hosts)) return { sessionToken, environmentKey };
  throw new AppError("FORBIDDEN", "A session counts for pages of this server only.");
}
