import { MESSAGE_ID_NAME } from "../kit/message.js";
import { defineProvider } from "../kit/define-provider.js";
import { get, postJson } from "../kit/request.js";
import { readCheck } from "../kit/answers/read-check.js";
import { secret, SENDER, settingsSchema, WEBHOOK_SECRET } from "../kit/settings-schema.js";
import { shortId } from "../kit/signing/derive.js";
import { verifyStandardWebhook } from "../kit/signing/standard-webhooks.js";
import { mailboxText } from "../kit/text/mailbox.js";
import { prepareEmail, type EmailSettings } from "../kit/text/prepare-email.js";
import { readAnswer, RULES } from "./answers.js";
import { parseCallback } from "./callbacks.js";

interface ResendCredentials {
  apiKey: string;
  signingSecret?: string;
}

const KEY_MAX_LENGTH = 256;

export const resend = defineProvider<"EMAIL", EmailSettings, ResendCredentials>({
  key: "resend",
  name: "Resend",
  channelTypes: ["EMAIL"],
  settingsSchema: settingsSchema(
    {
      from: SENDER,
      apiKey: secret("API key", "A key with the permission to send, `re_…`."),
      signingSecret: WEBHOOK_SECRET,
    },
    ["from", "apiKey"],
  ),
  idempotency: { in: "header", name: "Idempotency-Key", form: "1 to 256 characters", windowMs: 24 * 3_600_000 },
  callbacks: "signed",
  carriesOurId: "tags",
  batch: 100,
  maxBytes: 40 * 1024 * 1024,
  rateLimit: { requests: 2, perMs: 1000 },
  onUncertain: "RETRY",
  docs: {
    summary: "Sends email by Resend's API, once by key within 24 hours.",
    setup: [
      "At Resend open **Domains**, add the sender's domain and set the DNS records it shows.",
      "Open **API Keys**, create a key with the permission *Sending access*, and give it as `apiKey`.",
    ],
    callbackSetup: [
      "Open **Webhooks**, add an endpoint with the channel's callback URL, and choose all events of *email*.",
      "Give its *signing secret* as `signingSecret`.",
    ],
    notes: [
      "Tracking of opens and clicks is a setting of the domain: leave it off, since Carillon tracks by itself.",
      "An attachment whose file name contradicts its type is lost by Resend without a word.",
      "The published rate at the start is two requests a second for the whole team.",
    ],
  },
  example: {
    settings: { from: { address: "notifications@acme.example", name: "Acme" } },
    credentials: { apiKey: "re_example" },
    answers: {
      accepted: { status: 200, body: { id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794" } },
      rejected: { status: 422, body: { name: "invalid_attachment", message: "Attachment must have content." } },
      unauthorized: { status: 403, body: { name: "invalid_api_key", message: "API key is invalid" } },
      gone: null,
    },
  },

  buildRequest(message, settings, { apiKey }) {
    const mail = prepareEmail(message, settings);
    if (mail.kind === "unsendable") return mail;
    const { attachments, headers, cc, bcc, replyTo } = mail;
    return postJson(
      "https://api.resend.com/emails",
      { authorization: `Bearer ${apiKey}`, "idempotency-key": shortId(message.messageId, KEY_MAX_LENGTH) },
      {
        from: mailboxText(mail.from),
        to: [mailboxText(mail.to)],
        subject: mail.subject,
        ...(mail.html !== null && { html: mail.html }),
        ...(mail.text !== null && { text: mail.text }),
        ...(cc.length > 0 && { cc: cc.map(mailboxText) }),
        ...(bcc.length > 0 && { bcc: bcc.map(mailboxText) }),
        ...(replyTo && { reply_to: [mailboxText(replyTo)] }),
        ...(headers.length > 0 && { headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])) }),
        ...(attachments.length > 0 && {
          attachments: attachments.map(({ filename, content, contentType, contentId }) => ({
            filename,
            content,
            content_type: contentType,
            ...(contentId !== undefined && { content_id: contentId }),
          })),
        }),
        tags: [{ name: MESSAGE_ID_NAME, value: shortId(message.messageId, KEY_MAX_LENGTH) }],
      },
    );
  },
  readAnswer,
  callbackSecret: "signingSecret",
  verifyCallback: (request, key, now) => verifyStandardWebhook(request, key, now, "svix"),
  parseCallback,
  checkSettings: {
    buildRequest: (_settings, { apiKey }) =>
      get("https://api.resend.com/domains", { authorization: `Bearer ${apiKey}` }),
    readAnswer: (answer) => {
      const failed = readCheck(answer, RULES);
      // A key that may only send cannot list domains, and works.
      return failed?.code === "restricted_api_key" ? null : failed;
    },
  },
});
