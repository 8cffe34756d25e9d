/** How a vendor tells repeats of one message from two messages. */
export interface Idempotency {
  in: "header" | "body";
  /** Name of the header or the field. */
  name: string;
  /** What a key looks like, in words. */
  form: string;
  /** For how long the vendor remembers a key, in milliseconds. After it a repeat is a new message. */
  windowMs: number;
}

/** What happens to a message of which nobody knows whether it was sent. */
export type OnUncertain = "RETRY" | "RESOLVE" | "STOP";

/** What can be promised about the request that we make. */
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
