import { isIP } from "node:net";
import { z } from "zod";
import { isKey } from "../encryption/index.js";
import { oidcConflicts, oidcIssuer, oidcRoles } from "./oidc-settings.js";

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
    .regex(/^\d{1,9}$/, "must be a whole number of points a minute; 0 for no limit")
    .transform(Number)
    .default(byDefault);
}

function countOf(min: number) {
  const words = `must be a whole number from ${min} to 9999999`;
  return z
    .string()
    .regex(/^\d{1,7}$/, words)
    .transform(Number)
    .refine((value) => value >= min, words);
}

function daysOf(byDefault: number) {
  return z
    .string()
    .regex(/^[1-9]\d{0,4}$/, "must be a whole number of days, from 1 to 99999")
    .transform(Number)
    .default(byDefault);
}

const encryptionKeys = z
  .string()
  .refine(
    (value) => value.split(",").every((each) => isKey(each.trim())),
    "must be keys of 32 bytes as base64, separated by commas, such as this prints: openssl rand -base64 32",
  );

/** One server, or several nodes of a cluster. */
const redisUrls = z
  .string()
  .refine(
    (value) => value.split(",").every((url) => urlOf("redis", "rediss").safeParse(url.trim()).success),
    "must be a URL that begins with redis:// or rediss://, or several of a cluster's nodes, separated by commas",
  );

const HOST_NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i;

const hostNames = z
  .string()
  .transform((value) => value.split(",").map((name) => name.trim()))
  .transform((names) => names.filter((name) => name !== ""))
  .refine(
    (names) => names.every((name) => HOST_NAME.test(name)),
    "must be host names without ports, separated by commas",
  );

/** Whether a text is a path whose segments need no escaping in HTML, URLs or shells, without a slash at the end. */
export function isBasePath(text: string): boolean {
  return /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/.test(text);
}

const basePath = z
  .string()
  .transform((value) => value.replace(/\/$/, ""))
  .refine(
    (value) => value === "" || isBasePath(value),
    "must be a path such as /notify, of letters, digits, dots, dashes, underscores and tildes",
  );

const ADDRESS_OR_NETWORK = "must be addresses or networks such as 10.0.0.0/8, separated by commas";

const networks = z
  .string()
  .transform((value) => value.split(",").map((each) => each.trim()))
  .transform((each) => each.filter((network) => network !== ""))
  .refine((each) => each.every(isAddressOrNetwork), ADDRESS_OR_NETWORK);

function isAddressOrNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  if (rest.length > 0 || isIP(address) === 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 4 ? 32 : 128));
}

const publicUrl = z
  .string()
  .refine(
    (value) => /^https?:\/\/[^\s?#]+$/.test(value) && URL.canParse(value),
    "must be a URL such as https://notify.acme.example, without ? and #",
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
  /**
   * Host names, separated by commas, that a development server, or a server on loopback, accepts beside loopback names. It
   * refuses requests for other host names, which prevents DNS rebinding.
   */
  CARILLON_ALLOWED_HOSTS: hostNames.optional(),
  /**
   * The path below which a proxy shows this server, such as `/notify`; left out, none. Requests are answered with that path
   * and without it, so the proxy may strip it or leave it.
   */
  CARILLON_BASE_PATH: basePath.optional(),
  /**
   * How vendors and browsers reach this server, base path included, such as `https://notify.acme.example`: the beginning of
   * callback URLs and of links into the dashboard.
   */
  CARILLON_PUBLIC_URL: publicUrl.optional(),
  /**
   * The identity provider by which members sign in at the dashboard (OpenID Connect), such as `https://login.acme.example`. Needs
   * the next two settings and CARILLON_PUBLIC_URL; the redirect URI is that URL with `/dashboard/auth/oidc/callback`.
   */
  CARILLON_OIDC_ISSUER: oidcIssuer.optional(),
  /** What the identity provider calls this server. */
  CARILLON_OIDC_CLIENT_ID: z
    .string()
    .regex(/^[\x20-\x7e]{1,300}$/, "must be the client id that the issuer gave")
    .optional(),
  /** The secret that the identity provider gave. */
  CARILLON_OIDC_CLIENT_SECRET: z
    .string()
    .regex(/^[\x20-\x7e]{1,1000}$/, "must be the client secret that the issuer gave")
    .optional(),
  /**
   * Roles by claims of the identity provider, separated by commas, the first that fits counts: `groups=platform=ADMIN`. Left
   * out, only people who were invited get in.
   */
  CARILLON_OIDC_ROLES: oidcRoles.optional(),
  /** Addresses and networks of trusted proxies, separated by commas. Only their `X-Forwarded-…` headers are used. */
  CARILLON_TRUSTED_PROXIES: networks.optional(),
  /**
   * Port at which a worker serves `/health/*` and `/metrics`, and nothing else; left out, a worker has no port. Other roles
   * serve both at PORT.
   */
  HEALTH_PORT: port.optional(),
  /** Data folder: the embedded Postgres and the development keys. */
  CARILLON_HOME: z
    .string()
    .refine((value) => !value.includes("\0"), "must be a folder")
    .default(".carillon"),
  /** A Postgres of your own; left out, the embedded one. */
  DATABASE_URL: urlOf("postgres", "postgresql").optional(),
  /** Size of this process's connection pool, 5 to 500. Agenda's connections come on top. */
  DATABASE_POOL: z
    .string()
    .regex(/^\d{1,3}$/, "must be a whole number from 5 to 500")
    .transform(Number)
    .refine((value) => value >= 5 && value <= 500, "must be a whole number from 5 to 500")
    .default(20),
  /** Redis for hints between processes, rate limits and persisted queries; left out, all three stay in this process. */
  REDIS_URL: redisUrls.optional(),
  /** Where Agenda keeps its jobs: MongoDB or Postgres; left out, the database above. */
  JOBS_URL: jobsUrl.optional(),
  /**
   * Keys that encrypt credentials in the database, each 32 bytes as base64, separated by commas. The first key encrypts; all
   * keys decrypt. Left out, the embedded database uses a key file in the data folder, and with a DATABASE_URL channels
   * accept no credentials.
   */
  CARILLON_ENCRYPTION_KEYS: encryptionKeys.optional(),
  /**
   * For tests: a JSON object of providers' origins to origins on this machine, such as
   * `{"https://api.resend.com":"http://127.0.0.1:9000"}`, where requests go instead. Refused with `NODE_ENV=production`.
   */
  CARILLON_ORIGIN_MAP: z.string().optional(),
  /**
   * Providers of your own, separated by commas: paths such as `./my-provider.js`, relative to the folder in which the process
   * starts, or names of packages. All processes of one database need the same.
   */
  CARILLON_PROVIDERS: z.string().optional(),
  /** The role of this process: serve the API, work, or both. */
  CARILLON_ROLE: oneOf(["api", "worker", "all"]).default("all"),
  /** The first secret key for your own database: `sk_` and at least 21 unguessable characters. */
  CARILLON_BOOTSTRAP_SECRET_KEY: z
    .string()
    .regex(
      /^sk_[\w-]{21,200}$/,
      "must be sk_ and then 21 to 200 letters, digits, dashes or underscores that nobody can guess",
    )
    .optional(),
  /** Maximum lifetime of a user token in hours, 1 to 8760; 24 by default. A stolen token is valid until it expires. */
  CARILLON_USER_TOKEN_HOURS: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, "must be a whole number of hours, from 1 to 8760")
    .transform(Number)
    .refine((hours) => hours <= 8760, "must be a whole number of hours, from 1 to 8760")
    .optional(),
  /** How long, in milliseconds, requests are still taken after readiness went off; by default 2000 with a DATABASE_URL. */
  CARILLON_DRAIN_MS: z
    .string()
    .regex(/^\d{1,5}$/, "must be a whole number of milliseconds, from 0 to 99999")
    .transform(Number)
    .optional(),
  /** Rate limit of each secret key, in points per minute (a root field costs at least one); 0 for no limit. */
  RATE_LIMIT_SECRET: perMinute(600_000),
  /** Rate limit of each user over all sockets and tabs, in points per minute; 0 for no limit. */
  RATE_LIMIT_USER: perMinute(1200),
  /** Rate limit of each address without a valid key, in points per minute; 0 for no limit. */
  RATE_LIMIT_ADDRESS: perMinute(600),
  /** WebSockets of this process; left out, six tenths of the descriptors it may have, 50000 at most. */
  SOCKETS_MAX: countOf(1).optional(),
  /** WebSockets of one API key in this process, over all its users; left out, nine tenths of SOCKETS_MAX. */
  SOCKETS_PER_KEY: countOf(1).optional(),
  /** WebSockets of one user in this process, over all tabs and devices; 0 for no limit. */
  SOCKETS_PER_USER: countOf(0).default(50),
  /** Operations that run over all WebSockets of one user in this process, subscriptions first of all; 0 for no limit. */
  SUBSCRIPTIONS_PER_USER: countOf(0).default(250),
  /** How long, in days, triggers whose runs have ended are kept, with those runs and their traces. Messages stay. */
  CARILLON_KEEP_RUNS_DAYS: daysOf(90),
  /** How long, in days, feeds remember removals. A client that was offline for longer loads the feed again. */
  CARILLON_KEEP_REMOVALS_DAYS: daysOf(30),
  /**
   * `test` makes code throw that holds a transaction and waits for another connection. The setting has no other
   * effect.
   */
  NODE_ENV: z.string().optional(),
  /** Least severe log line that is written. */
  LOG_LEVEL: oneOf(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("warn"),
});

export type Config = z.infer<typeof settings>;

/** Conflicts between settings that are each valid. */
function conflictsOf(config: Config): string[] {
  const isTestMapRefused = config.CARILLON_ORIGIN_MAP !== undefined && config.NODE_ENV === "production";
  return [
    ...(isTestMapRefused ? ["  CARILLON_ORIGIN_MAP is for tests, and refused with NODE_ENV=production"] : []),
    ...oidcConflicts(config),
  ];
}

/** Settings that cannot be used; the message lists all of them and shows no values. */
export class ConfigError extends Error {}

export function parseConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = settings.safeParse(given);
  if (parsed.success) {
    const conflicts = conflictsOf(parsed.data);
    if (conflicts.length === 0) return parsed.data;
    throw new ConfigError(`These settings cannot be used:\n${conflicts.join("\n")}`);
  }
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
  throw new ConfigError(`These settings cannot be used:\n${lines.join("\n")}`);
}
