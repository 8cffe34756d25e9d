import { readCheck } from "../kit/answers/read-check.js";
import { defineProvider } from "../kit/define-provider.js";
import { MESSAGE_ID_NAME } from "../kit/message.js";
import { basicAuth, get, postJson } from "../kit/request.js";
import { secret, settingsSchema, text } from "../kit/settings-schema.js";
import { shortId } from "../kit/signing/derive.js";
import { prepareSms } from "../kit/text/prepare-sms.js";
import { readAnswer, RULES } from "./answers.js";
import { parseCallback, verifyCallback } from "./callbacks.js";

interface VonageSettings {
  apiKey: string;
  from: string;
}

interface VonageCredentials {
  apiSecret: string;
  signatureSecret?: string;
}

const REFERENCE_MAX_LENGTH = 100;

/** The bounds that Vonage sets to how long it may keep trying, in seconds. */
const [TTL_MIN_SECONDS, TTL_MAX_SECONDS] = [20, 604_800];

export const vonage = defineProvider<"SMS", VonageSettings, VonageCredentials>({
  key: "vonage",
  name: "Vonage",
  channelTypes: ["SMS"],
  settingsSchema: settingsSchema(
    {
      apiKey: text("API key", "The key of the account, eight characters.", { maxLength: 64 }),
      apiSecret: secret("API secret", "The secret of the same key."),
      signatureSecret: secret("Signature secret", "The account's signature secret, with which callbacks are checked."),
      from: text("Sender", "A number of the account, or a name of up to eleven letters and digits.", {
        maxLength: 16,
      }),
    },
    ["apiKey", "apiSecret", "from"],
  ),
  idempotency: null,
  callbacks: "signed",
  callbackSecret: "signatureSecret",
  carriesOurId: "client_ref",
  batch: 1,
  maxBytes: 64 * 1024,
  rateLimit: { requests: 30, perMs: 1000 },
  onUncertain: "STOP",
  docs: {
    summary: "Sends text messages by the Messages API of Vonage.",
    setup: [
      "In the Vonage dashboard open **API settings** and copy the *API key* and the *API secret*.",
      "Under **API settings → SMS settings** choose the *Messages API*.",
      "Buy a number, or choose a sender name where the country allows one; give it as `from`.",
    ],
    callbackSetup: [
      "Nothing for states: each message names the channel's callback URL itself.",
      "Copy the *signature secret* from **API settings** and give it as `signatureSecret`.",
      "For replies and STOP set the channel's callback URL as the webhook for incoming messages.",
    ],
    notes: [
      "Vonage has no idempotency keys, and each message costs money: if an answer is lost, Carillon does not send again.",
      "The United States and Canada take numbers as senders only.",
    ],
  },
  example: {
    settings: { apiKey: "abcd1234", from: "447700900001" },
    credentials: { apiSecret: "an-api-secret", signatureSecret: "a-signature-secret" },
    answers: {
      accepted: { status: 202, body: { message_uuid: "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab" } },
      rejected: {
        status: 422,
        body: { type: "https://developer.vonage.com/api-errors/messages#1090", title: "Too long" },
      },
      unauthorized: {
        status: 401,
        body: { type: "https://developer.vonage.com/api-errors#unauthorized", title: "Unauthorized" },
      },
      gone: {
        status: 422,
        body: { type: "https://developer.vonage.com/api-errors/messages#1170", title: "Invalid number" },
      },
    },
  },

  buildRequest(message, settings, { apiSecret }) {
    const sms = prepareSms(message, settings.from);
    if (sms.kind === "unsendable") return sms;
    const { messageId, callbackUrl, expiresAt, createdAt } = message;
    return postJson(
      "https://api.nexmo.com/v1/messages",
      { authorization: basicAuth(settings.apiKey, apiSecret), accept: "application/json" },
      {
        message_type: "text",
        channel: "sms",
        to: sms.to.slice(1),
        from: sms.from.replace(/^\+/, ""),
        text: sms.text,
        client_ref: shortId(messageId, REFERENCE_MAX_LENGTH),
        ...(callbackUrl !== null && { webhook_url: withId(callbackUrl, messageId), webhook_version: "v1" }),
        ...(expiresAt !== null && { ttl: ttlOf(expiresAt - createdAt) }),
        sms: { encoding_type: "auto" },
      },
    );
  },
  readAnswer,
  verifyCallback,
  parseCallback,
  checkSettings: {
    buildRequest: ({ apiKey }, { apiSecret }) =>
      get("https://rest.nexmo.com/account/get-balance", {
        authorization: basicAuth(apiKey, apiSecret),
        accept: "application/json",
      }),
    readAnswer: (answer) => readCheck(answer, RULES),
  },
});

function withId(url: string, messageId: string): string {
  const named = new URL(url);
  named.searchParams.set(MESSAGE_ID_NAME, messageId);
  return named.href;
}

/** How long Vonage may keep trying, in seconds, from when the message was rendered: the same at every try. */
function ttlOf(ms: number): number {
  return Math.min(Math.max(Math.floor(ms / 1000), TTL_MIN_SECONDS), TTL_MAX_SECONDS);
}
