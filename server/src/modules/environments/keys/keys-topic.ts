/**
 * Topic of hints that name a revoked key (`key_…` or `kid_…`), or an environment whose key set moved (`jwks <environment>`).
 */
export const KEYS_TOPIC = "environments.keys";
