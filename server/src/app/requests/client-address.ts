import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { familyOf, networkList } from "../../platform/http/index.js";

/** The client address of a request, in the form by which limits count. */
export type ClientAddress = (request: IncomingMessage) => string;

const HOPS_MAX = 20;

/**
 * The address of the connection; if that is a trusted proxy, the last address in `X-Forwarded-For` that is not a trusted
 * proxy. Addresses left of it may be forged by the caller.
 */
export function clientAddress(trustedProxies: readonly string[]): ClientAddress {
  const isTrusted = trustOf(trustedProxies);

  return (request) => {
    const direct = plainAddress(request.socket.remoteAddress ?? "");
    const forwarded = request.headers["x-forwarded-for"];
    if (forwarded === undefined || !isTrusted(direct)) return networkOf(direct);

    let nearest = direct;
    const hops = String(forwarded)
      .split(",")
      .slice(-HOPS_MAX)
      .map((hop) => plainAddress(hop.trim()));
    for (const hop of hops.reverse()) {
      if (isIP(hop) === 0) break;
      nearest = hop;
      if (!isTrusted(hop)) break;
    }
    return networkOf(nearest);
  };
}

/** Checks whether an address is that of a trusted proxy. */
export function trustOf(trustedProxies: readonly string[]): (address: string) => boolean {
  const trusted = networkList(trustedProxies);
  return (given) => {
    const address = plainAddress(given);
    return isIP(address) !== 0 && trusted.check(address, familyOf(address));
  };
}

/** An IPv4 address that came over an IPv6 socket (`::ffff:192.0.2.1`) is that IPv4 address. */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1];
  return mapped ?? address;
}

/** An IPv6 client usually has a network of 2^64 addresses, so these count as one. */
function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail = ""] = address.split("%")[0]?.split("::") ?? [];
  const start = head === "" ? [] : head.split(":");
  const end = tail === "" ? [] : tail.split(":");
  const isShort = address.includes("::");
  const groups = isShort
    ? [...start, ...Array<string>(Math.max(0, 8 - start.length - end.length)).fill("0"), ...end]
    : start;
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
