/** Topic of the hint that names a revoked key (`key_…` or `kid_…`), or says whose key set moved (`jwks <environment>`). */
export const KEYS_TOPIC = "environments.keys";
