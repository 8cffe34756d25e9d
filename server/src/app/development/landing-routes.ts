import path from "node:path";
import type { FastifyInstance } from "fastify";
import type { DevKeys } from "./dev-keys.js";
import type { Doors } from "./doors.js";
import { pageHeaders } from "../http/http-headers.js";
import { LANDING_CSS, LANDING_JS, landingPage } from "./landing-page.js";
import type { PublicAddresses } from "../pages/public-addresses.js";

export interface LandingOptions {
  addresses: PublicAddresses;
  keys: DevKeys | null;
  doors: Doors | null;
}

/** The page at `/`. */
export function addLandingRoutes(app: FastifyInstance, { addresses, keys, doors }: LandingOptions): void {
  app.get("/", async (request, reply) => {
    // Other callers see neither the public key nor paths of files.
    const { publicKey = null } = (await doors?.fillOf(request)) ?? {};
    const keysFile = keys && publicKey !== null ? path.resolve(keys.file) : null;
    const [root, baseUrl] = [addresses.rootOf(request.raw), addresses.baseUrlOf(request.raw)];
    return pageHeaders(reply).send(landingPage({ root, baseUrl, publicKey, keysFile }));
  });
  app.get("/.well-known/security.txt", (_request, reply) =>
    reply.type("text/plain; charset=utf-8").send(securityTxt()),
  );
  app.get("/landing.css", (_request, reply) => reply.type("text/css; charset=utf-8").send(LANDING_CSS));
  app.get("/landing.js", (_request, reply) => reply.type("text/javascript; charset=utf-8").send(LANDING_JS));
}

/**
 * RFC 9116. The operator of a server publishes the contact for the server's vulnerabilities; this text names the
 * contact for the program's.
 */
function securityTxt(): string {
  const now = new Date();
  // The same for a month, and never more than a year ahead.
  const expiresAt = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 6, 1));
  return `Contact: https://github.com/carillon/carillon/security\nExpires: ${expiresAt.toISOString()}\nPreferred-Languages: en\n`;
}
