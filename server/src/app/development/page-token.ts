import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { isSamePerson } from "./peer-user.js";

/** The header in which the page returns its token. */
export const PAGE_TOKEN_HEADER = "x-carillon-page-token";

/** As long as a page is likely to stay open. After that, the page asks for a reload. */
const LIFE_MS = 12 * 3_600_000;
const NONCE_BYTES = 16;
const SHAPE = /^([\w-]{22}\.\d{13})\.([\w-]{43})$/;

/**
 * Tokens that prove that this server gave a page to the person who runs it. Each page view gets its own token. The key is
 * derived from the development secret key, so that an open page survives a restart.
 */
export class PageTokens {
  readonly #key: Buffer;
  readonly #now: () => number;

  constructor(secretKey: string, now: () => number) {
    this.#key = createHmac("sha256", secretKey).update("carillon page token").digest();
    this.#now = now;
  }

  /** A token for the requested page; null if another page or another user of this machine requests it. */
  async issue(request: FastifyRequest): Promise<string | null> {
    if (!isNavigation(request) || !(await isSamePerson(request.socket))) return null;
    const body = `${randomBytes(NONCE_BYTES).toString("base64url")}.${this.#now() + LIFE_MS}`;
    return `${body}.${this.#sign(body).toString("base64url")}`;
  }

  /** Whether the request shows a token that was issued and has not ended. */
  isShownBy(request: FastifyRequest): boolean {
    const shown = request.headers[PAGE_TOKEN_HEADER];
    const [, body, signature] = (typeof shown === "string" && SHAPE.exec(shown)) || [];
    if (body === undefined || signature === undefined) return false;
    if (!timingSafeEqual(this.#sign(body), Buffer.from(signature, "base64url"))) return false;
    return Number(body.split(".")[1]) > this.#now();
  }

  #sign(body: string): Buffer {
    return createHmac("sha256", this.#key).update(body).digest();
  }
}

/** A script that fetches the page has `Origin`, `Sec-Fetch-Dest` or `Sec-Fetch-Site`; navigation by a person does not. */
function isNavigation({ headers }: FastifyRequest): boolean {
  const destination = headers["sec-fetch-dest"];
  if (headers.origin !== undefined) return false;
  return destination === undefined || destination === "document";
}
