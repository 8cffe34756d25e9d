import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { SessionService } from "../../modules/authentication/index.js";
import type { DevKeys } from "../development/dev-keys.js";
import type { Doors } from "../development/doors.js";
import { serveBuiltPage } from "../pages/built-page.js";
import type { PublicAddresses } from "../pages/public-addresses.js";
import type { ClientAddress } from "../requests/client-address.js";
import { dashboardHeaders } from "./dashboard-headers.js";
import { addEmailFrame } from "./email-frame.js";
import { cookieOf, endedCookie, tokenOf } from "./session-cookie.js";

export interface DashboardOptions {
  keys: DevKeys;
  doors: Doors;
  sessions: SessionService;
  webRoot: string | null;
  addresses: PublicAddresses;
  addressOf: ClientAddress;
}

/**
 * The dashboard at `/dashboard`, and how the person who runs a development server gets a session: by opening the page. The
 * session has the role DEVELOPER in the development environment.
 */
export async function addDashboardRoutes(app: FastifyInstance, options: DashboardOptions): Promise<void> {
  const { keys, doors, sessions, webRoot, addresses, addressOf } = options;
  const view = await serveBuiltPage(app, { webRoot, name: "dashboard", addresses });
  if (!view) return;
  const page = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    dashboardHeaders(reply).send(view(request, await doors.fillOf(request)));
  // The page itself routes what lies below.
  app.get("/dashboard", page);
  app.get("/dashboard/*", page);
  addEmailFrame(app);

  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    reply.header("cache-control", "no-store");
    const message = (await doors.whyStranger(request)) ?? doors.whyNoToken(request);
    return message === null ? undefined : reply.code(403).send({ message });
  };
  app.post("/dashboard/auth/local", { onRequest }, async (request, reply) => {
    const { token, expiresAt } = await sessions.start({
      ...{ role: "DEVELOPER", method: "LOCAL", environmentId: keys.environmentId },
      ipAddress: addressOf(request.raw),
      userAgent: request.headers["user-agent"] ?? null,
    });
    reply.header("set-cookie", cookieOf(token, expiresAt));
    return { environmentKey: keys.environmentKey };
  });
  app.post("/dashboard/auth/sign-out", { onRequest }, async (request, reply) => {
    const token = tokenOf(request.raw);
    if (token !== null) await sessions.signOut(token);
    reply.header("set-cookie", endedCookie());
    return reply.code(204).send();
  });
}
