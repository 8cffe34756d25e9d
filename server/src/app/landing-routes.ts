import path from "node:path";
import type { FastifyInstance } from "fastify";
import type { DevKeys } from "./dev-keys.js";
import { pageHeaders } from "./http-server-headers.js";
import { LANDING_CSS, landingPage } from "./pages.js";

/** The page at `/`. */
export function addLandingRoutes(app: FastifyInstance, keys: DevKeys | null): void {
  app.get("/", (request, reply) => {
    const origin = `http://${request.headers.host ?? "localhost:4000"}`;
    const keysFile = keys ? path.resolve(keys.file) : null;
    return pageHeaders(reply).send(landingPage({ origin, publicKey: keys?.publicKey ?? null, keysFile }));
  });
  app.get("/landing.css", (_request, reply) => reply.type("text/css; charset=utf-8").send(LANDING_CSS));
}
