import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { ApiKeyService, EnvironmentService } from "../../modules/environments/index.js";
import { systemCode } from "../../platform/errors/index.js";
import type { Config } from "../../platform/config/index.js";
import type { Runtime } from "../../platform/runtime/index.js";

/** The keys of the embedded database's development environment. */
export interface DevKeys {
  environmentId: number;
  environmentKey: string;
  isDevelopment: true;
  secretKey: string;
  publicKey: string;
  /** Path of the key file, which only its owner can read. */
  file: string;
}

const fileShape = z.object({ endpoint: z.string(), secretKey: z.string(), publicKey: z.string() });
const ENVIRONMENT = "development";

/**
 * The keys in the file; null if there is no file or it is damaged, for instance by a full disk: then new keys are created.
 */
function readKeys(file: string): z.infer<typeof fileShape> | null {
  try {
    const read = fileShape.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return read.success ? read.data : null;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === "ENOENT") return null;
    throw error;
  }
}

/** Reads the keys, or makes them and the environment at the first start. */
export async function readOrMakeKeys(
  config: Config,
  { environments, apiKeys }: { environments: EnvironmentService; apiKeys: ApiKeyService },
  runtime: Runtime,
): Promise<DevKeys> {
  const file = path.join(config.CARILLON_HOME, "dev-keys.json");
  const known = await environments.environmentByKey(ENVIRONMENT);
  const stored = readKeys(file);
  if (known && stored) {
    const { secretKey, publicKey } = stored;
    return { environmentId: known.id, environmentKey: ENVIRONMENT, isDevelopment: true, secretKey, publicKey, file };
  }
  const made = await runtime.database.transaction(async (tx) => {
    const environment =
      known ??
      (await environments.createEnvironment(tx, { key: ENVIRONMENT, name: "Development", isDevelopment: true }));
    const secret = await apiKeys.create(tx, environment.id, { kind: "secret", name: "development" });
    const open = await apiKeys.create(tx, environment.id, { kind: "public", name: "development" });
    return { environmentId: environment.id, secretKey: secret.value, publicKey: open.value };
  });
  const keys: DevKeys = { ...made, environmentKey: ENVIRONMENT, isDevelopment: true, file };
  writeKeys(keys, `http://localhost:${config.PORT}`);
  return keys;
}

/** The file that tools read, with the address that the server really has. It is replaced as a whole, or stays as it was. */
export function writeKeys({ file, secretKey, publicKey }: DevKeys, url: string): void {
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify({ endpoint: `${url}/graphql`, secretKey, publicKey }, null, 2)}\n`, {
    mode: 0o600,
  });
  renameSync(draft, file);
}
