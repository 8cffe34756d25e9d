import type { EnvironmentService } from "../../src/modules/environments/index.js";
import { uuidId } from "../../src/modules/identifiers/index.js";
import type { Database } from "../../src/platform/postgres/index.js";
import type { Scope } from "../../src/modules/requests/index.js";

export interface TestEnvironment {
  environmentId: number;
  secretKey: string;
  publicKey: string;
  /** The scope of its secret key. */
  secret: Scope;
  /** The scope of one of its users, by a development user id. */
  asUser(userId: string): Scope;
}

let made = 0;

/** Creates an environment with its first keys, for tests that call services. */
export async function createTestEnvironment(
  database: Database,
  environments: EnvironmentService,
  options: { isDevelopment?: boolean } = {},
): Promise<TestEnvironment> {
  const isDevelopment = options.isDevelopment ?? true;
  const key = `test-${++made}`;
  const input = { key, name: key, isDevelopment };
  const { environment, secretKey, publicKey } = await environments.createEnvironmentWithKeys(database, input);
  const base = { environmentId: environment.id, isDevelopment };
  const [row] = await database.query<{ id: string }>(
    "select id from api_keys where environment_id = $1 and kind = 'secret'",
    [environment.id],
  );
  const apiKeyId = uuidId("apiKey", row?.id ?? "");
  return {
    environmentId: environment.id,
    secretKey,
    publicKey,
    secret: { ...base, actor: { kind: "secret", apiKeyId } },
    asUser: (userId) => ({ ...base, actor: { kind: "user", userId, apiKeyId, tokenExpiresAt: null } }),
  };
}
