import type { ApiKeyService, EnvironmentService } from "../../modules/environments/index.js";
import type { Config } from "../../platform/config/index.js";

interface Opening {
  config: Config;
  isEmbedded: boolean;
  say(words: string): void;
}

/** Stores the operator's first key, and explains how to make a database without keys usable. */
export async function openForOperator(
  { environments, apiKeys }: { environments: EnvironmentService; apiKeys: ApiKeyService },
  { config, isEmbedded, say }: Opening,
): Promise<void> {
  const given = config.CARILLON_BOOTSTRAP_SECRET_KEY;
  if (isEmbedded) {
    if (given)
      say("CARILLON_BOOTSTRAP_SECRET_KEY is for a DATABASE_URL only: the embedded database has keys of its own");
    return;
  }
  if (given) {
    await environments.bootstrap(given);
    if (!(await apiKeys.isLive(given))) {
      say("the key in CARILLON_BOOTSTRAP_SECRET_KEY was revoked, and stays so: give another one, or leave it out");
    }
  }
  if (await apiKeys.hasLiveSecretKey()) return;
  say(
    "nobody can use this database: it holds no secret key. Start once with CARILLON_BOOTSTRAP_SECRET_KEY, " +
      'such as the one that this prints: echo "sk_$(openssl rand -hex 24)"',
  );
}
