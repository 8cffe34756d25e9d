import type { Runtime } from "../../platform/runtime/index.js";
import { parseUuidId } from "../../platform/ids/index.js";
import { toApiKey, toEnvironment, toSigningKey } from "./account-view.schema.js";
import { AccountRepository } from "./account.repository.js";
import { AccountService } from "./account.service.js";
import { ApiKeyResolver } from "./keys/api-key.resolver.js";
import { AuthService, type AuthOptions } from "./authentication/auth.service.js";
import { EnvironmentSettings } from "./environment-settings.service.js";
import { EnvironmentResolver } from "./environment.resolver.js";
import { IdempotencyService } from "./idempotency/idempotency.service.js";
import { NodeRegistry } from "./node-registry.js";
import { NodeResolver } from "./node.resolver.js";
import { isSecret, scopeOf, type RequestContext } from "./scope.js";
import { JwksResolver } from "./jwks/jwks.resolver.js";
import { RateLimitResolver } from "./rate-limit.resolver.js";
import { SigningKeyResolver } from "./keys/signing-key.resolver.js";

export interface AccountsModule {
  accounts: AccountService;
  auth: AuthService;
  settings: EnvironmentSettings;
  idempotency: IdempotencyService;
  /** Each module registers the kinds of node that it knows. */
  nodes: NodeRegistry;
  resolvers: object[];
}

const EXPIRE_EVERY_MS = 600_000;

export function createAccountsModule(runtime: Runtime, options: AuthOptions = {}): AccountsModule {
  const repository = new AccountRepository();
  const accounts = new AccountService(runtime, repository);
  const settings = new EnvironmentSettings(runtime, repository);
  const idempotency = new IdempotencyService(runtime);
  const nodes = new NodeRegistry();
  registerNodes(nodes, accounts);
  runtime.jobs.define({
    name: "idempotency.expire",
    parse: () => null,
    handle: (_payload, touch) => idempotency.expire(touch),
    everyMs: EXPIRE_EVERY_MS,
  });
  return {
    accounts,
    auth: new AuthService(runtime, repository, options),
    settings,
    idempotency,
    nodes,
    resolvers: [
      new ApiKeyResolver(accounts, idempotency),
      new SigningKeyResolver(accounts),
      new JwksResolver(accounts),
      new EnvironmentResolver(accounts, settings, idempotency),
      new NodeResolver(nodes),
      new RateLimitResolver(),
    ],
  };
}

/** Keys and environments are seen by the environment's secret keys only. */
function registerNodes(nodes: NodeRegistry, accounts: AccountService): void {
  const secretOnly = <T>(context: RequestContext, load: (scope: ReturnType<typeof scopeOf>) => Promise<T[]>) => {
    const scope = scopeOf(context);
    return isSecret(scope) ? load(scope) : Promise.resolve([]);
  };
  nodes.register("apiKey", (context, ids) =>
    secretOnly(context, async (scope) => {
      const uuids = ids.flatMap((id) => parseUuidId("apiKey", id) ?? []);
      return (await accounts.apiKeysByIds(scope, uuids)).map(toApiKey);
    }),
  );
  nodes.register("signingKey", (context, ids) =>
    secretOnly(context, async (scope) => {
      const uuids = ids.flatMap((id) => parseUuidId("signingKey", id) ?? []);
      return (await accounts.signingKeysByIds(scope, uuids)).map(toSigningKey);
    }),
  );
  nodes.register("environment", (context, ids) =>
    secretOnly(context, async (scope) => {
      const row = await accounts.environmentOf(scope);
      const environment = row && toEnvironment(row);
      return environment && ids.includes(environment.id) ? [environment] : [];
    }),
  );
}
