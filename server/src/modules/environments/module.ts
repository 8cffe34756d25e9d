import { parseUuidId } from "../../platform/ids/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { IdempotencyService } from "../idempotency/index.js";
import { may, scopeOf, type NodeRegistry, type RequestContext, type Right, type Scope } from "../requests/index.js";
import { ApiKeyResolver } from "./api-key.resolver.js";
import { EnvironmentSettings } from "./environment-settings.service.js";
import { toApiKey, toEnvironment, toSigningKey } from "./environment-view.schema.js";
import { EnvironmentEntity } from "./environment.entity.js";
import { EnvironmentRepository } from "./environment.repository.js";
import { EnvironmentResolver } from "./environment.resolver.js";
import { EnvironmentService } from "./environment.service.js";
import { JwksUrlResolver } from "./jwks-url.resolver.js";
import { ApiKeyEntity } from "./keys/api-key.entity.js";
import { ApiKeyRepository } from "./keys/api-key.repository.js";
import { SigningKeyEntity } from "./keys/signing-key.entity.js";
import { SigningKeyRepository } from "./keys/signing-key.repository.js";
import { SigningKeyResolver } from "./signing-key.resolver.js";

export const ENVIRONMENT_ENTITIES = [EnvironmentEntity, ApiKeyEntity, SigningKeyEntity];

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
  const repositories = {
    environments: new EnvironmentRepository(),
    apiKeys: new ApiKeyRepository(),
    signingKeys: new SigningKeyRepository(),
  };
  const environments = new EnvironmentService(runtime, repositories);
  const settings = new EnvironmentSettings(runtime, repositories.environments);
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

/** Keys and environments are seen only by those who may read them. */
function registerNodes(nodes: NodeRegistry, environments: EnvironmentService): void {
  const ifMay = <T>(context: RequestContext, right: Right, load: (scope: Scope) => Promise<T[]>) => {
    const scope = scopeOf(context);
    return may(scope, right) ? load(scope) : Promise.resolve([]);
  };
  nodes.register("apiKey", (context, ids) =>
    ifMay(context, "keys.read", async (scope) => {
      const uuids = ids.flatMap((id) => parseUuidId("apiKey", id) ?? []);
      return (await environments.apiKeysByIds(scope, uuids)).map(toApiKey);
    }),
  );
  nodes.register("signingKey", (context, ids) =>
    ifMay(context, "keys.read", async (scope) => {
      const uuids = ids.flatMap((id) => parseUuidId("signingKey", id) ?? []);
      return (await environments.signingKeysByIds(scope, uuids)).map(toSigningKey);
    }),
  );
  nodes.register("environment", (context, ids) =>
    ifMay(context, "environments.read", async (scope) => {
      const row = await environments.environmentOf(scope);
      const environment = row && toEnvironment(row);
      return environment && ids.includes(environment.id) ? [environment] : [];
    }),
  );
}
