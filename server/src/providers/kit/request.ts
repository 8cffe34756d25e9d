import type { Json } from "../../platform/json.js";

/** A request over HTTP. Names of headers are in lower case. */
export interface HttpRequest {
  kind: "http";
  method: string;
  url: string;
  headers: Record<string, string>;
  /** Null for none. */
  body: string | Uint8Array | null;
  /** `h2` for a vendor that speaks nothing else. */
  protocol?: "h2";
  /** False where this request cannot hold the provider's idempotency key. */
  isKeyed?: false;
}

/** Where a mail server listens, and how to log in there. */
export interface SmtpServer {
  host: string;
  port: number;
  /** `tls` from the first byte; `starttls` or nothing is sent; `none` for servers on the same machine. */
  security: "tls" | "starttls" | "none";
  login: { user: string; password: string } | null;
}

/** A conversation with a mail server that ends after the login. */
export interface SmtpLoginRequest extends SmtpServer {
  kind: "smtp-login";
}

/** A conversation with a mail server, and the mail that is handed over in it. */
export interface SmtpRequest extends SmtpServer {
  kind: "smtp";
  envelope: { from: string; to: string[] };
  /** The mail in the format of RFC 5322, with CRLF line ends. */
  body: Uint8Array;
}

/** Nothing leaves: the message is kept here, or the settings need no call to be checked. */
export interface LocalRequest {
  kind: "local";
}

/** The provider cannot make a request of this message; nothing was sent. */
export interface Unsendable {
  kind: "unsendable";
  outcome: "gone" | "rejected" | "config" | "auth";
  /** Stable, snake_case. */
  code: string;
  /** A sentence for an operator. */
  reason: string;
}

export type ProviderRequest = HttpRequest | SmtpRequest | LocalRequest;

/** The call that checks settings; `unsendable` for settings that are wrong by themselves. */
export type CheckRequest = HttpRequest | SmtpLoginRequest | LocalRequest | Unsendable;

/** Who asks, for vendors that refuse anonymous callers. */
export const USER_AGENT = "Carillon (+https://github.com/carillon/carillon)";

/** A POST of JSON; members without a value are left out. */
export function postJson(url: string, headers: Record<string, string>, body: Json | object): HttpRequest {
  return {
    kind: "http",
    method: "POST",
    url,
    headers: { ...headers, "content-type": "application/json", "user-agent": USER_AGENT },
    body: JSON.stringify(body),
  };
}

/** A POST of form fields; fields without a value are left out. */
export function postForm(
  url: string,
  headers: Record<string, string>,
  fields: Record<string, string | null | undefined>,
): HttpRequest {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value != null) form.append(name, value);
  return {
    kind: "http",
    method: "POST",
    url,
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded", "user-agent": USER_AGENT },
    body: form.toString(),
  };
}

/** A GET, such as one that tries a key. */
export function get(url: string, headers: Record<string, string>): HttpRequest {
  return { kind: "http", method: "GET", url, headers: { ...headers, "user-agent": USER_AGENT }, body: null };
}

/** The value of `Authorization` for a name and a password. */
export function basicAuth(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

export function unsendable(outcome: Unsendable["outcome"], code: string, reason: string): Unsendable {
  return { kind: "unsendable", outcome, code, reason };
}

/** The size of a request in bytes. */
export function bodyBytes(request: ProviderRequest): number {
  if (request.kind === "local" || request.body === null) return 0;
  return typeof request.body === "string" ? Buffer.byteLength(request.body) : request.body.length;
}
