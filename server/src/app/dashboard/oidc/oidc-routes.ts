import { randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { secretTokenText, SECRET_TOKEN_BYTES } from "../../../modules/members/pure.js";
import { AppError } from "../../../platform/errors/index.js";
import type { Logger } from "../../../platform/logging/index.js";
import { signIn, type AccountRouteOptions } from "../account-routes.js";
import { cookieValue, isPlainLoopback } from "../session-cookie.js";
import type { IdentityProvider } from "./identity-provider.js";
import { readFlow, writeFlow } from "./oidc-flow.js";

export interface OidcRouteOptions extends AccountRouteOptions {
  provider: IdentityProvider;
  /** The URL by which browsers reach this server, without a slash at the end. */
  publicUrl: string;
  log: Logger;
}

const PLACE = "/dashboard/auth/oidc";
const FLOW_S = 600;

/** Signing in at the company's identity provider: there, and back with its answer. */
export function addOidcRoutes(app: FastifyInstance, options: OidcRouteOptions): void {
  const { provider, publicUrl, browsers, memberSignIn, audit, limits, log } = options;

  app.get(PLACE, async (request, reply) => {
    reply.header("cache-control", "no-store");
    await limits.address.take(browsers.addressOf(request));
    const isAgain = /[?&]again=1(&|$)/.test(request.url);
    const flow = { secret: secretTokenText(randomBytes(SECRET_TOKEN_BYTES)), isAgain };
    try {
      const url = await provider.signInUrl(flow);
      reply.header("set-cookie", flowCookie(request, options, writeFlow(flow), FLOW_S));
      return reply.redirect(url.href, 303);
    } catch (error) {
      return refuse(request, reply, error);
    }
  });

  app.get(`${PLACE}/callback`, async (request, reply) => {
    reply.header("cache-control", "no-store");
    const flow = readFlow(cookieValue(request.raw, flowCookieName(request, options)));
    // The answer is used once, whatever becomes of it.
    reply.header("set-cookie", flowCookie(request, options, "", 0));
    try {
      if (!flow)
        throw new AppError("FORBIDDEN", "This sign-in took longer than 10 minutes, or began in another browser.");
      const search = request.url.slice(request.url.indexOf("?"));
      const member = await memberSignIn.byProvider(await provider.personOf(flow, search));
      await signIn(options, { request, reply }, member, "OIDC");
      return await reply.redirect(`${publicUrl}/dashboard/sign-in?isDone=1`, 303);
    } catch (error) {
      return refuse(request, reply, error);
    }
  });

  /** Back to the page of the dashboard, with a sentence. Words of the provider are for the log. */
  async function refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): Promise<FastifyReply> {
    const isOurs = error instanceof AppError;
    if (!isOurs) log.warn({ event: "oidc.refused", err: error });
    const words = isOurs ? error.message : "The answer of the identity provider does not fit. Begin again.";
    const ipAddress = browsers.addressOf(request);
    const entry = { action: "signIn.refused", target: "oidc", actorName: "Identity provider", ipAddress };
    await audit.note({ ...entry, changes: { reason: { after: words } } });
    return reply.redirect(`${publicUrl}/dashboard/sign-in?refusal=${encodeURIComponent(words)}`, 303);
  }
}

/** `Lax`, since the provider's page sends the browser here; for the routes of this flow alone, and ten minutes. */
function flowCookie(request: FastifyRequest, options: OidcRouteOptions, value: string, maxAgeS: number): string {
  const path = new URL(options.publicUrl).pathname.replace(/\/$/, "") + PLACE;
  const secure = isPlainLoopback(request.raw, options.browsers.hosts) ? "" : " Secure;";
  const name = flowCookieName(request, options);
  return `${name}=${value}; Path=${path}; HttpOnly;${secure} SameSite=Lax; Max-Age=${maxAgeS}`;
}

function flowCookieName(request: FastifyRequest, { browsers }: OidcRouteOptions): string {
  return isPlainLoopback(request.raw, browsers.hosts) ? "carillon-oidc" : "__Secure-carillon-oidc";
}
