import type { IncomingMessage } from "node:http";
import type { SessionCredentials } from "../../modules/authentication/index.js";
import { AppError } from "../../platform/errors/index.js";
import { isOwnPage, type PageHosts } from "../http/own-page.js";

/** Without the prefix `__Host-`, which needs `Secure`: browsers disagree about that on loopback. */
const COOKIE = "carillon";
/** How a page names the environment that it works in. */
const ENVIRONMENT_HEADER = "x-carillon-environment";

/** Sent to the pages of this server alone, and readable by no script. */
export function cookieOf(token: string, expiresAt: Date): string {
  return `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict; Expires=${expiresAt.toUTCString()}`;
}

export function endedCookie(): string {
  return cookieOf("", new Date(0));
}

/** The token in the request's cookie; null for none, and for several, of which another page may have set one. */
export function tokenOf({ headers }: IncomingMessage): string | null {
  const pairs = (headers.cookie ?? "").split(";").map((pair) => pair.trim());
  const [token, ...others] = pairs.filter((pair) => pair.startsWith(`${COOKIE}=`));
  return token === undefined || others.length > 0 ? null : token.slice(COOKIE.length + 1) || null;
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
  const sessionToken = tokenOf(request);
  if (sessionToken === null) return null;
  if (isOwnPage(request, hosts)) return { sessionToken, environmentKey };
  throw new AppError("FORBIDDEN", "A session counts for pages of this server only.");
}
