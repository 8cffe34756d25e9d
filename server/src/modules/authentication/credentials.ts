import { AppError } from "../../platform/errors/index.js";

/** The credentials of a caller, from headers or from `connection_init`. */
export interface Credentials {
  apiKey: string | null;
  userToken: string | null;
  /** Used instead of a token in development environments. */
  userId: string | null;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const BEARER = /^Bearer +(\S+)$/i;
/** The language tag between the quotes is ignored. */
const ENCODED = /^utf-8'[a-z0-9-]*'(.*)$/is;

/** The credentials in HTTP headers (names in lower case); null for none. */
export function credentialsFromHeaders(headers: Headers): Credentials | null {
  const authorization = single(headers, "authorization");
  const userToken = single(headers, "x-carillon-user-token");
  const rawUserId = single(headers, "x-carillon-user-id");
  const userId = rawUserId === null ? null : readHeaderText("x-carillon-user-id", rawUserId);
  if (authorization === null && userToken === null && userId === null) return null;
  if (authorization === null) {
    throw unauthenticated("A user needs a public key beside it: send `Authorization: Bearer pk_…` too.");
  }
  const apiKey = BEARER.exec(authorization.trim())?.[1];
  if (!apiKey) throw unauthenticated("The Authorization header must read `Bearer`, a space, and the key.");
  return { apiKey, userToken, userId };
}

/** The credentials in the payload of `connection_init`; null for none. */
export function credentialsFromInit(payload: unknown): Credentials | null {
  if (typeof payload !== "object" || payload === null) return null;
  const read = (name: string): string | null => {
    const value: unknown = Object.hasOwn(payload, name) ? Reflect.get(payload, name) : null;
    // An empty text counts as absent, as an empty header does.
    if (value === null || value === undefined || value === "") return null;
    if (typeof value !== "string") throw unauthenticated(`\`${name}\` in connection_init must be a string.`);
    return value;
  };
  const credentials = { apiKey: read("apiKey"), userToken: read("userToken"), userId: read("userId") };
  const isEmpty = Object.values(credentials).every((value) => value === null);
  return isEmpty ? null : credentials;
}

/**
 * A header contains bytes, and Node makes one character of each. The bytes are UTF-8, or percent-encoded after
 * `UTF-8''` (RFC 8187), which also preserves blanks at the ends. Both name the same user as `connection_init` with
 * that text.
 */
function readHeaderText(name: string, raw: string): string {
  const encoded = ENCODED.exec(raw)?.[1];
  try {
    if (encoded !== undefined) return decodeURIComponent(encoded);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(raw, "latin1"));
  } catch {
    throw unauthenticated(
      `The header ${name} is not UTF-8. Send other letters than ASCII percent-encoded, as in \`UTF-8''%C5%82ukasz\`.`,
    );
  }
}

/** Two values of one credential could be read differently by a proxy and by us. */
function single(headers: Headers, name: string): string | null {
  const value = headers[name];
  if (Array.isArray(value)) throw unauthenticated(`The header ${name} may be sent once only.`);
  return value === undefined || value === "" ? null : value;
}

export function unauthenticated(message: string): AppError {
  return new AppError("UNAUTHENTICATED", message);
}
