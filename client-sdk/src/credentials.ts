import { CarillonError } from "./errors.js";
import { isRecord } from "./json.js";
import type { BrowserClientOptions, ServerClientOptions, TokenReason } from "./options.js";

// A token this close to its end may not outlive the way to the server.
const EXPIRY_MARGIN_MS = 10_000;

/** Who the client speaks for. */
export interface Credentials {
  /** Whether a refused token can be replaced by a new one. */
  readonly canRefresh: boolean;
  httpHeaders(): Promise<Record<string, string>>;
  /** Payload of `connection_init`. */
  socketParams(): Promise<Record<string, string>>;
  /** Forget the token: the server refused it. */
  refuse(): void;
  /** A name for the person, the same in all tabs; null for a secret key or an unreadable token. */
  person(): Promise<string | null>;
}

/** Checks the options; a secret key in a browser is refused at once. */
export function createCredentials(options: BrowserClientOptions | ServerClientOptions): Credentials {
  if (options.secretKey !== undefined) return secretCredentials(options.secretKey);

  const { publicKey, userToken, userId } = options;
  if (typeof publicKey !== "string" || !publicKey.startsWith("pk_")) {
    throw invalid("`publicKey` is a key that begins with pk_; backends give `secretKey` instead.");
  }
  if (userToken !== undefined && userId !== undefined) throw invalid("Give either `userToken` or `userId`, not both.");
  if (userToken !== undefined) return tokenCredentials(publicKey, userToken);
  return userId === undefined ? publicCredentials(publicKey) : userIdCredentials(publicKey, userId);
}

function secretCredentials(secretKey: string): Credentials {
  if (typeof window !== "undefined" && typeof document !== "undefined") {
    throw invalid(
      "A secret key must never reach a browser. Use the public key with a user token, and revoke this key.",
    );
  }
  if (!secretKey.startsWith("sk_")) throw invalid("`secretKey` is a key that begins with sk_.");
  return fixed({ Authorization: `Bearer ${secretKey}` }, { apiKey: secretKey }, null);
}

function publicCredentials(publicKey: string): Credentials {
  return fixed({ Authorization: `Bearer ${publicKey}` }, { apiKey: publicKey }, null);
}

function userIdCredentials(publicKey: string, userId: string): Credentials {
  return fixed(
    { Authorization: `Bearer ${publicKey}`, "X-Carillon-User-Id": userId },
    { apiKey: publicKey, userId },
    userId,
  );
}

function fixed(headers: Record<string, string>, params: Record<string, string>, person: string | null): Credentials {
  return {
    canRefresh: false,
    httpHeaders: () => Promise.resolve(headers),
    socketParams: () => Promise.resolve(params),
    refuse: () => undefined,
    person: () => Promise.resolve(person),
  };
}

function tokenCredentials(publicKey: string, userToken: NonNullable<BrowserClientOptions["userToken"]>): Credentials {
  const tokens = createTokenSource(userToken);
  return {
    canRefresh: typeof userToken === "function",
    httpHeaders: async () => ({ Authorization: `Bearer ${publicKey}`, "X-Carillon-User-Token": await tokens.get() }),
    socketParams: async () => ({ apiKey: publicKey, userToken: await tokens.get() }),
    refuse: () => tokens.refuse(),
    person: async () => {
      const subject = readClaims(await tokens.get())?.sub;
      return typeof subject === "string" ? subject : null;
    },
  };
}

interface TokenSource {
  get(): Promise<string>;
  refuse(): void;
}

/** Keeps a token until it ends or is refused; callers that ask meanwhile share one question. */
function createTokenSource(userToken: NonNullable<BrowserClientOptions["userToken"]>): TokenSource {
  if (typeof userToken === "string") return { get: () => Promise.resolve(userToken), refuse: () => undefined };

  let current: string | null = null;
  let asking: Promise<string> | null = null;
  let reason: TokenReason = "first";

  const ask = async (): Promise<string> => {
    try {
      current = await userToken({ reason });
      reason = "expired";
      return current;
    } catch (error) {
      throw new CarillonError("UNAUTHENTICATED", "No user token: the `userToken` function failed.", { cause: error });
    } finally {
      asking = null;
    }
  };

  return {
    get() {
      if (current !== null && !endsSoon(current)) return Promise.resolve(current);
      asking ??= ask();
      return asking;
    },
    refuse() {
      if (current === null) return;
      current = null;
      reason = "refused";
    },
  };
}

function endsSoon(token: string): boolean {
  const expiresAt = readClaims(token)?.exp;
  return typeof expiresAt === "number" && expiresAt * 1000 - EXPIRY_MARGIN_MS < Date.now();
}

/** The claims as they stand in the token; nobody has checked them. */
function readClaims(token: string): Record<string, unknown> | null {
  try {
    const text = atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(claims) ? claims : null;
  } catch {
    return null;
  }
}

function invalid(message: string): CarillonError {
  return new CarillonError("INVALID_OPTIONS", message);
}
