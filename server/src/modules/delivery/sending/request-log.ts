import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Json, JsonObject } from "../../../platform/json.js";
import type { SendOutcome } from "../../../platform/http-client/index.js";
import { storableText } from "../../../platform/postgres/index.js";
import type { ProviderRequest } from "../../../providers/kit/request.js";

const BODY_MAX_LENGTH = 16 * 1024;
/** Of a mail, which may have megabytes: more than is shown with the longest secret. */
const MAIL_SHOWN_BYTES = 1024 * 1024;
const SECRET_MIN_LENGTH = 6;
const HIDDEN = "••••";

/** Headers without secrets. All others are logged without their value. */
const OPEN_HEADERS =
  /^(?:accept|content-type|content-length|date|user-agent|idempotency-key|retry-after|server|webhook-id|webhook-timestamp|x-request-id|x-message-id|x-smtp-stage|apns-(?:id|topic|priority|push-type|expiration|collapse-id)|(?:x-)?ratelimit-.*)$/;

const OPENNESS = new LRUCache<string, boolean>({ max: 500 });

/** A hash of the request: URL and every byte of the body. Signatures with timestamps are left out. */
export function requestHash(request: ProviderRequest): string {
  const hash = createHash("sha256");
  if (request.kind === "http") hash.update(`${request.method} ${request.url}\n`).update(request.body ?? "");
  if (request.kind === "smtp") hash.update(JSON.stringify(request.envelope)).update(request.body);
  return hash.digest("base64url");
}

/** Removes the secrets of one channel from requests and answers. */
export class Redaction {
  readonly #secrets: string[];

  constructor(credentials: JsonObject) {
    const found = textsIn(credentials).filter((text) => text.length >= SECRET_MIN_LENGTH);
    // Secrets in their JSON, URL and base64 forms too; long ones first, because one may contain another.
    const written = found.flatMap((text) => [
      ...[text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)],
      Buffer.from(text).toString("base64"),
    ]);
    this.#secrets = [...new Set(written)].sort((left, right) => right.length - left.length);
  }

  /** The request with up to 16 KiB of its body. */
  request(request: ProviderRequest): JsonObject | null {
    if (request.kind === "local") return null;
    if (request.kind === "smtp") {
      const { host, port, security, envelope, body } = request;
      return {
        host,
        port,
        security,
        envelope: { ...envelope },
        body: this.#text(Buffer.from(body.subarray(0, MAIL_SHOWN_BYTES)).toString("utf8")),
      };
    }
    const { method, url, headers, body } = request;
    const text = body === null ? null : this.#text(typeof body === "string" ? body : `(${body.length} bytes)`);
    return { method, url: this.#text(url), headers: this.#headers(headers), body: text };
  }

  /** The answer with up to 16 KiB of its body. */
  response(outcome: SendOutcome | null): JsonObject | null {
    if (outcome === null) return null;
    if (outcome.kind === "no-answer") return { code: outcome.code, message: this.#text(outcome.message) };
    const { status, headers, body } = outcome;
    return { status, headers: this.#headers(headers), body: this.#text(body) };
  }

  /** A text for operators. */
  words(text: string | null): string | null {
    return text === null ? null : this.#text(text);
  }

  #headers(headers: Readonly<Record<string, string>>): JsonObject {
    const logged: JsonObject = {};
    for (const name of Object.keys(headers)) logged[name] = isOpen(name) ? this.#text(headers[name] ?? "") : HIDDEN;
    return logged;
  }

  /** Only as much of a large text is searched as is shown. A secret at the cut may be torn apart, so its length is dropped again. */
  #text(text: string): string {
    const longest = this.#secrets[0]?.length ?? 0;
    const isCut = text.length > BODY_MAX_LENGTH + 2 * longest;
    let shown = storableText(isCut ? text.slice(0, BODY_MAX_LENGTH + 2 * longest) : text);
    for (const secret of this.#secrets) shown = shown.replaceAll(secret, HIDDEN);
    const length = Math.min(BODY_MAX_LENGTH, isCut ? shown.length - longest : shown.length);
    return isCut || length < shown.length ? `${storableText(shown.slice(0, Math.max(0, length)))}…` : shown;
  }
}

/** Remembered, since vendors send the same few names again and again. */
function isOpen(name: string): boolean {
  const known = OPENNESS.get(name);
  if (known !== undefined) return known;
  const isOpenName = OPEN_HEADERS.test(name);
  OPENNESS.set(name, isOpenName);
  return isOpenName;
}

function textsIn(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((each) => textsIn(each ?? null));
}
