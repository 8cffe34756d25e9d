import type { JsonObject } from "../../platform/json.js";
import { readCheck } from "../kit/answers/read-check.js";
import { defineProvider } from "../kit/define-provider.js";
import type { PushMessage } from "../kit/message.js";
import { postJson, unsendable } from "../kit/request.js";
import { secret, settingsSchema } from "../kit/settings-schema.js";
import { shortId } from "../kit/signing/derive.js";
import { plainLine, plainMessage } from "../kit/text/plain-text.js";
import { pushData } from "../kit/text/push-data.js";
import { readAnswer, readReceipts, RULES } from "./answers.js";

interface ExpoCredentials {
  accessToken?: string;
}

const API = "https://exp.host/--/api/v2/push";
const TOKEN = /^(?:(?:ExponentPushToken|ExpoPushToken)\[[\w:.-]{1,200}\]|[a-f\d]{8}(?:-[a-f\d]{4}){3}-[a-f\d]{12})$/;
const INVALID_TOKEN = { code: "invalid_token", reason: "The push token is not one of Expo's." };
const COLLAPSE_ID_MAX_LENGTH = 64;
const RECEIPTS_AFTER_MS = 15 * 60_000;

export const expo = defineProvider<"PUSH", object, ExpoCredentials>({
  key: "expo",
  name: "Expo",
  channelTypes: ["PUSH"],
  settingsSchema: settingsSchema(
    { accessToken: secret("Access token", "Only for projects with *enhanced security for push notifications*.") },
    [],
  ),
  idempotency: null,
  callbacks: "none",
  carriesOurId: null,
  batch: 100,
  maxBytes: 8 * 1024,
  rateLimit: { requests: 600, perMs: 1000 },
  onUncertain: "RETRY",
  docs: {
    summary: "Sends push notifications to apps that are made with Expo.",
    setup: [
      "At [expo.dev](https://expo.dev) give the project its push keys of Apple and Google under **Credentials**.",
      "If the project has *enhanced security for push notifications*, create a token under **Access tokens** and give it as `accessToken`.",
    ],
    callbackSetup: [],
    notes: [
      "Expo itself delivers at least once: a push may arrive twice.",
      "A quarter of an hour after the send Carillon asks for Expo's receipt. It says that Apple or Google took the push, not that a device shows it.",
      "Apple and Google take at most 4,096 bytes of text and data.",
    ],
  },
  example: {
    settings: {},
    credentials: { accessToken: "an-access-token-of-expo" },
    address: { token: "ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]" },
    answers: {
      accepted: { status: 200, body: { data: [{ status: "ok", id: "019a-a-ticket" }] } },
      rejected: { status: 200, body: { data: [{ status: "error", details: { error: "MessageTooBig" } }] } },
      unauthorized: { status: 401, body: { errors: [{ code: "UNAUTHORIZED", message: "Wrong access token" }] } },
      gone: { status: 200, body: { data: [{ status: "error", details: { error: "DeviceNotRegistered" } }] } },
    },
  },

  buildRequest(message, _settings, credentials) {
    const { address } = message;
    if (!("token" in address) || !TOKEN.test(address.token)) {
      return unsendable("gone", INVALID_TOKEN.code, INVALID_TOKEN.reason);
    }
    // One message a request, so that one project's token never fails another's.
    return postJson(`${API}/send`, headersOf(credentials), [{ to: address.token, ...contentOf(message) }]);
  },
  readAnswer,
  checkAddress: (address) => ("token" in address && TOKEN.test(address.token) ? null : INVALID_TOKEN),
  checkStatus: {
    batch: 1000,
    afterMs: RECEIPTS_AFTER_MS,
    findsUncertain: false,
    buildRequest(questions, _settings, credentials) {
      const ids = questions.map(({ vendorId }) => vendorId).filter((id) => id !== null);
      return postJson(`${API}/getReceipts`, headersOf(credentials), { ids });
    },
    readAnswer: readReceipts,
  },
  checkSettings: {
    buildRequest: (_settings, credentials) =>
      postJson(`${API}/getReceipts`, headersOf(credentials), { ids: ["00000000-0000-0000-0000-000000000000"] }),
    readAnswer: (answer) => readCheck(answer, RULES),
  },
});

function headersOf({ accessToken }: ExpoCredentials): Record<string, string> {
  return { accept: "application/json", ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }) };
}

function contentOf(message: PushMessage): JsonObject {
  const { title, body, data, messageId, isSilent, isUrgent, badge, sound, expiresAt, collapseKey } = message;
  const key = shortId(collapseKey ?? messageId, COLLAPSE_ID_MAX_LENGTH);
  const shown = title === null ? "" : plainLine(title);
  return {
    data: pushData(data, messageId, () => false),
    ...(expiresAt !== null && { expiration: Math.floor(expiresAt / 1000) }),
    ...(isSilent
      ? { _contentAvailable: true, priority: "normal" }
      : {
          ...(shown !== "" && { title: shown }),
          body: plainMessage(body),
          sound: sound ?? "default",
          priority: isUrgent ? "high" : "default",
          ...{ collapseId: key, tag: key },
        }),
    ...(badge !== null && { badge }),
  };
}
