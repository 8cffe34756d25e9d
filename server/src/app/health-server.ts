import { fastify } from "fastify";
import { addSecurityHeaders, checkHost, isLoopback } from "./http-server-headers.js";
import { portOf, urlOf } from "./http-server-address.js";
import type { Observed } from "./observe.js";

export interface HealthServer {
  url: string;
  /** Readiness off, then the port free. */
  close(): Promise<void>;
}

/** Health and metrics of a process that serves nothing else. */
export async function startHealthServer(
  { health, metrics }: Observed,
  host: string,
  port: number,
): Promise<HealthServer> {
  const app = fastify({ logger: false });
  addSecurityHeaders(app, !isLoopback(host));
  if (isLoopback(host)) checkHost(app);
  health.register(app);
  metrics.register(app);
  await app.listen({ host, port });
  return {
    url: urlOf(host, portOf(app)),
    async close() {
      health.setDraining();
      app.server.closeIdleConnections();
      await app.close();
    },
  };
}
