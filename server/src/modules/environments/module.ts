import { parseUuidId } from "../../platform/ids/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { IdempotencyService } from "../idempotency/index.js";
import { isSecret, scopeOf, type NodeRegistry, type RequestContext } from "../requests/index.js";
import { ApiKeyResolver } from "./api-key.resolver.js";
import { EnvironmentSettings } from "./environment-settings.service.js";
import { toApiKey, toEnvironment, toSigningKey } from "./environment-view.schema.js";
import { EnvironmentRepository } from "./environment.repository.js";
import { EnvironmentResolver } from "./environment.resolver.js";
import { EnvironmentService } from "./environment.service.js";
import { JwksUrlResolver } from "./jwks-url.resolver.js";
import { SigningKeyResolver } from "./signing-key.resolver.js";

export interface EnvironmentsModule {
  environments: EnvironmentService;
  settings: EnvironmentSettings;
  resolvers: object[];
}

export interface EnvironmentsDeps {
  nodes: NodeRegistry;
  idempotency: IdempotencyService;
}

export function createEnvironmentsModule(
  runtime: Runtime,
  { nodes, idempotency }: EnvironmentsDeps,
): EnvironmentsModule {
  const repository = new EnvironmentRepository();
  const environments = new EnvironmentService(runtime, repository);
  const settings = new EnvironmentSettings(runtime, repository);
  registerNodes(nodes, environments);
  return {
    environments,
    settings,
    resolvers: [
      new ApiKeyResolver(environments, idempotency),
      new SigningKeyResolver(environments),
      new JwksUrlResolver(environments),
      new EnvironmentResolver(environments, settings, idempotency),
    ],
  };
}

/** Keys and environments are seen by the environment's secret keys only. */
function registerNodes(nodes: NodeRegistry, environments: EnvironmentService): void {
  const secretOnly = <T>(context: RequestContext, load: (scope: ReturnType<typeof scopeOf>) => Promise<T[]>) => {
    const scope = scopeOf(context);
    return isSecret(scope) ? load(scope) : Promise.resolve([]);
  };
  nodes.register("apiKey", (context, ids) =>
    secretOnly(context, async (scope) => {
      const uuids = ids.flatMap((id) => parseUuidId("apiKey", id) ?? []);
      return (await environments.apiKeysByIds(scope, uuids)).map(toApiKey);
    }),
  );
  nodes.register("signingKey", (context, ids) =>
    secretOnly(context, async (scope) => {
      const uuids = ids.flatMap((id) => parseUuidId("signingKey", id) ?? []);
      return (await environments.signingKeysByIds(scope, uuids)).map(toSigningKey);
    }),
  );
  nodes.register("environment", (context, ids) =>
    secretOnly(context, async (scope) => {
      const row = await environments.environmentOf(scope);
      const environment = row && toEnvironment(row);
      return environment && ids.includes(environment.id) ? [environment] : [];
    }),
  );
}
