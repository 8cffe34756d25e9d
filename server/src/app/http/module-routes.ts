import type { FastifyInstance } from "fastify";
import type { ModuleMounts } from "../../platform/mounts/index.js";

/** Mounts the routes of modules, each module on its own Fastify instance. */
export async function mountModuleRoutes(app: FastifyInstance, mounts: readonly ModuleMounts[]): Promise<void> {
  for (const { addRoutes } of mounts) {
    if (addRoutes) await app.register(async (own) => addRoutes(own));
  }
}
