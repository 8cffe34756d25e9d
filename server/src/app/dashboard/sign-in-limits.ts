import { AttemptLimit } from "../../platform/rate-limits/index.js";
import type { RedisClient } from "../../platform/redis/index.js";
import type { SignInLimits } from "./account-routes.js";

const WINDOW_S = 15 * 60;

/** Five tries in a quarter of an hour for an account from an address; more in total, since an office shares an address. */
export function signInLimits(redis: RedisClient | null): SignInLimits {
  const limit = (name: string, attemptsMax: number) =>
    new AttemptLimit({ name, attemptsMax, windowS: WINDOW_S, redis });
  return { pair: limit("pair", 5), account: limit("account", 50), address: limit("address", 100) };
}
