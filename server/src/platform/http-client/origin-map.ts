import { isLoopbackName } from "../http/index.js";

/** For each origin, such as `https://api.resend.com` or `smtp://mail.acme.example:587`, the fake that takes its place. */
export type OriginMap = ReadonlyMap<string, { hostname: string; port: number }>;

/**
 * Reads `CARILLON_ORIGIN_MAP`: a JSON object of a vendor's origin to an origin on this machine. Requests then go to the fake,
 * without TLS, while their URL, their Host and their signature stay the vendor's. Throws an error for operators.
 */
export function readOriginMap(text: string): OriginMap {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error("CARILLON_ORIGIN_MAP is not JSON.");
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new Error("CARILLON_ORIGIN_MAP must be a JSON object of origins to origins on this machine.");
  }
  return new Map(Object.entries(json).map(([from, to]) => [vendorOrigin(from), loopback(from, to)]));
}

function vendorOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  if (/^smtp:\/\/[a-z0-9.-]+:\d{1,5}$/i.test(text)) return text.toLowerCase();
  throw new Error(
    `CARILLON_ORIGIN_MAP: "${text}" is no origin, such as https://api.resend.com or smtp://mail.acme.example:587.`,
  );
}

function loopback(from: string, to: unknown): { hostname: string; port: number } {
  const url = typeof to === "string" && URL.canParse(to) ? new URL(to) : null;
  const port = Number(url?.port);
  // The URL of another scheme than http keeps the spelling of its host.
  if (!url || !isLoopbackName(url.hostname) || port === 0 || !/^(?:http|smtp):$/.test(url.protocol)) {
    throw new Error(`CARILLON_ORIGIN_MAP: "${from}" must lead to this machine, such as http://127.0.0.1:9000.`);
  }
  return { hostname: url.hostname.replace(/^\[|\]$/g, ""), port };
}
