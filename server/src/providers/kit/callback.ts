/** A request to a channel's callback URL, before anybody trusts it. */
export interface CallbackRequest {
  method: string;
  /** The public URL that the vendor was given, with its query. */
  url: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The raw body. */
  body: string;
}

/** Whether the vendor signed a callback. */
export type Verdict = { ok: true } | { ok: false; reason: string };

export function unverified(reason: string): Verdict {
  return { ok: false, reason };
}

/** The verdict of a signature that was compared. */
export function signatureVerdict(isSigned: boolean): Verdict {
  return isSigned ? { ok: true } : unverified("The signature is wrong.");
}

/** What happened to a message outside. Codes without a kind here are `other`: they are recorded and change nothing. */
export type CallbackKind =
  | "sent"
  | "delivered"
  | "deferred"
  | "bounced"
  | "complained"
  | "opened"
  | "clicked"
  | "unsubscribed"
  | "replied"
  | "other";

/** Why a message bounced: the address is dead (`gone`) or refuses us (`suppressed`), or only this message failed. */
export type Bounce = "gone" | "suppressed" | "rejected";

/** One event of a callback. */
export interface CallbackEvent {
  kind: CallbackKind;
  /** Our message id, if the callback carries it. */
  messageId: string | null;
  vendorId: string | null;
  /** Unique for the event, so that a repeat is known; null where the vendor gives nothing of the kind. */
  replayKey: string | null;
  /** Milliseconds since 1970; null if the vendor does not say. */
  at: number | null;
  /** The vendor's code or word. */
  code: string | null;
  /** The vendor's own words. */
  detail: string | null;
  /** The address or number that it is about. */
  address: string | null;
  /** For `bounced`. */
  bounce?: Bounce;
  /** For `opened`: whether a proxy of the reader's mail service did it, which proves nothing. */
  isProxy?: boolean;
  /** For `clicked`. */
  link?: string;
  /** For `replied`: what was answered, and whether it ends (`STOP`) or resumes (`START`) messages to this number. */
  reply?: { text: string; keyword: "STOP" | "START" | null };
}

/** What a callback says. `confirm` asks the operator's side to confirm a subscription; it carries no event. */
export type ParsedCallback =
  | { kind: "events"; events: CallbackEvent[] }
  | { kind: "confirm"; topic: string; token: string }
  | { kind: "unreadable"; reason: string };

const NOTHING = { messageId: null, vendorId: null, replayKey: null, at: null, code: null, detail: null, address: null };

/** An event with what is known of it. */
export function callbackEvent(kind: CallbackKind, known: Partial<Omit<CallbackEvent, "kind">>): CallbackEvent {
  return { ...NOTHING, ...known, kind };
}

export function unreadable(reason: string): ParsedCallback {
  return { kind: "unreadable", reason };
}

const STOP_WORDS = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]);
const START_WORDS = new Set(["START", "UNSTOP", "YES"]);

/** What a reply by SMS asks for, by the words that carriers agree on. */
export function keywordOf(text: string): "STOP" | "START" | null {
  const word = text.trim().toUpperCase();
  if (STOP_WORDS.has(word)) return "STOP";
  return START_WORDS.has(word) ? "START" : null;
}
