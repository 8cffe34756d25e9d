import type { IncomingMessage } from "node:http";
import type { PublicAddresses } from "../pages/public-addresses.js";
import { hostRule, type HostRule } from "./http-headers.js";

/** The host names by which browsers may reach this server. */
export interface PageHosts {
  /** The host that the browser named, as far as a proxy passes it on. */
  hostOf: (request: IncomingMessage) => string | undefined;
  answersTo: HostRule;
  /** Whether the browser is known to use TLS, which a proxy ends. */
  isTls: (request: IncomingMessage) => boolean;
}

export interface PageHostOptions {
  /** The address that the server listens on. */
  host: string;
  /** Names that the operator allows besides. */
  names: readonly string[];
  addresses: PublicAddresses;
  /** The URL by which browsers reach the server. */
  publicUrl?: string | undefined;
}

/** Of names that a production server cannot know, none is taken for its own without being the one of the request. */
export function pageHosts({ host, names, addresses, publicUrl }: PageHostOptions): PageHosts {
  const own = publicUrl === undefined ? null : new URL(publicUrl);
  return {
    hostOf: addresses.hostOf.bind(addresses),
    answersTo: hostRule({ host, isDevelopment: true, names: own ? [...names, own.hostname] : names }),
    isTls: (request) => own?.protocol === "https:" || addresses.baseUrlOf(request).startsWith("https:"),
  };
}

/**
 * Whether a page of this server sent the request. Browsers set `Origin` and `Sec-Fetch-Site`, which pages cannot change; a
 * request without them is not from a page. A proxy may use another host name than the browser does. In that case a
 * same-origin request is accepted if this server answers to the origin's host name: another site's name may also lead to the
 * proxy.
 */
export function isOwnPage(request: IncomingMessage, { hostOf, answersTo }: PageHosts): boolean {
  const { headers } = request;
  const { origin } = headers;
  const isSame = headers["sec-fetch-site"] === "same-origin";
  if (origin === undefined) return isSame;
  const host = /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
  return host !== undefined && (host === hostOf(request) || (isSame && answersTo(host)));
}
