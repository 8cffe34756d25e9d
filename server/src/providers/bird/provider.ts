import { defineProvider } from "../kit/define-provider.js";
import { readCheck } from "../kit/answers/read-check.js";
import { get, postJson } from "../kit/request.js";
import { secret, settingsSchema, text, WEBHOOK_SECRET } from "../kit/settings-schema.js";
import { shortId } from "../kit/signing/derive.js";
import { verifyStandardWebhook } from "../kit/signing/standard-webhooks.js";
import { MESSAGE_ID_NAME } from "../kit/message.js";
import { prepareSms } from "../kit/text/prepare-sms.js";
import { readAnswer, RULES } from "./answers.js";
import { parseCallback } from "./callbacks.js";

interface BirdSettings {
  from: string;
  region?: string;
}

interface BirdCredentials {
  apiKey: string;
  signingSecret?: string;
}

const KEY_MAX_LENGTH = 255;

export const bird = defineProvider<"SMS", BirdSettings, BirdCredentials>({
  key: "bird",
  name: "Bird",
  channelTypes: ["SMS"],
  settingsSchema: settingsSchema(
    {
      from: text("Sender", "A number of the workspace, or a name of up to eleven letters and digits.", {
        maxLength: 16,
      }),
      region: text("Region", "The region of the workspace; taken from the key if left out.", {
        pattern: "^[a-z]{2}[0-9]$",
      }),
      apiKey: secret("API key", "A key of the workspace, `bk_{region}_…`."),
      signingSecret: WEBHOOK_SECRET,
    },
    ["from", "apiKey"],
  ),
  idempotency: { in: "header", name: "Idempotency-Key", form: "1 to 255 characters", windowMs: 3 * 3_600_000 },
  callbacks: "signed",
  carriesOurId: "metadata",
  batch: 100,
  maxBytes: 64 * 1024,
  rateLimit: null,
  onUncertain: "STOP",
  docs: {
    summary: "Sends text messages by Bird's API of 2026, once by key within three hours.",
    setup: [
      "In the Bird dashboard create an API key that may send SMS, and give it as `apiKey`.",
      "Set up a sender for the countries you send to, and give it as `from`.",
    ],
    callbackSetup: [
      "Add a webhook with the channel's callback URL and all events of *sms*.",
      "Give its *signing secret* as `signingSecret`.",
    ],
    notes: ["Accounts of the older MessageBird API (`rest.messagebird.com`) do not work with this provider."],
  },
  example: {
    settings: { from: "Acme" },
    credentials: { apiKey: "bk_eu1_example" },
    answers: {
      accepted: { status: 202, body: { id: "sms_01k0" } },
      rejected: { status: 422, body: { error: { name: "SMSUnsupportedFeature", message: "Not supported yet" } } },
      unauthorized: { status: 401, body: { error: { name: "Unauthorized", message: "Invalid API key" } } },
      gone: { status: 422, body: { error: { name: "SMSInvalidRecipient", message: "Invalid recipient" } } },
    },
  },

  buildRequest(message, settings, { apiKey }) {
    const sms = prepareSms(message, settings.from);
    if (sms.kind === "unsendable") return sms;
    return postJson(
      messagesUrl(settings, apiKey),
      { authorization: `Bearer ${apiKey}`, "idempotency-key": shortId(message.messageId, KEY_MAX_LENGTH) },
      {
        to: sms.to,
        from: sms.from,
        text: sms.text,
        category: message.isCommercial ? "marketing" : "transactional",
        metadata: { [MESSAGE_ID_NAME]: message.messageId },
        options: { track_clicks: false },
      },
    );
  },
  readAnswer,
  callbackSecret: "signingSecret",
  verifyCallback: verifyStandardWebhook,
  parseCallback,
  checkSettings: {
    buildRequest: (settings, { apiKey }) =>
      get(`${messagesUrl(settings, apiKey)}?limit=1`, {
        authorization: `Bearer ${apiKey}`,
        accept: "application/json",
      }),
    // A key that may only send cannot list messages, and works.
    readAnswer: (answer) => (answer.status === 403 ? null : readCheck(answer, RULES)),
  },
});

function messagesUrl({ region }: BirdSettings, apiKey: string): string {
  const where = region ?? /^bk_([a-z]{2}[0-9])_/.exec(apiKey)?.[1] ?? "eu1";
  return `https://${where}.platform.bird.com/v1/sms/messages`;
}
