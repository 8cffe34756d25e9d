import { z } from "zod";

const PORT_MAX = 65_535;

function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, { error: `must be one of ${values.join(", ")}` });
}

function urlOf(...schemes: string[]) {
  const isUrl = (value: string): boolean =>
    URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1));
  const wanted = schemes.map((scheme) => `${scheme}://`).join(" or ");
  return z
    .string()
    .refine(isUrl, `must be a URL that begins with ${wanted}; special characters in its password are written as %XX`);
}

const port = z
  .string()
  .regex(/^\d{1,5}$/, `must be a whole number from 0 to ${PORT_MAX}`)
  .transform(Number)
  .refine((value) => value <= PORT_MAX, `must be a whole number from 0 to ${PORT_MAX}`);

function perMinute(byDefault: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, "must be a whole number of root fields a minute; 0 for no limit")
    .transform(Number)
    .default(byDefault);
}

function daysOf(byDefault: number) {
  return z
    .string()
    .regex(/^[1-9]\d{0,4}$/, "must be a whole number of days, from 1 to 99999")
    .transform(Number)
    .default(byDefault);
}

/** One server, or several nodes of a cluster. */
const redisUrls = z
  .string()
  .refine(
    (value) => value.split(",").every((url) => urlOf("redis", "rediss").safeParse(url.trim()).success),
    "must be a URL that begins with redis:// or rediss://, or several of a cluster's nodes, separated by commas",
  );

/** MongoDB names several servers in one address, which no URL can. */
const jobsUrl = z
  .string()
  .refine(
    (value) => /^mongodb(?:\+srv)?:\/\/[^\s/]+/.test(value) || urlOf("postgres", "postgresql").safeParse(value).success,
    "must be a URL that begins with mongodb://, mongodb+srv:// or postgres://",
  );

/** Every setting, its meaning and its default. Set them as environment variables; an empty one counts as left out. */
const settings = z.object({
  /** Address to listen on. Anything but loopback opens the API to the network. */
  HOST: z.string().regex(/^\S+$/, "must be an address or a host name, without spaces").default("127.0.0.1"),
  /** Port to listen on; 0 picks a free one and prints it. */
  PORT: port.default(4000),
  /** Port at which a worker serves `/health/*` and `/metrics`, and nothing else; left out, it serves nothing. Others do at PORT. */
  HEALTH_PORT: port.optional(),
  /** Data folder: the embedded Postgres and the development keys. */
  CARILLON_HOME: z
    .string()
    .refine((value) => !value.includes("\0"), "must be a folder")
    .default(".carillon"),
  /** A Postgres of your own; left out, the embedded one. */
  DATABASE_URL: urlOf("postgres", "postgresql").optional(),
  /** Redis for hints between processes, rate limits and persisted queries; left out, all three stay in this process. */
  REDIS_URL: redisUrls.optional(),
  /** Where Agenda keeps its jobs: MongoDB or Postgres; left out, the database above. */
  JOBS_URL: jobsUrl.optional(),
  /** What this process does: serve the API, work, or both. */
  CARILLON_ROLE: oneOf(["api", "worker", "all"]).default("all"),
  /** The first secret key when the database is yours: `sk_` and 21 characters or more that nobody can guess. */
  CARILLON_BOOTSTRAP_SECRET_KEY: z
    .string()
    .regex(
      /^sk_[\w-]{21,200}$/,
      "must be sk_ and then 21 to 200 letters, digits, dashes or underscores that nobody can guess",
    )
    .optional(),
  /** How long, in milliseconds, requests are still taken after readiness went off; by default 2000 with a DATABASE_URL. */
  CARILLON_DRAIN_MS: z
    .string()
    .regex(/^\d{1,5}$/, "must be a whole number of milliseconds, from 0 to 99999")
    .transform(Number)
    .optional(),
  /** Root fields a minute for each secret key; 0 for no limit. */
  RATE_LIMIT_SECRET: perMinute(600_000),
  /** Root fields a minute for each user, over all of the user's sockets and tabs; 0 for no limit. */
  RATE_LIMIT_USER: perMinute(1200),
  /** Root fields a minute for each address that shows no good key; 0 for no limit. */
  RATE_LIMIT_ADDRESS: perMinute(600),
  /** How long, in days, triggers whose runs have ended are kept, with those runs and their traces. Messages stay. */
  CARILLON_KEEP_RUNS_DAYS: daysOf(90),
  /** How long, in days, a feed can tell clients that were away what was removed; one that was away longer begins anew. */
  CARILLON_KEEP_REMOVALS_DAYS: daysOf(30),
  /** Least severe log line that is written. */
  LOG_LEVEL: oneOf(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("warn"),
});

export type Config = z.infer<typeof settings>;

/** Settings that cannot be used; the message lists all of them and shows no values. */
export class ConfigError extends Error {}

export function parseConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = settings.safeParse(given);
  if (parsed.success) return parsed.data;

  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
  throw new ConfigError(`These settings cannot be used:\n${lines.join("\n")}`);
}
