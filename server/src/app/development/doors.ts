import type { FastifyRequest } from "fastify";
import type { PageFill } from "../pages/built-page.js";
import { isOwnPage, type PageHosts } from "../http/own-page.js";
import { isFromElsewhere } from "./from-elsewhere.js";
import { PAGE_TOKEN_HEADER, PageTokens } from "./page-token.js";
import { isSamePerson } from "./peer-user.js";

export interface DoorOptions {
  /** The development environment's. */
  secretKey: string;
  publicKey: string;
  /** Whether the server listens on loopback only; otherwise these routes are closed. */
  isLocal: boolean;
  hosts: PageHosts;
  now: () => number;
}

/**
 * Decides who may use the routes of a development server that act with its secret key. Each check returns null, or the
 * reason of a refusal as a sentence.
 */
export class Doors {
  readonly #isLocal: boolean;
  readonly #hosts: PageHosts;
  readonly #publicKey: string;
  readonly #tokens: PageTokens;

  constructor({ secretKey, publicKey, isLocal, hosts, now }: DoorOptions) {
    this.#isLocal = isLocal;
    this.#hosts = hosts;
    this.#publicKey = publicKey;
    this.#tokens = new PageTokens(secretKey, now);
  }

  /** The values for one view of a page: the public key and a token; neither for callers who may not use the routes. */
  async fillOf(request: FastifyRequest): Promise<PageFill> {
    const isHere = this.#isLocal && !isFromElsewhere(request);
    const pageToken = isHere ? await this.#tokens.issue(request) : null;
    return { publicKey: pageToken === null ? null : this.#publicKey, pageToken };
  }

  /** Pages of others are refused, and other people of this machine. */
  async whyStranger(request: FastifyRequest): Promise<string | null> {
    if (!this.#isLocal) return "This is answered only while the server listens on loopback.";
    if (isFromElsewhere(request)) return "This is answered to this machine only.";
    if (!isOwnPage(request.raw, this.#hosts)) return "This is answered to a page of this server only.";
    if (!(await isSamePerson(request.socket))) return "This is answered to the person who runs this server only.";
    return null;
  }

  /**
   * For proxies that change something: any program can send an `Origin`, but only a page of this server has a token.
   */
  whyNoToken(request: FastifyRequest): string | null {
    if (this.#tokens.isShownBy(request)) return null;
    return `Reload the page: its token (${PAGE_TOKEN_HEADER}) is missing or has ended.`;
  }
}
