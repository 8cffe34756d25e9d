import { fastify } from "fastify";
import { addSecurityHeaders, checkHost, hostRule, isLoopback } from "../http/http-headers.js";
import { portOf, urlOf } from "../http/server-address.js";
import type { Observed } from "./bind-metrics.js";
import { answerBadPath, answerNativeErrors, answerUnreadable } from "../requests/native-errors.js";

export interface HealthServer {
  url: string;
  /** Readiness off, then the port free. */
  close(): Promise<void>;
}

/** Health and metrics of a process without another server. */
export async function startHealthServer(
  { health, metrics }: Observed,
  host: string,
  port: number,
): Promise<HealthServer> {
  const app = fastify({
    logger: false,
    http: { requireHostHeader: false },
    frameworkErrors: answerBadPath,
    clientErrorHandler: answerUnreadable,
  });
  answerNativeErrors(app.server);
  addSecurityHeaders(app, !isLoopback(host));
  const answersTo = hostRule({ host, isDevelopment: false, names: [] });
  checkHost(app, ({ headers }) => answersTo(headers.host));
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
