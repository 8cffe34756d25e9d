import type { FastifyInstance } from "fastify";
import type { DevKeys } from "./dev-keys.js";
import { LANDING_CSS, landingPage } from "./pages.js";

/** The page at `/`. */
export function addLandingRoutes(app: FastifyInstance, keys: DevKeys | null): void {
  app.get("/", (request, reply) => {
    const origin = `http://${request.headers.host ?? "localhost:4000"}`;
    const page = landingPage({ origin, publicKey: keys?.publicKey ?? null, keysFile: keys?.file ?? null });
    return reply.type("text/html; charset=utf-8").send(page);
  });
  app.get("/landing.css", (_request, reply) => reply.type("text/css; charset=utf-8").send(LANDING_CSS));
}
