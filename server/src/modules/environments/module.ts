import { parseUuidId } from "../identifiers/index.js";
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
import { ApiKeyService } from "./keys/api-key.service.js";
import { SigningKeyEntity } from "./keys/signing-key.entity.js";
import { SigningKeyRepository } from "./keys/signing-key.repository.js";
import { SigningKeyService } from "./keys/signing-key.service.js";
import { SigningKeyResolver } from "./signing-key.resolver.js";

export const ENVIRONMENT_ENTITIES = [EnvironmentEntity, ApiKeyEntity, SigningKeyEntity];

export interface EnvironmentsModule {
  environments: EnvironmentService;
  apiKeys: ApiKeyService;
  signingKeys: SigningKeyService;
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
  const apiKeys = new ApiKeyService(runtime, new ApiKeyRepository(), repository);
  const signingKeys = new SigningKeyService(runtime, new SigningKeyRepository(), repository);
  const environments = new EnvironmentService(runtime, repository, apiKeys);
  const settings = new EnvironmentSettings(runtime, repository);
  registerNodes(nodes, { environments, apiKeys, signingKeys });
  return {
    environments,
    apiKeys,
    signingKeys,
    settings,
    resolvers: [
      new ApiKeyResolver(apiKeys, idempotency),
      new SigningKeyResolver(signingKeys),
      new JwksUrlResolver(settings),
      new EnvironmentResolver(environments, settings, idempotency),
    ],
  };
}

/** Keys and environments are visible only to callers who may read them. */
function registerNodes(
  nodes: NodeRegistry,
  { environments, apiKeys, signingKeys }: Pick<EnvironmentsModule, "environments" | "apiKeys" | "signingKeys">,
): void {
  const ifMay = <T>(context: RequestContext, right: Right, load: (scope: Scope) => Promise<T[]>) => {
    const scope = scopeOf(context);
    return may(scope, right) ? load(scope) : Promise.resolve([]);
  };
  nodes.register("apiKey", (context, ids) =>
    ifMay(context, "keys.read", async (scope) => {
      const uuids = ids.flatMap((id) => parseUuidId("apiKey", id) ?? []);
      return (await apiKeys.byIds(scope, uuids)).map(toApiKey);
    }),
  );
  nodes.register("signingKey", (context, ids) =>
    ifMay(context, "keys.read", async (scope) => {
      const uuids = ids.flatMap((id) => parseUuidId("signingKey", id) ?? []);
      return (await signingKeys.byIds(scope, uuids)).map(toSigningKey);
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
