import { MESSAGE_ID_NAME, type Mailbox } from "../kit/message.js";
import { defineProvider } from "../kit/define-provider.js";
import { get, postJson } from "../kit/request.js";
import { readCheck } from "../kit/answers/read-check.js";
import { secret, SENDER, settingsSchema } from "../kit/settings-schema.js";
import { prepareEmail, type EmailSettings } from "../kit/text/prepare-email.js";
import { readAnswer, RULES } from "./answers.js";
import { parseCallback, verifyCallback } from "./callbacks.js";

interface SendgridSettings extends EmailSettings {
  region?: "global" | "eu";
}

interface SendgridCredentials {
  apiKey: string;
  verificationKey?: string;
}

const HOSTS = { global: "https://api.sendgrid.com", eu: "https://api.eu.sendgrid.com" } as const;

const OFF = { enable: false };
const TRACKING_OFF = {
  click_tracking: { enable: false, enable_text: false },
  open_tracking: OFF,
  subscription_tracking: OFF,
  ganalytics: OFF,
};

export const sendgrid = defineProvider<"EMAIL", SendgridSettings, SendgridCredentials>({
  key: "sendgrid",
  name: "SendGrid",
  channelTypes: ["EMAIL"],
  settingsSchema: settingsSchema(
    {
      from: SENDER,
      region: { type: "string", enum: ["global", "eu"], default: "global", title: "Region of the account" },
      apiKey: secret("API key", "A key with the permission *Mail Send*, `SG.…`."),
      verificationKey: secret(
        "Verification key",
        "The public key of the event webhook, with which callbacks are checked.",
      ),
    },
    ["from", "apiKey"],
  ),
  idempotency: null,
  callbacks: "signed",
  carriesOurId: "custom_args",
  batch: 1000,
  maxBytes: 30 * 1024 * 1024,
  rateLimit: { requests: 10_000, perMs: 1000 },
  onUncertain: "RETRY",
  docs: {
    summary: "Sends email by SendGrid's Mail Send API.",
    setup: [
      "At SendGrid open **Settings → Sender Authentication** and verify the sender's domain.",
      "Open **Settings → API Keys**, create a key with *Mail Send*, and give it as `apiKey`.",
    ],
    callbackSetup: [
      "Open **Settings → Mail Settings → Event Webhook**, create a webhook with the channel's callback URL, and choose all events.",
      "Turn on *Signed Event Webhook* and give its verification key as `verificationKey`.",
    ],
    notes: [
      "SendGrid has no idempotency keys: a mail whose answer was lost may be sent twice.",
      "*Dropped* means that the address is on a suppression list at SendGrid; lift it there as well.",
      "SendGrid garbles file names of attachments that are not ASCII.",
    ],
  },
  example: {
    settings: { from: { address: "notifications@acme.example", name: "Acme" } },
    credentials: { apiKey: "SG.example" },
    answers: {
      accepted: { status: 202, headers: { "x-message-id": "14c5d75ce93.dfd.64b469" } },
      rejected: { status: 400, body: { errors: [{ message: "The content is missing.", field: "content" }] } },
      unauthorized: { status: 401, body: { errors: [{ message: "The API key is invalid." }] } },
      gone: null,
    },
  },

  buildRequest(message, settings, { apiKey }) {
    const mail = prepareEmail(message, settings);
    if (mail.kind === "unsendable") return mail;
    const { attachments, headers, cc, bcc, replyTo } = mail;
    return postJson(
      `${HOSTS[settings.region ?? "global"]}/v3/mail/send`,
      { authorization: `Bearer ${apiKey}` },
      {
        personalizations: [
          {
            to: [boxOf(mail.to)],
            ...(cc.length > 0 && { cc: cc.map(boxOf) }),
            ...(bcc.length > 0 && { bcc: bcc.map(boxOf) }),
            custom_args: { [MESSAGE_ID_NAME]: message.messageId },
          },
        ],
        from: boxOf(mail.from),
        ...(replyTo && { reply_to: boxOf(replyTo) }),
        subject: mail.subject === "" ? " " : mail.subject,
        // The order is SendGrid's: plain text first.
        content: [
          ...(mail.text === null ? [] : [{ type: "text/plain", value: mail.text }]),
          ...(mail.html === null ? [] : [{ type: "text/html", value: mail.html }]),
        ],
        ...(attachments.length > 0 && {
          attachments: attachments.map(({ filename, content, contentType, contentId }) => ({
            content,
            filename,
            type: contentType,
            disposition: contentId === undefined ? "attachment" : "inline",
            ...(contentId !== undefined && { content_id: contentId }),
          })),
        }),
        ...(headers.length > 0 && { headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])) }),
        tracking_settings: TRACKING_OFF,
      },
    );
  },
  readAnswer,
  callbackSecret: "verificationKey",
  verifyCallback,
  parseCallback,
  checkSettings: {
    buildRequest: (settings, { apiKey }) =>
      get(`${HOSTS[settings.region ?? "global"]}/v3/scopes`, { authorization: `Bearer ${apiKey}` }),
    readAnswer: (answer) => readCheck(answer, RULES),
  },
});

function boxOf({ address, name }: Mailbox): { email: string; name?: string } {
  return name === undefined ? { email: address } : { email: address, name };
}
