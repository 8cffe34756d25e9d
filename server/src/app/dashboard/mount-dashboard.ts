import type { FastifyInstance } from "fastify";
import type { AuditLog } from "../../modules/audit/index.js";
import type { SessionService } from "../../modules/authentication/index.js";
import type { MemberLinks, MemberSignIn } from "../../modules/members/index.js";
import type { Config } from "../../platform/config/index.js";
import type { RedisClient } from "../../platform/redis/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { PageHosts } from "../http/own-page.js";
import type { PublicAddresses } from "../pages/public-addresses.js";
import { clientAddress } from "../requests/client-address.js";
import { BrowserSessions } from "./browser-sessions.js";
import { addDashboardRoutes, type DashboardOptions } from "./dashboard-routes.js";
import { IdentityProvider } from "./oidc/identity-provider.js";
import { addOidcRoutes } from "./oidc/oidc-routes.js";
import { signInLimits } from "./sign-in-limits.js";

export interface DashboardMount {
  config: Config;
  runtime: Runtime;
  redis: RedisClient | null;
  modules: { audit: AuditLog; sessions: SessionService; memberLinks: MemberLinks; memberSignIn: MemberSignIn };
  development: DashboardOptions["development"];
  webRoot: string | null;
  addresses: PublicAddresses;
  hosts: PageHosts;
}

/** Builds the dashboard's routes from the settings. */
export async function mountDashboard(app: FastifyInstance, mount: DashboardMount): Promise<void> {
  const { config, runtime, redis, modules, hosts, ...page } = mount;
  const addressOf = clientAddress(config.CARILLON_TRUSTED_PROXIES ?? []);
  const browsers = new BrowserSessions({ ...modules, hosts, addressOf });
  const provider = identityProvider(config, runtime);
  const options = { ...modules, ...page, browsers, limits: signInLimits(redis), hasProvider: provider !== null };
  await addDashboardRoutes(app, options);
  if (!provider) return;
  addOidcRoutes(app, { ...options, ...provider, log: runtime.log });
  // A start does not depend on the provider; that it cannot be reached is worth a line.
  provider.provider.check().catch((error: unknown) => runtime.log.warn({ event: "oidc.unreachable", err: error }));
}

function identityProvider(
  config: Config,
  { clock }: Runtime,
): { provider: IdentityProvider; publicUrl: string } | null {
  const { CARILLON_OIDC_ISSUER: issuer, CARILLON_OIDC_CLIENT_ID: clientId, CARILLON_OIDC_ROLES: roles = [] } = config;
  const { CARILLON_OIDC_CLIENT_SECRET: clientSecret, CARILLON_PUBLIC_URL: given } = config;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined || given === undefined) return null;
  const publicUrl = given.replace(/\/$/, "");
  const redirectUri = `${publicUrl}/dashboard/auth/oidc/callback`;
  const now = (): number => clock.monotonic();
  return { publicUrl, provider: new IdentityProvider({ issuer, clientId, clientSecret, redirectUri, roles, now }) };
}
