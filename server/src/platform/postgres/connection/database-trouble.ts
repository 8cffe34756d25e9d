import { OperatorError, systemCode } from "../../errors/index.js";

/** The setting and its URL, for error messages. */
export interface DatabaseAddress {
  /** The setting, such as `DATABASE_URL`. */
  setting: string;
  url: string;
}

/** The parts of an address except its password. */
interface Place {
  host: string;
  port: string;
  user: string;
  database: string;
}

type Words = (place: Place, message: string) => string;

const RIGHTS: Words = ({ user, database }, message) =>
  `the user "${user}" lacks a right in the database "${database}" (${message}). ` +
  `Make that user its owner: alter database "${database}" owner to "${user}".`;
const UNREACHABLE: Words = ({ host, port }) =>
  `nothing that can be reached answers at ${host}, port ${port}. Check host, port, network and firewall.`;
const FULL: Words = (_place, message) =>
  `the database's server is out of room (${message}). Free some, then start again.`;
const STARTING: Words = (_place, message) =>
  `the server takes no connections now (${message}). Start again in a moment.`;

/** By SQLSTATE or by Node's error code. */
const BY_CODE: Record<string, Words> = {
  "28P01": ({ user }) => `the password of the user "${user}" is wrong, or there is no such user.`,
  "28000": ({ user, host }, message) =>
    /no encryption|SSL off/i.test(message)
      ? `the server at ${host} refuses connections without TLS, or this user from this address. Add ?sslmode=verify-full (or ?sslmode=no-verify, which checks no certificate), or allow it in pg_hba.conf.`
      : `the server lets the user "${user}" not in from this address (${message}). Check the user's name and pg_hba.conf.`,
  "3D000": ({ database }) => `there is no database "${database}". Make it ("create database"), or correct the name.`,
  "3F000": RIGHTS,
  "42501": RIGHTS,
  "42P06": RIGHTS,
  "42P07": ({ database }, message) =>
    `the database "${database}" holds tables that are not Carillon's (${message}). Give Carillon an empty database.`,
  "25006": () => "the database can only be read. Name the primary, which can be written.",
  "26000": () =>
    "a connection pooler in transaction mode answers there. Set it to session mode, or name the Postgres itself.",
  "53300": ({ user }, message) =>
    `the server has no connection left for "${user}" (${message}). A process of Carillon takes up to 24: raise max_connections or the user's limit, or stop others.`,
  "53100": FULL,
  "53200": FULL,
  "57P03": STARTING,
  "57P01": STARTING,
  "57P02": STARTING,
  "55000": STARTING,
  ECONNREFUSED: ({ host, port }) =>
    `nothing listens at ${host}, port ${port}. Start the Postgres there, or correct host and port.`,
  ENOTFOUND: ({ host }) => `there is no host named "${host}". Correct the name.`,
  EAI_AGAIN: ({ host }) => `the name "${host}" cannot be looked up now. Check the name and the DNS of this machine.`,
  ETIMEDOUT: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  EHOSTDOWN: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  EADDRNOTAVAIL: UNREACHABLE,
  ERR_SOCKET_BAD_PORT: ({ port }) => `${port} is no port. It is a number from 1 to 65535.`,
};

/** Messages of errors without a code. */
const BY_WORDS: readonly (readonly [RegExp, Words])[] = [
  [
    /does not support SSL/i,
    ({ host }) => `the server at ${host} speaks no TLS. Leave sslmode out, or switch TLS on there.`,
  ],
  [
    /password must be a (non-empty )?string/i,
    ({ user }) => `the user "${user}" needs a password. Write it as postgres://user:password@host/database.`,
  ],
  [
    /unsupported startup parameter/i,
    (_place, message) =>
      `a connection pooler there refuses a parameter (${message}). Leave it out of the URL, or name the Postgres itself.`,
  ],
  [
    /no such (user|database)|no such database/i,
    (_place, message) =>
      `a connection pooler there knows no such user or database (${message}). Correct the URL or the pooler's configuration.`,
  ],
  [
    // The messages of TypeORM and the driver for a session that ended between two statements of a migration.
    /query runner already released|not queryable/i,
    ({ host, port }) =>
      `the connection to ${host}, port ${port} was lost while the schema was brought up to date; what was not committed is rolled back. Start again.`,
  ],
  [
    /timeout|terminated|ended/i,
    ({ host, port }) =>
      `what is at ${host}, port ${port} did not answer as a Postgres does. Check host and port, and that nothing between drops connections.`,
  ],
  [
    /unknown (message|authenticat)|unexpected|SASL|SSL connection/i,
    ({ host, port }, message) =>
      `what answers at ${host}, port ${port} does not speak as a Postgres does (${message}). Check host and port.`,
  ],
];

const CERTIFICATE = /CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_(VERIFY|GET)/;

/**
 * A start-up error as one sentence that names the setting to change; null if no setting helps. The password is never shown.
 */
export function databaseTrouble(error: unknown, { setting, url }: DatabaseAddress): OperatorError | null {
  if (!(error instanceof Error) || error instanceof OperatorError) return null;
  const place = placeOf(url);
  const code = systemCode(error) ?? "";
  const message = error.message === "" ? code : error.message;
  const words = wordsFor(code, message);
  return words && new OperatorError(`${setting}: ${words(place, message)}`, { cause: error });
}

function wordsFor(code: string, message: string): Words | null {
  const known = BY_CODE[code];
  if (known) return known;
  if (CERTIFICATE.test(code)) return untrusted;
  if (code === "ENOENT" || code === "EACCES") return unreadable;
  return BY_WORDS.find(([pattern]) => pattern.test(message))?.[1] ?? (code === "" ? null : other);
}

const untrusted: Words = ({ host }, message) =>
  `the certificate of the server at ${host} is not trusted (${message}). Name its authority with ?sslmode=verify-full&sslrootcert=/path/to/ca.pem.`;
const unreadable: Words = (_place, message) => `a file or socket that it names cannot be opened (${message}).`;
const other: Words = ({ host, port }, message) => `the Postgres at ${host}, port ${port} cannot be used (${message}).`;

function placeOf(url: string): Place {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const text = (value: string | undefined): string => {
    try {
      return decodeURIComponent(value ?? "");
    } catch {
      return value ?? "";
    }
  };
  const user = text(parsed?.searchParams.get("user") ?? parsed?.username);
  return {
    host: text(parsed?.searchParams.get("host") ?? parsed?.hostname) || "localhost",
    port: parsed?.port || "5432",
    user,
    database: text(parsed?.pathname.slice(1)) || user,
  };
}
