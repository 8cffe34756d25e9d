import { accepted } from "../kit/answer.js";
import { defineProvider } from "../kit/define-provider.js";
import { SENDER, settingsSchema, text } from "../kit/settings-schema.js";
import { mailAddress } from "../kit/text/mailbox.js";
import { isE164 } from "../kit/text/sms-text.js";
import { prepareEmail } from "../kit/text/prepare-email.js";
import { unsendable } from "../kit/request.js";
import { mailSender, type MailboxSettings } from "./sender.js";

export const mailbox = defineProvider<"EMAIL" | "SMS", MailboxSettings, object>({
  key: "mailbox",
  name: "Local mailbox",
  channelTypes: ["EMAIL", "SMS"],
  settingsSchema: settingsSchema(
    { from: SENDER, number: text("Number", "What text messages seem to come from.", { maxLength: 20 }) },
    [],
  ),
  idempotency: null,
  callbacks: "none",
  carriesOurId: null,
  batch: 1,
  maxBytes: Infinity,
  rateLimit: null,
  onUncertain: "RETRY",
  docs: {
    summary: "Keeps mails and text messages here, for development: nothing leaves Carillon.",
    setup: [
      "No setup is needed. The channels `email` and `sms` of a new development environment use it. `/mailbox` shows what it caught.",
    ],
    callbackSetup: [],
    notes: ["Messages that other providers would refuse, such as those to an invalid address, are refused here too."],
  },
  example: { settings: {}, credentials: {} },

  buildRequest(message, settings) {
    if (message.channelType === "SMS") {
      if (isE164(message.to)) return { kind: "local" };
      return unsendable("gone", "invalid_number", "The recipient's number is not in the form +447700900000.");
    }
    const mail = prepareEmail(message, { from: mailSender(settings) }, { takesUnicodeAddresses: true });
    return mail.kind === "unsendable" ? mail : { kind: "local" };
  },
  readAnswer: () => accepted(null),
  checkSettings: {
    buildRequest: ({ from }) =>
      from === undefined || mailAddress(from.address) !== null
        ? { kind: "local" }
        : unsendable("config", "invalid_sender", "The sender's address is not an address."),
    readAnswer: () => null,
  },
});
