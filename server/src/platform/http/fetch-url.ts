import { BlockList, isIP } from "node:net";

const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  PRIVATE.addSubnet(network, prefix, "ipv4");
}

/** Only global unicast is public, without documentation addresses and those that map or tunnel other addresses. */
const PUBLIC_V6 = new BlockList();
PUBLIC_V6.addSubnet("2000::", 3, "ipv6");
const RESERVED_V6 = new BlockList();
for (const [network, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const) {
  RESERVED_V6.addSubnet(network, prefix, "ipv6");
}

/** Whether an address is private, loopback, or reserved. */
export function isPrivateAddress(address: string): boolean {
  if (isIP(address) === 4) return PRIVATE.check(address, "ipv4");
  if (isIP(address) !== 6) return true;
  return !PUBLIC_V6.check(address, "ipv6") || RESERVED_V6.check(address, "ipv6");
}

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether the host of a URL is this machine, by one of the names that a developer gives it. */
export function isLoopbackName(hostname: string): boolean {
  return LOOPBACK_NAMES.has(hostname);
}

/** Why a URL may not be fetched, or null. In development, http and https to loopback may be. */
export function checkFetchUrl(text: string, isDevelopment: boolean): string | null {
  if (text.length > 2048 || !URL.canParse(text)) return "This is not a URL.";
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return "A URL with a user name or password is not fetched.";
  if (isLoopbackName(url.hostname)) {
    const isHttp = url.protocol === "http:" || url.protocol === "https:";
    return isDevelopment && isHttp ? null : "Loopback is fetched in development environments only.";
  }
  if (url.protocol !== "https:") return "Only https:// URLs are fetched.";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return isIP(host) !== 0 && isPrivateAddress(host) ? "A private address is not fetched." : null;
}
