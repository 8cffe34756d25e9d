import type { Json, JsonObject } from "../../platform/json.js";
import type { Answer, Failure, Refused, VendorAnswer } from "./answer.js";
import type { CallbackRequest, ParsedCallback, Verdict } from "./callback.js";
import type { Guarantee, Idempotency, OnUncertain } from "./guarantee.js";
import type { ChatAddress, MessageOf, OutboundType, PushAddress } from "./message.js";
import type { CheckRequest, HttpRequest, ProviderRequest, Unsendable } from "./request.js";

/** A value, now or soon. */
type Eventually<T> = T | Promise<T>;

/** A token that a vendor takes instead of the credentials, and its lifetime. Times are milliseconds since 1970. */
export interface AccessToken {
  token: string;
  /** From when on a new one is to be made. */
  renewAt: number;
  expiresAt: number;
}

/**
 * Where access tokens come from. The delivery machine keeps one per channel and scope, renews it once for all sends, and puts
 * it into the credentials as `accessToken`.
 */
export type AccessTokenSource<Type extends OutboundType, Settings, Credentials> = {
  /** The scope in which a token is valid, such as one origin; a constant if it is valid for the whole channel. */
  scopeOf(message: MessageOf<Type>): string;
} & (
  | {
      from: "here";
      /** A token, or the reason why none can be made, such as an invalid key. */
      mint(settings: Settings, credentials: Credentials, scope: { scope: string; now: number }): AccessToken | Failure;
    }
  | {
      from: "vendor";
      buildRequest(settings: Settings, credentials: Credentials, now: number): HttpRequest | Unsendable;
      readAnswer(answer: VendorAnswer, now: number): AccessToken | Failure;
    }
);

/**
 * A cheap call that tests the settings without sending anything. If the provider has access tokens, the credentials contain
 * one.
 */
export interface SettingsCheck<Settings, Credentials> {
  buildRequest(settings: Settings, credentials: Credentials, now: number): CheckRequest;
  /** Null if all is well, or if the vendor cannot say now. */
  readAnswer(answer: VendorAnswer): Refused | null;
}

/** Finds the address that a vendor sends to, where a recipient has another one, such as an email address. */
export interface AddressLookup<Settings, Credentials> {
  /** The cache key of a look-up: equal for equal look-ups; null for no look-up. */
  keyOf(address: ChatAddress, credentials: Credentials): string | null;
  buildRequest(address: ChatAddress, settings: Settings, credentials: Credentials): HttpRequest | Unsendable;
  readAnswer(answer: VendorAnswer, now: number): { kind: "address"; address: ChatAddress } | Failure;
}

/** The fault of an address. */
export interface AddressFault {
  /** Stable, snake_case. */
  code: string;
  /** A sentence for the person who gave the address. */
  reason: string;
}

/** A message whose status is requested. */
export interface StatusQuestion {
  messageId: string;
  /** Null while the message is `uncertain`. */
  vendorId: string | null;
  /** The address or number, for vendors that search by it. */
  address: string | null;
  /** When the attempt began, in milliseconds since 1970. */
  sentAt: number;
}

/**
 * The result of a look-up: the vendor has the message (`found`), does not have it yet (`unknown`), or could not deliver it
 * (`failed`).
 */
export type StatusAnswer =
  { state: "found"; vendorId: string; isFinal: boolean } | { state: "failed"; answer: Failure } | { state: "unknown" };

/** Asks a vendor what became of messages: for vendors without callbacks, and for `uncertain`. */
export interface StatusCheck<Settings, Credentials> {
  /** How many messages one request may ask about. */
  batch: number;
  /** Milliseconds after the send at which asking makes sense. */
  afterMs: number;
  /** Whether it finds messages whose answer was lost. */
  findsUncertain: boolean;
  buildRequest(questions: StatusQuestion[], settings: Settings, credentials: Credentials, now: number): HttpRequest;
  /** One answer for each question, in their order; or a failure of the whole call. */
  readAnswer(answer: VendorAnswer, questions: StatusQuestion[]): StatusAnswer[] | Answer;
}

/** A message that was sent, as its vendor names it. */
export interface SentMessage {
  messageId: string;
  /** As `readAnswer` returned it. */
  vendorId: string;
  /** Where it went; null for the webhook in the settings. */
  address: PushAddress | ChatAddress;
}

/** Deletes a message at its vendor. A repeat has no effect. */
export interface Recall<Settings, Credentials> {
  buildRequest(sent: SentMessage, settings: Settings, credentials: Credentials, now: number): HttpRequest | Unsendable;
  /** `ok` also where the vendor does not know the message any more. */
  readAnswer(answer: VendorAnswer, now: number): Answer;
}

/** Puts a message in the place of an older one at its vendor. A repeat has no effect. */
export interface Replacement<Type extends OutboundType, Settings, Credentials> {
  buildRequest(
    message: MessageOf<Type>,
    older: SentMessage,
    settings: Settings,
    credentials: Credentials,
  ): HttpRequest | Unsendable;
  /** After a refusal the message is sent by itself. */
  readAnswer(answer: VendorAnswer, now: number): Answer;
}

/** How fast a vendor says it may be asked. */
export interface RateLimit {
  requests: number;
  perMs: number;
}

/** An answer of the vendor, as its documents show it. */
export interface ExampleAnswer {
  status: number;
  /** Names in lower case; none if left out. */
  headers?: Record<string, string>;
  /** JSON, or text as it is; empty if left out. */
  body?: Json;
}

/** One answer of each sort. The contract suite sends them, and checks what `readAnswer` makes of them. */
export interface ExampleAnswers {
  /** The vendor took the message. */
  accepted: ExampleAnswer;
  /** The vendor will never take this message. */
  rejected: ExampleAnswer;
  /** The credentials are wrong or have expired; null where the vendor has no credentials but the recipient's URL. */
  unauthorized: ExampleAnswer | null;
  /** The recipient's address or token is dead; null where the vendor's answer never says so. */
  gone: ExampleAnswer | null;
}

/** Documentation for people who set the provider up. */
export interface ProviderDocs {
  /** One sentence that describes the provider. */
  summary: string;
  /** Where to click at the vendor, one step a line; Markdown. */
  setup: string[];
  /** Where to click at the vendor to enable callbacks; empty if there are none. */
  callbackSetup: string[];
  /** What an operator should know before relying on the provider. */
  notes: string[];
}

/** Everything that Carillon knows about a vendor. All functions are pure: only the delivery machine does I/O. */
export interface ProviderDefinition<Type extends OutboundType, Settings extends object, Credentials extends object> {
  /** Lower case, digits and hyphens; the name of its folder. */
  key: string;
  /** Name to show. */
  name: string;
  channelTypes: readonly Type[];
  /**
   * JSON Schema of the settings. A property with `writeOnly: true` is a secret: it is stored encrypted, never read back, and
   * given as `credentials`. Only properties of the first level can be secret.
   */
  settingsSchema: JsonObject;

  /** How the vendor recognises repeats; null if it cannot. */
  idempotency: Idempotency | null;
  /**
   * `signed` by the vendor; `secret-url` if only the unguessable URL protects callbacks; `none` if there are no callbacks.
   */
  callbacks: "signed" | "secret-url" | "none";
  /** The request's field that callbacks return with our message id; null if there is none. */
  carriesOurId: string | null;
  /**
   * Maximum number of messages per request at the vendor. Carillon sends one per request unless the provider says
   * otherwise.
   */
  batch: number;
  /** Most bytes of a request's body. */
  maxBytes: number;
  rateLimit: RateLimit | null;
  onUncertain: OnUncertain;
  /** Whether a repeat replaces the first on the screen. Default false. */
  replacesOnScreen?: boolean;
  docs: ProviderDocs;

  /** Settings and credentials that pass the schema, for documentation, recorded requests and the contract suite. */
  example: {
    settings: Settings;
    credentials: Credentials;
    address?: PushAddress | ChatAddress;
    /** The handle of a message to answer, for vendors with threads. */
    thread?: string;
    /** The vendor's id of a message, for vendors that delete or replace messages. */
    vendorId?: string;
    /** Answers of the vendor, for the contract suite. Omitted by providers that make no HTTP request. */
    answers?: ExampleAnswers;
  };

  /** The request that sends the message. The same input gives the same bytes; the body does not depend on `now`. */
  buildRequest(
    message: MessageOf<Type>,
    settings: Settings,
    credentials: Credentials,
    now: number,
  ): Eventually<ProviderRequest | Unsendable>;
  /** The outcome of the answer to that request. */
  readAnswer(answer: VendorAnswer, now: number): Answer;

  /** Checks the form of a recipient's address; null if it may be valid. Left out if every address may be valid. */
  checkAddress?(address: PushAddress | NonNullable<ChatAddress>, settings: Settings): AddressFault | null;
  accessToken?: AccessTokenSource<Type, Settings, Credentials>;
  /** The credential that the token of a tenant or of a connection takes the place of. */
  connectionToken?: string;
  addressLookup?: AddressLookup<Settings, Credentials>;
  /** The secret setting that signs callbacks; omitted if `callbackKeyUrl` gives the key. */
  callbackSecret?: string;
  /**
   * Whether the vendor sent the callback. `key` is the value of `callbackSecret`, or the key fetched from `callbackKeyUrl`.
   */
  verifyCallback?(request: CallbackRequest, key: string, now: number): Verdict;
  /** Where the key that signed a callback is published, if the callback names it; null refuses the callback. */
  callbackKeyUrl?(request: CallbackRequest): string | null;
  /** Whether a verified callback is meant for these settings; left out, every one is. */
  isCallbackFor?(request: CallbackRequest, settings: Settings): Verdict;
  /** The request that answers a `confirm` of `parseCallback`. */
  confirmCallback?(confirmation: { topic: string; token: string }, settings: Settings): HttpRequest;
  /** The contents of a verified callback. */
  parseCallback?(request: CallbackRequest): ParsedCallback;
  checkStatus?: StatusCheck<Settings, Credentials>;
  checkSettings?: SettingsCheck<Settings, Credentials>;
  /** Left out where the vendor cannot take messages back. */
  recall?: Recall<Settings, Credentials>;
  /** Left out where the vendor cannot change messages. */
  replacement?: Replacement<Type, Settings, Credentials>;
}

/** A provider as the rest of the server sees it, with what follows from its declarations. */
export interface Provider<
  Type extends OutboundType = OutboundType,
  Settings extends object = object,
  Credentials extends object = object,
> extends ProviderDefinition<Type, Settings, Credentials> {
  replacesOnScreen: boolean;
  guarantee: Guarantee;
  /** The settings' secrets: the names of their `writeOnly` properties. */
  secretNames: readonly string[];
}
