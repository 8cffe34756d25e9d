import type { Mailbox } from "../kit/message.js";

const SENDER_OF_NONE: Mailbox = { address: "notifications@carillon.localhost", name: "Carillon" };
const NUMBER_OF_NONE = "Carillon";

export interface MailboxSettings {
  from?: Mailbox;
  number?: string;
}

/** One recipient per request: a partial refusal by Postmark concerns the whole message, except for CC and BCC. */
export function mailSender({ from }: MailboxSettings): Mailbox {
  return from ?? SENDER_OF_NONE;
}

/** What text messages seem to come from. */
export function smsSender({ number }: MailboxSettings): string {
  return number ?? NUMBER_OF_NONE;
}
