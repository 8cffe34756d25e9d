import { CarillonError } from "../errors.js";
import type { BrowserClientOptions, ServerClientOptions, UserToken } from "../options.js";
import { type Writable, createSubscribable } from "../subscribable.js";
import type { Person, Subscribable } from "../types.js";
import { TokenSource } from "./token-source.js";

const TOKEN_HEADER = "X-Carillon-User-Token";

/** The credentials of the client. */
export interface Credentials {
  /** Whether a refused token can be replaced by a new one. */
  readonly canRefresh: boolean;
  /** The person, as far as it is known without a request. */
  readonly person: Subscribable<Person>;
  httpHeaders(): Promise<Record<string, string>>;
  /** Payload of `connection_init`. */
  socketParams(): Promise<Record<string, string>>;
  /** The server accepted them. */
  accept(): void;
  /** The server refused this token, or the current one. */
  refuse(token?: string): void;
  /** Lets the next caller request a new token at once. */
  retryNow(): void;
  /** Milliseconds until a live connection needs a new token; null for never. */
  renewInMs(): number | null;
  /** A name for the person, the same in all tabs; null for a secret key or an unreadable token. */
  personId(): Promise<string | null>;
  setUserToken(userToken: UserToken): void;
  /** Calls the token function to find out who is signed in. */
  recheck(): Promise<void>;
}

/** The token that a call or a socket was opened with. */
export function tokenOf(sent: Readonly<Record<string, string>>): string | undefined {
  return sent[TOKEN_HEADER] ?? sent.userToken;
}

/** Checks the options; a secret key in a browser is refused at once. */
export function createCredentials(options: BrowserClientOptions | ServerClientOptions): Credentials {
  if (options.secretKey !== undefined) return secretCredentials(options.secretKey);

  const { publicKey, userToken, userId, person = null } = options;
  if (typeof publicKey !== "string" || !publicKey.startsWith("pk_")) {
    throw invalid("`publicKey` is a key that begins with pk_; backends give `secretKey` instead.");
  }
  if (userToken != null && userId != null) throw invalid("Give either `userToken` or `userId`, not both.");
  if (userToken != null) return tokenCredentials(publicKey, userToken, options);
  return userId == null
    ? fixed({ Authorization: `Bearer ${publicKey}` }, { apiKey: publicKey }, person)
    : userIdCredentials(publicKey, userId, person);
}

function secretCredentials(secretKey: string): Credentials {
  if (isWithAPerson()) {
    throw invalid(
      "A secret key must never reach a browser or an app. Use the public key with a user token, and revoke this key.",
    );
  }
  if (!secretKey.startsWith("sk_")) throw invalid("`secretKey` is a key that begins with sk_.");
  return fixed({ Authorization: `Bearer ${secretKey}` }, { apiKey: secretKey }, null);
}

/** Whether this is a page in a browser or a React Native app, whose code anybody can read. */
function isWithAPerson(): boolean {
  if (typeof window === "undefined") return false;
  return typeof document !== "undefined" || (typeof navigator !== "undefined" && navigator.product === "ReactNative");
}

function userIdCredentials(publicKey: string, userId: string, person: string | null): Credentials {
  return fixed(
    { Authorization: `Bearer ${publicKey}`, "X-Carillon-User-Id": headerText(userId) },
    { apiKey: publicKey, userId },
    person ?? userId,
  );
}

/** A header can contain printable ASCII and loses blanks at its ends; any other text is sent as an RFC 8187 value. */
function headerText(text: string): string {
  if (/^[!-~](?:[ -~]*[!-~])?$/.test(text) && !/^utf-8'/i.test(text)) return text;
  try {
    return `UTF-8''${encodeURIComponent(text).replace(/'/g, "%27")}`;
  } catch {
    // A lone surrogate: the server refuses it, as it does over the socket.
    return "UTF-8''%";
  }
}

/** Credentials that never change. */
export function fixed(
  headers: Record<string, string>,
  params: Record<string, string>,
  person: string | null,
): Credentials {
  const nothing = () => undefined;
  return {
    canRefresh: false,
    person: createSubscribable<Person>({ id: person, switchCount: 0 }),
    httpHeaders: () => Promise.resolve(headers),
    socketParams: () => Promise.resolve(params),
    accept: nothing,
    refuse: nothing,
    retryNow: nothing,
    renewInMs: () => null,
    personId: () => Promise.resolve(person),
    setUserToken: () => {
      throw invalid("`setUserToken` replaces a `userToken`; this client was made without one.");
    },
    recheck: () => Promise.resolve(),
  };
}

function tokenCredentials(publicKey: string, userToken: UserToken, options: BrowserClientOptions): Credentials {
  const { initialFeeds, person: named } = options;
  const expected = initialFeeds?.find(({ person }) => person !== null)?.person ?? null;
  const person = createSubscribable<Person>({ id: named ?? expected, switchCount: 0 });
  const tokens = new TokenSource(userToken, subjectListener(person, expected, named));
  return Object.assign(tokens, {
    person,
    httpHeaders: async () => ({ Authorization: `Bearer ${publicKey}`, [TOKEN_HEADER]: await tokens.get() }),
    socketParams: async () => ({ apiKey: publicKey, userToken: await tokens.get() }),
    async personId() {
      if (named == null) await tokens.get();
      return person.getSnapshot().id;
    },
  });
}

/** Counts a switch whenever a token's subject differs from that of the token before. */
function subjectListener(person: Writable<Person>, expected: string | null, named: string | null | undefined) {
  let known = expected;
  return (subject: string | null): void => {
    if (subject === known) return;
    const { switchCount } = person.getSnapshot();
    const isSwitch = known !== null;
    known = subject;
    // The host's name belongs to the user for whom the client was created, and not to a later one.
    const id = isSwitch ? subject : (named ?? subject);
    person.set({ id, switchCount: switchCount + (isSwitch ? 1 : 0) });
  };
}

function invalid(message: string): CarillonError {
  return new CarillonError("INVALID_OPTIONS", message);
}
