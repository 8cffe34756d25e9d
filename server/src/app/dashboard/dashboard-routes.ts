import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { DevKeys } from "../development/dev-keys.js";
import type { Doors } from "../development/doors.js";
import { serveBuiltPage } from "../pages/built-page.js";
import type { PublicAddresses } from "../pages/public-addresses.js";
import { addAccountRoutes, type AccountRouteOptions } from "./account-routes.js";
import { dashboardHeaders } from "./dashboard-headers.js";
import { addEmailFrame } from "./email-frame.js";
import { addLocalDoor } from "./local-door.js";

export interface DashboardOptions extends AccountRouteOptions {
  /** Of an embedded development server, whose reader gets a session by opening the page; else null. */
  development: { keys: DevKeys; doors: Doors } | null;
  webRoot: string | null;
  addresses: PublicAddresses;
}

/** The dashboard at `/dashboard`, and the ways to get a session. */
export async function addDashboardRoutes(app: FastifyInstance, options: DashboardOptions): Promise<void> {
  const { development, webRoot, addresses } = options;
  const view = await serveBuiltPage(app, { webRoot, name: "dashboard", addresses });
  if (!view) return;
  const page = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    dashboardHeaders(reply).send(view(request, await development?.doors.fillOf(request)));
  // The page itself routes what lies below.
  app.get("/dashboard", page);
  app.get("/dashboard/*", page);
  addEmailFrame(app);
  addAccountRoutes(app, options);
  if (development) addLocalDoor(app, { ...development, links: options.memberLinks, browsers: options.browsers });
}
