import type { FastifyReply, FastifyRequest } from "fastify";
import type { SessionService, SessionStart } from "../../modules/authentication/index.js";
import type { PageHosts } from "../http/own-page.js";
import type { ClientAddress } from "../requests/client-address.js";
import { cookieOf, endedCookie, tokenOf } from "./session-cookie.js";

export interface BrowserSessionsOptions {
  sessions: SessionService;
  hosts: PageHosts;
  addressOf: ClientAddress;
}

/** The sessions of browsers, which hold the token in a cookie. */
export class BrowserSessions {
  readonly #options: BrowserSessionsOptions;

  constructor(options: BrowserSessionsOptions) {
    this.#options = options;
  }

  get hosts(): PageHosts {
    return this.#options.hosts;
  }

  addressOf(request: FastifyRequest): string {
    return this.#options.addressOf(request.raw);
  }

  /** Begins a session with a new token; the one that the browser had ends. Answers the first environment that it may see. */
  async begin(
    request: FastifyRequest,
    reply: FastifyReply,
    start: Omit<SessionStart, "ipAddress" | "userAgent">,
  ): Promise<string | null> {
    const { sessions, hosts } = this.#options;
    const before = tokenOf(request.raw, hosts);
    const started = await sessions.start({
      ...start,
      ipAddress: this.addressOf(request),
      userAgent: request.headers["user-agent"] ?? null,
    });
    if (before !== null) await sessions.signOut(before);
    reply.header("set-cookie", cookieOf(request.raw, hosts, started.token, started.expiresAt));
    return (await sessions.firstEnvironmentOf(started.token))?.environmentKey ?? null;
  }

  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { sessions, hosts } = this.#options;
    const token = tokenOf(request.raw, hosts);
    if (token !== null) await sessions.signOut(token);
    reply.header("set-cookie", endedCookie(request.raw, hosts));
  }

  /** The first environment of the browser's session; null without a live session. */
  async firstEnvironment(request: FastifyRequest): Promise<{ environmentKey: string | null } | null> {
    const token = tokenOf(request.raw, this.#options.hosts);
    return token === null ? null : this.#options.sessions.firstEnvironmentOf(token);
  }
}
