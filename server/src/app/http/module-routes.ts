import type { FastifyInstance } from "fastify";
import type { ModuleMounts } from "../../platform/mounts/index.js";

/** Mounts the routes of modules, each module's on an instance of its own. */
export async function mountModuleRoutes(app: FastifyInstance, mounts: readonly ModuleMounts[]): Promise<void> {
  for (const { addRoutes } of mounts) {
    if (addRoutes) await app.register(async (own) => addRoutes(own));
  }
}
