import type { JsonObject } from "../../platform/json.js";
import { readCheck } from "../kit/answers/read-check.js";
import { defineProvider } from "../kit/define-provider.js";
import type { PushMessage } from "../kit/message.js";
import { postJson, unsendable, type HttpRequest } from "../kit/request.js";
import { settingsSchema } from "../kit/settings-schema.js";
import { shortId } from "../kit/signing/derive.js";
import { plainLine, plainMessage } from "../kit/text/plain-text.js";
import { pushData } from "../kit/text/push-data.js";
import { readServiceAccount, readToken, tokenRequest, type ServiceAccount } from "./access-token.js";
import { readAnswer, RULES } from "./answers.js";

interface FcmCredentials {
  /** The content of the service account's file, as text or as JSON. */
  serviceAccount: string | JsonObject;
  accessToken?: string;
}

const TOKEN = /^[A-Za-z0-9_:%.-]{20,4096}$/;
const INVALID_TOKEN = { code: "invalid_token", reason: "The device token is not one of Firebase's." };
const PAYLOAD_MAX_BYTES = 4096;
const TTL_MAX_SECONDS = 2_419_200;
const COLLAPSE_ID_MAX_LENGTH = 64;
const TOPIC_MAX_LENGTH = 32;

/** Names that Firebase keeps to itself. */
const RESERVED = /^(?:from|message_type|collapse_key|notification)$|^(?:google|gcm)(?:\.|$)/;

export const fcm = defineProvider<"PUSH", object, FcmCredentials>({
  key: "fcm",
  name: "Firebase Cloud Messaging",
  channelTypes: ["PUSH"],
  settingsSchema: settingsSchema(
    {
      serviceAccount: {
        type: ["string", "object"],
        ...{ minLength: 1, maxLength: 8192, writeOnly: true },
        title: "Service account",
        description: "The content of the JSON file of a service account of the Firebase project.",
      },
    },
    ["serviceAccount"],
  ),
  idempotency: null,
  callbacks: "none",
  carriesOurId: null,
  batch: 1,
  maxBytes: 16 * 1024,
  rateLimit: { requests: 600_000, perMs: 60_000 },
  onUncertain: "RETRY",
  replacesOnScreen: true,
  docs: {
    summary: "Sends push notifications to Android, iOS and browsers by the HTTP v1 API of Firebase.",
    setup: [
      "In the [Firebase console](https://console.firebase.google.com) open **Project settings → Service accounts** and choose *Generate new private key*.",
      "Give the content of the file as `serviceAccount`.",
      "For iOS give Firebase the APNs key under **Project settings → Cloud Messaging**.",
    ],
    callbackSetup: [],
    notes: [
      "Values of `data` arrive as text; what is not text arrives as JSON. Names that Firebase keeps to itself (`from`, `google.…`, `gcm.…`, `message_type`, `collapse_key`, `notification`) get `_` in front.",
      `Text and data together have at most ${PAYLOAD_MAX_BYTES.toLocaleString("en-US")} bytes.`,
      "A message without a `collapseKey` has its own id as the key, so that a repeat replaces the first on the screen.",
      "Access tokens are requested from `oauth2.googleapis.com`, whatever `token_uri` the file contains.",
    ],
  },
  example: {
    settings: {},
    credentials: {
      serviceAccount: {
        type: "service_account",
        project_id: "acme-app",
        private_key_id: "0123456789abcdef0123456789abcdef01234567",
        // A key that was made for this example and opens nothing.
        private_key: `-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDMEF9fYlD7exYv
WJewSkI8hmux7so3Ufa9Z8N341FC5RFAjPEsxguiMuCNHDrX/WY6iw8UvbtZAtVh
sO3sJ2lbmw4JP4aNtDZaVd3OcCID5Ow1M8kisA38KmppawH0LtUIbVl4cfqtfB+s
j+LTDOrO39ITmFU9HAgzDcYWiHhFkb8U2yC5XDdGGySKvmfvzXl/QaxpD5xtE021
J4/IKM80t0V0vHk1Lg++cOgpHVT8G9OJqThM2khNZAr2yxc0hxCr4+Mi4ItfOP11
UnoBLQuP3nSFjQgjSWF8JKNaK+fFf5ErYNms48Nqt3rjjRq4hAejcs6bc012hAz0
Rt5gdgh9AgMBAAECggEACLOmoX5jiVz6rMFIhj22z9zQ9FkERsu7UhQ96o7NhqT8
5JjUaWFqAK9oBTrS/oyUqQ8h5EBH+cTfadRKsDaPbVbYe4f5zXEF6iAkJOGB7dKu
yOdnRRANWwRJaxF88P3BqCOWySy3fa55YLL2pb0Bn7M9j25zehDhmTqJFZAAH8IP
dAk3zC/tMps21SsXrkihKRtO/f2mIxg/uLoiYOw+P6fmbqZgIJyqhmw1GaVzqlw+
RUpvD4xQt0OJnTyNvEqKoJxF078Sz/aNg7u1UMw/69MJX+LXgXhZM9EYDQ0Mv3Br
ONPfmaR8Xg2NhYnhDgUJNXZE0gjxOz15bIB4TMOdsQKBgQDnAuP4faxi/ziIZoi9
fLuqfti0qK3cG+RbrSA4Pc/t2cDS6TNyY4Ql4Yn75YL45iDkYiepxE0DnYg5FqVT
zrTZqTboSL+CCXIj+TbzMszWivHrfFtvd3FeO/mWn/AGIVPXMddI+3KpkHfQm/iJ
qEsNfwr25V/J4N96XkYfCIg5rQKBgQDiI0NKWIotS1Tat6u5gIxPhKSE9oxAtGjg
7mEO2QTZsC1S2//Im4knFlIes193eDqWMehCDPZjAUxs8cxCjHBSLOHN4v3cIUJP
ctgkoSLO3FaZP2c7JJTf1dbxNv0g49fLLHSlHVx9QKxkTMGA318H/iweYhC90rk/
CoOcuAGEEQKBgCvw/tAbh5jlFynK5yO0ADZ0HmBu3XNK0uslSUWpbE2/58+2kBSo
HVDfT9HcXEdf7s3CZe0C6+tOIcVKK3R/kyL77vfMLrFbfpydIPitpw0ALPgwFWxk
eeoE2nruPUfNOxdp4Zt+SNc8Ja5GnMYCfxQ4ICvKgafy4E90cz4f71mZAoGBALpv
lheiPXEwTSnxCVvrdkJMuhKA7Yqe8mSXQ1+pXg1W6VcJ16x9Rqr6BQQYoBlv/uU7
CiACbdOcC3U6OEuZWzT0mclTXjXxGalEppw0WO0wzRiVJDenZjHQK+A8lJ5cGdoA
sb47IbiF7FrYySPFhKSjUZ5O/TxykZU+xtka/uzxAoGAYQSPKIqPDtji8fB4oC4c
reJXUxTZ5TmCjWakITDm2HNvCG7eHxtz0AFbpxfci9IKfNS4jZXhyuoXThQiGem2
L3BgWS/Ijrn99ViufJhNqYThVTCBjr9TRymM7aNq49Ils8pKYMz0ysHIqlvSc6D+
CH6HAHzbrqiKhzvR2BxJ8WU=
-----END PRIVATE KEY-----
`,
        client_email: "carillon@acme-app.iam.gserviceaccount.com",
        token_uri: "https://oauth2.googleapis.com/token",
      },
    },
    address: { token: "fYh8examp1e:APA91bHPRgkF3JUikC4ENAHEeMrd41Zxv3hVZjC9KtT8OvPVGJ" },
    answers: {
      accepted: { status: 200, body: { name: "projects/acme-app/messages/1" } },
      rejected: { status: 400, body: { error: { status: "INVALID_ARGUMENT", message: "The message is too big." } } },
      unauthorized: { status: 401, body: { error: { status: "UNAUTHENTICATED", message: "The token has expired." } } },
      gone: {
        status: 404,
        body: {
          error: {
            status: "NOT_FOUND",
            details: [{ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", errorCode: "UNREGISTERED" }],
          },
        },
      },
    },
  },

  buildRequest(message, _settings, { serviceAccount, accessToken }) {
    const account = readServiceAccount(serviceAccount);
    if (account.kind === "unsendable") return account;
    const { address } = message;
    if (!("token" in address) || !TOKEN.test(address.token)) {
      return unsendable("gone", INVALID_TOKEN.code, INVALID_TOKEN.reason);
    }
    if (accessToken === undefined) return unsendable("auth", "no_token", "There is no access token of Google's.");
    const notification = message.isSilent ? null : notificationOf(message);
    const data = stringData(message);
    const bytes = Buffer.byteLength(JSON.stringify({ ...notification, ...data }));
    if (bytes > PAYLOAD_MAX_BYTES) {
      const reason = `Text and data have ${bytes} bytes; Firebase takes at most ${PAYLOAD_MAX_BYTES}.`;
      return unsendable("rejected", "too_large", reason);
    }
    return sendRequest(account, accessToken, {
      message: {
        token: address.token,
        ...(notification && { notification }),
        data,
        android: androidOf(message),
        apns: apnsOf(message),
        webpush: webpushOf(message),
      },
    });
  },
  readAnswer,
  checkAddress: (address) => ("token" in address && TOKEN.test(address.token) ? null : INVALID_TOKEN),
  accessToken: {
    from: "vendor",
    scopeOf: () => "project",
    buildRequest(_settings, { serviceAccount }, now) {
      const account = readServiceAccount(serviceAccount);
      return account.kind === "unsendable" ? account : tokenRequest(account, now);
    },
    readAnswer: readToken,
  },
  checkSettings: {
    // Firebase checks the message and the account, and sends nothing.
    buildRequest(_settings, { serviceAccount, accessToken }) {
      const account = readServiceAccount(serviceAccount);
      if (account.kind === "unsendable") return account;
      if (accessToken === undefined) return unsendable("auth", "no_token", "There is no access token of Google's.");
      const message = { topic: "carillon-check", data: { check: "true" } };
      return sendRequest(account, accessToken, { validateOnly: true, message });
    },
    readAnswer: (answer) => readCheck(answer, RULES),
  },
});

function sendRequest({ projectId }: ServiceAccount, accessToken: string, body: JsonObject): HttpRequest {
  const url = `https://fcm.googleapis.com/v1/projects/${projectId}/messages:send`;
  return postJson(url, { authorization: `Bearer ${accessToken}`, accept: "application/json" }, body);
}

function notificationOf({ title, body }: PushMessage): JsonObject {
  const shown = title === null ? "" : plainLine(title);
  return { ...(shown !== "" && { title: shown }), body: plainMessage(body) };
}

function stringData({ data, messageId }: PushMessage): JsonObject {
  const all = Object.entries(pushData(data, messageId, (name) => RESERVED.test(name)));
  return Object.fromEntries(
    all.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** How long Firebase may keep a message, from when it was rendered: the same at every try. */
function ttlOf({ expiresAt, createdAt }: PushMessage): number | null {
  if (expiresAt === null) return null;
  return Math.min(Math.max(Math.floor((expiresAt - createdAt) / 1000), 0), TTL_MAX_SECONDS);
}

function androidOf(message: PushMessage): JsonObject {
  const { collapseKey, messageId, isSilent, isUrgent, badge, sound } = message;
  const ttl = ttlOf(message);
  const shown: JsonObject = {
    tag: collapseKey ?? messageId,
    ...(sound === null ? { defaultSound: true } : { sound }),
    ...(badge !== null && { notificationCount: badge }),
  };
  return {
    priority: isUrgent && !isSilent ? "HIGH" : "NORMAL",
    ...(ttl !== null && { ttl: `${ttl}s` }),
    // A device keeps at most four keys, so the message's own id cannot be one.
    ...(collapseKey !== null && { collapseKey: shortId(collapseKey, COLLAPSE_ID_MAX_LENGTH) }),
    ...(!isSilent && { notification: shown }),
  };
}

function apnsOf({ collapseKey, messageId, isSilent, expiresAt, badge, sound }: PushMessage): JsonObject {
  const headers = {
    "apns-push-type": isSilent ? "background" : "alert",
    "apns-priority": isSilent ? "5" : "10",
    "apns-collapse-id": shortId(collapseKey ?? messageId, COLLAPSE_ID_MAX_LENGTH),
    ...(expiresAt !== null && { "apns-expiration": String(Math.floor(expiresAt / 1000)) }),
  };
  const aps: JsonObject = isSilent
    ? { "content-available": 1 }
    : { sound: sound ?? "default", ...(badge !== null && { badge }) };
  return { headers, payload: { aps } };
}

function webpushOf(message: PushMessage): JsonObject {
  const { collapseKey, messageId, isSilent, isUrgent, url } = message;
  const ttl = ttlOf(message);
  const key = collapseKey ?? messageId;
  return {
    headers: {
      Urgency: isUrgent ? "high" : "normal",
      Topic: shortId(key, TOPIC_MAX_LENGTH),
      ...(ttl !== null && { TTL: String(ttl) }),
    },
    ...(!isSilent && { notification: { tag: key } }),
    // Firebase takes no link but https.
    ...(url?.startsWith("https://") === true && !isSilent && { fcmOptions: { link: url } }),
  };
}
