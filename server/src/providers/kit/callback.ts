/** An unverified request to a channel's callback URL. */
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
  /** Identifies the event, so that repeats are recognised; null if the vendor gives no such value. */
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
  /** For `replied`: the text, and whether it ends (`STOP`) or resumes (`START`) messages to this number. */
  reply?: { text: string; keyword: "STOP" | "START" | null };
}

/** The content of a callback. `confirm` asks for the confirmation of a subscription; it contains no event. */
export type ParsedCallback =
  | { kind: "events"; events: CallbackEvent[] }
  | { kind: "confirm"; topic: string; token: string }
  | { kind: "unreadable"; reason: string };

const NOTHING = { messageId: null, vendorId: null, replayKey: null, at: null, code: null, detail: null, address: null };

/** An event with its known fields. */
export function callbackEvent(kind: CallbackKind, known: Partial<Omit<CallbackEvent, "kind">>): CallbackEvent {
  return { ...NOTHING, ...known, kind };
}

export function unreadable(reason: string): ParsedCallback {
  return { kind: "unreadable", reason };
}

const STOP_WORDS = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]);
const START_WORDS = new Set(["START", "UNSTOP", "YES"]);

/** The request of an SMS reply, by the keywords that carriers agree on. */
export function keywordOf(text: string): "STOP" | "START" | null {
  const word = text.trim().toUpperCase();
  if (STOP_WORDS.has(word)) return "STOP";
  return START_WORDS.has(word) ? "START" : null;
}
