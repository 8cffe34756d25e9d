import type { Mailbox } from "../kit/message.js";

const SENDER_OF_NONE: Mailbox = { address: "notifications@carillon.localhost", name: "Carillon" };
const NUMBER_OF_NONE = "Carillon";

export interface MailboxSettings {
  from?: Mailbox;
  number?: string;
}

/** The sender that mails in the mailbox show. */
export function mailSender({ from }: MailboxSettings): Mailbox {
  return from ?? SENDER_OF_NONE;
}

/** What text messages seem to come from. */
export function smsSender({ number }: MailboxSettings): string {
  return number ?? NUMBER_OF_NONE;
}
