import type { AuthOptions } from "../../modules/authentication/index.js";
import { createAuthenticationModule, type AuthenticationModule } from "../../modules/authentication/module.js";
import { createEnvironmentsModule, type EnvironmentsModule } from "../../modules/environments/module.js";
import { createIdempotencyModule, type IdempotencyModule } from "../../modules/idempotency/module.js";
import { createRequestsModule, type RequestsModule } from "../../modules/requests/module.js";
import type { Runtime } from "../../platform/runtime/index.js";

/** The modules that all others need: the caller, the environment, and repeated calls. */
export type Foundation = RequestsModule & IdempotencyModule & EnvironmentsModule & AuthenticationModule;

export function createFoundation(runtime: Runtime, options: AuthOptions = {}): Foundation {
  const requests = createRequestsModule();
  const { nodes } = requests;
  const { idempotency } = createIdempotencyModule(runtime);
  const environments = createEnvironmentsModule(runtime, { nodes, idempotency });
  const { authentication, sessions, ...accounts } = createAuthenticationModule(
    runtime,
    { nodes, environments: environments.environments },
    options,
  );
  const resolvers = [...environments.resolvers, ...requests.resolvers, ...accounts.resolvers];
  return { ...environments, nodes, idempotency, authentication, sessions, resolvers };
}
