import type { HttpRequest, ProviderRequest, SmtpRequest } from "../kit/request.js";
import type { OutboundMessage } from "../kit/message.js";
import type { Provider } from "../kit/provider.js";
import { FIXED_NOW, fixedCases } from "./fixed-cases.js";

/** A request as a file may hold it. */
export interface Recording {
  provider: string;
  case: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  /** `base64` where the body is not text. */
  bodyEncoding?: "base64";
  /** The time of the request, in milliseconds since 1970. */
  now: number;
  /** The secret that signed it, for HTTP channels. */
  secret?: string;
}

/** The fixed requests of one provider; none for one that sends nothing. Throws if a fixed message cannot be sent. */
export async function recordRequests(provider: Provider): Promise<Recording[]> {
  const recordings: Recording[] = [];
  for (const [name, message] of Object.entries(fixedCases(provider))) {
    const { settings, credentials } = provider.example;
    const request = await provider.buildRequest(message, settings, credentialsOf(provider, message), FIXED_NOW);
    if (request.kind === "unsendable") throw new Error(`${provider.key} cannot send "${name}": ${request.reason}`);
    const wire = wireOf(request);
    if (!wire) continue;
    const secret = "signingSecret" in credentials ? { secret: String(credentials.signingSecret) } : {};
    recordings.push({ provider: provider.key, case: name, ...wire, now: FIXED_NOW, ...secret });
  }
  return recordings;
}

/** The example's credentials with an access token, as the delivery machine gives them to `buildRequest`. */
export function credentialsOf(provider: Provider, message: OutboundMessage): object {
  return { ...provider.example.credentials, ...accessTokenOf(provider, message) };
}

function accessTokenOf(provider: Provider, message: OutboundMessage): { accessToken?: string } {
  const source = provider.accessToken;
  if (!source) return {};
  if (source.from === "vendor") return { accessToken: "an-access-token-of-the-vendor" };
  const { settings, credentials } = provider.example;
  const made = source.mint(settings, credentials, { scope: source.scopeOf(message), now: FIXED_NOW });
  if ("outcome" in made) throw new Error(`${provider.key} cannot make an access token: ${made.reason}`);
  return { accessToken: made.token };
}

type Wire = Pick<Recording, "method" | "url" | "headers" | "body" | "bodyEncoding">;

function wireOf(request: ProviderRequest): Wire | null {
  switch (request.kind) {
    case "local":
      return null;
    case "smtp":
      return smtpWire(request);
    case "http":
      return httpWire(request);
  }
}

function httpWire({ method, url, headers, body }: HttpRequest): Wire {
  if (body === null || typeof body === "string") return { method, url, headers, body: body ?? "" };
  return { method, url, headers, body: Buffer.from(body).toString("base64"), bodyEncoding: "base64" };
}

function smtpWire({ host, port, security, envelope, body }: SmtpRequest): Wire {
  const url = `${security === "tls" ? "smtps" : "smtp"}://${host}:${port}`;
  const headers = { "mail-from": envelope.from, "rcpt-to": envelope.to.join(",") };
  return { method: "DATA", url, headers, body: Buffer.from(body).toString("base64"), bodyEncoding: "base64" };
}
