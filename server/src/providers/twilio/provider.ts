import { defineProvider } from "../kit/define-provider.js";
import { MESSAGE_ID_NAME } from "../kit/message.js";
import { basicAuth, get, postForm } from "../kit/request.js";
import { readCheck } from "../kit/answers/read-check.js";
import { secret, settingsSchema, text } from "../kit/settings-schema.js";
import { prepareSms } from "../kit/text/prepare-sms.js";
import { readAnswer, RULES } from "./answers.js";
import { parseCallback, verifyCallback } from "./callbacks.js";

interface TwilioSettings {
  accountSid: string;
  from: string;
}

interface TwilioCredentials {
  authToken: string;
}

const API = "https://api.twilio.com/2010-04-01/Accounts";
const VALIDITY_MAX_SECONDS = 36_000;
const SERVICE = /^MG[0-9a-fA-F]{32}$/;

export const twilio = defineProvider<"SMS", TwilioSettings, TwilioCredentials>({
  key: "twilio",
  name: "Twilio",
  channelTypes: ["SMS"],
  settingsSchema: settingsSchema(
    {
      accountSid: text("Account SID", "`AC…`, on the first page of the console.", { pattern: "^AC[0-9a-fA-F]{32}$" }),
      authToken: secret("Auth token", "The account's auth token, which also signs callbacks."),
      from: text("Sender", "A number of the account, a sender name, or a messaging service, `MG…`.", { maxLength: 34 }),
    },
    ["accountSid", "authToken", "from"],
  ),
  idempotency: null,
  callbacks: "signed",
  carriesOurId: "StatusCallback",
  batch: 1,
  maxBytes: 64 * 1024,
  rateLimit: null,
  onUncertain: "STOP",
  docs: {
    summary: "Sends text messages by Twilio.",
    setup: [
      "In the Twilio console copy **Account SID** and **Auth Token** from the first page.",
      "Under **Phone Numbers → Manage** buy a number, or create a service under **Messaging → Services**; give it as `from`.",
      "Under **Messaging → Settings → Geo permissions** switch on the countries you send to.",
    ],
    callbackSetup: [
      "Nothing for states: each message names the channel's callback URL itself.",
      "For replies and STOP set the channel's callback URL as the webhook for incoming messages.",
    ],
    notes: [
      "Twilio has no idempotency keys for messages, and each costs money: if an answer is lost, Carillon does not send again.",
      "Twilio itself blocks a number that answered STOP; START lifts it.",
    ],
  },
  example: {
    settings: { accountSid: "AC00000000000000000000000000000000", from: "+15005550006" },
    credentials: { authToken: "an-auth-token" },
    answers: {
      accepted: { status: 201, body: { sid: "SM00000000000000000000000000000001", status: "queued" } },
      rejected: { status: 400, body: { code: 21_617, message: "The message body exceeds 1600 characters." } },
      unauthorized: { status: 401, body: { code: 20_003, message: "Authenticate" } },
      gone: { status: 400, body: { code: 21_211, message: "The 'To' number is not a valid phone number." } },
    },
  },

  buildRequest(message, settings, { authToken }) {
    const isService = SERVICE.test(settings.from) && message.from === null;
    const sms = prepareSms(message, isService ? "service" : settings.from);
    if (sms.kind === "unsendable") return sms;
    return postForm(
      `${API}/${settings.accountSid}/Messages.json`,
      { authorization: basicAuth(settings.accountSid, authToken) },
      {
        To: sms.to,
        ...(isService ? { MessagingServiceSid: settings.from, ShortenUrls: "false" } : { From: sms.from }),
        Body: sms.text,
        StatusCallback: callbackUrl(message.callbackUrl, message.messageId),
        ValidityPeriod: validity(message.expiresAt, message.createdAt),
      },
    );
  },
  readAnswer,
  callbackSecret: "authToken",
  verifyCallback,
  parseCallback,
  checkSettings: {
    buildRequest: ({ accountSid }, { authToken }) =>
      get(`${API}/${accountSid}.json`, { authorization: basicAuth(accountSid, authToken) }),
    readAnswer: (answer) => readCheck(answer, RULES),
  },
});

function callbackUrl(url: string | null, messageId: string): string | null {
  if (url === null) return null;
  const named = new URL(url);
  named.searchParams.set(MESSAGE_ID_NAME, messageId);
  return named.href;
}

/** How long Twilio may keep trying, in seconds, from when the message was rendered: the same at every try. */
function validity(expiresAt: number | null, createdAt: number): string | null {
  if (expiresAt === null) return null;
  return String(Math.min(Math.max(Math.floor((expiresAt - createdAt) / 1000), 1), VALIDITY_MAX_SECONDS));
}
