import type { FastifyInstance, FastifyRequest, LightMyRequestResponse } from "fastify";
import { isLoopback, type HostRule } from "../http/http-headers.js";
import { plainAddress } from "../requests/client-address.js";

/** The host names by which browsers may reach this server. */
export interface PageHosts {
  /** The host that the browser named, as far as a proxy passes it on. */
  hostOf: (request: FastifyRequest["raw"]) => string | undefined;
  answersTo: HostRule;
}

/**
 * Whether a page of this server sent the request. Browsers set `Origin` and `Sec-Fetch-Site`, which pages cannot change; a
 * request without them is not from a page. A proxy may use another host name than the browser does. In that case a
 * same-origin request is accepted if this server answers to the origin's host name: another site's name may also lead to the
 * proxy.
 */
export function isOwnPage({ headers, raw }: FastifyRequest, { hostOf, answersTo }: PageHosts): boolean {
  const { origin } = headers;
  const isSame = headers["sec-fetch-site"] === "same-origin";
  if (origin === undefined) return isSame;
  const host = /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
  return host !== undefined && (host === hostOf(raw) || (isSame && answersTo(host)));
}

const FORWARDED_FOR = ["x-forwarded-for", "x-real-ip", "forwarded"];
const ADDRESSES = /\[?[0-9a-f]*[.:][0-9a-f.:]+\]?/gi;

/** Whether a proxy on this machine, trusted or not, speaks for another machine. */
export function isFromElsewhere({ headers }: FastifyRequest): boolean {
  const said = FORWARDED_FOR.map((name) => String(headers[name] ?? "")).join(",");
  return (said.match(ADDRESSES) ?? []).some((address) => !isLoopback(plainAddress(withoutPort(address))));
}

function withoutPort(address: string): string {
  return address.replace(/^(\[.*\]|[\d.]+):\d+$/, "$1");
}

/** Sends a GraphQL request for a page of this server with the development secret key, as a product's backend would. */
export function askAsBackend(
  app: FastifyInstance,
  { headers }: FastifyRequest,
  { secretKey, payload }: { secretKey: string; payload: unknown },
): Promise<LightMyRequestResponse> {
  return app.inject({
    method: "POST",
    url: "/graphql",
    headers: {
      host: "localhost",
      authorization: `Bearer ${secretKey}`,
      accept: headers.accept ?? "application/json",
      "content-type": "application/json",
    },
    payload: JSON.stringify(payload),
  });
}
