/** How a vendor recognises repeats of one message. */
export interface Idempotency {
  in: "header" | "body";
  /** Name of the header or the field. */
  name: string;
  /** The form of a key, as a phrase. */
  form: string;
  /** For how long the vendor remembers a key, in milliseconds. After it a repeat is a new message. */
  windowMs: number;
}

/** The policy for a message of which it is unknown whether it was sent. */
export type OnUncertain = "RETRY" | "RESOLVE" | "STOP";

/** The guarantee about the requests that Carillon makes. */
export type Guarantee = "once-by-key" | "once-on-screen" | "at-least-once" | "at-most-once" | "local";

export interface GuaranteeFacts {
  idempotency: Idempotency | null;
  /** Whether a repeat replaces the first on the reader's screen. */
  replacesOnScreen: boolean;
  onUncertain: OnUncertain;
  /** Whether nothing leaves Carillon. */
  isLocal: boolean;
}

/** The promise that follows from a provider's declarations. */
export function guaranteeOf(facts: GuaranteeFacts): Guarantee {
  if (facts.isLocal) return "local";
  if (facts.idempotency) return "once-by-key";
  if (facts.replacesOnScreen) return "once-on-screen";
  return facts.onUncertain === "RETRY" ? "at-least-once" : "at-most-once";
}
