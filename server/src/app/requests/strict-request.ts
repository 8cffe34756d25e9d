import type { IncomingMessage } from "node:http";
import { hasSeveralHosts } from "./sole-headers.js";

export interface Refusal {
  status: number;
  message: string;
}

/** A name, an IPv4 address or an IPv6 address in brackets, and perhaps a port. */
const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._~!$&'()*+;=%-]+)(?::\d{0,5})?$/i;
const ABSOLUTE = /^https?:\/\/([^/?#]*)/i;
const UTF_8 = /^"?(?:utf-?8|us-ascii)"?$/i;

/** The path and query of a request target, which clients of proxies write with the host before it (RFC 9112, 3.2.2). */
export function pathOf(target: string): string {
  const path = target.replace(ABSOLUTE, "");
  return path.startsWith("/") || path === "*" ? path : `/${path}`;
}

/**
 * Why a request is refused: a proxy and this server could read it differently, or its body would be parsed as something
 * else. `target` is the target of the request line.
 */
export function whyNotRead(request: IncomingMessage, target: string): Refusal | null {
  return whyHostIsUnclear(request, target) ?? whyBodyIsUnclear(request);
}

function whyHostIsUnclear(request: IncomingMessage, target: string): Refusal | null {
  const { host } = request.headers;
  if (hasSeveralHosts(request)) return bad("The header Host may be sent once only.");
  if (host === undefined) {
    return request.httpVersion === "1.1" ? bad("The header Host is needed in HTTP/1.1.") : null;
  }
  if (!HOST.test(host)) return bad("The header Host names no host.");
  const named = ABSOLUTE.exec(target)?.[1];
  if (named === undefined || named.toLowerCase() === host.toLowerCase()) return null;
  return bad("The first line of the request names another host than the header Host.");
}

function whyBodyIsUnclear({ headers, rawHeaders }: IncomingMessage): Refusal | null {
  const transfer = headers["transfer-encoding"];
  if (transfer !== undefined && transfer.trim().toLowerCase() !== "chunked") {
    return { status: 501, message: "Of transfer encodings only chunked is understood." };
  }
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding.trim().toLowerCase() !== "identity") {
    return { status: 415, message: "Bodies are read as they are, without a content encoding such as gzip." };
  }
  const types = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === "content-type");
  if (types.length > 1) return bad("The header Content-Type may be sent once only.");
  const charset = /;\s*charset\s*=\s*([^;]*)/i.exec(headers["content-type"] ?? "")?.[1]?.trim();
  if (charset === undefined || UTF_8.test(charset)) return null;
  return { status: 415, message: "Bodies are read as UTF-8; send no other charset." };
}

function bad(message: string): Refusal {
  return { status: 400, message };
}
