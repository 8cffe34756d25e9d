import { createPrivateKey } from "node:crypto";
import type { JsonObject } from "../../platform/json.js";
import { failure, type Failure } from "../kit/answer.js";
import { readCheck } from "../kit/answers/read-check.js";
import { defineProvider } from "../kit/define-provider.js";
import type { PushMessage } from "../kit/message.js";
import type { AccessToken } from "../kit/provider.js";
import { postJson, unsendable, type HttpRequest } from "../kit/request.js";
import { secret, settingsSchema, text } from "../kit/settings-schema.js";
import { shortId, uuidOf } from "../kit/signing/derive.js";
import { signJwt } from "../kit/signing/jwt.js";
import { plainLine, plainMessage } from "../kit/text/plain-text.js";
import { pushData } from "../kit/text/push-data.js";
import { readAnswer, RULES } from "./answers.js";

interface ApnsSettings {
  keyId: string;
  teamId: string;
  bundleId: string;
  environment?: "production" | "sandbox";
}

interface ApnsCredentials {
  privateKey: string;
  accessToken?: string;
}

const HOSTS = { production: "https://api.push.apple.com", sandbox: "https://api.sandbox.push.apple.com" };
const TOKEN = /^[0-9a-f]{64,200}$/i;
const INVALID_TOKEN = { code: "invalid_token", reason: "The device token is not one of Apple's." };
const COLLAPSE_ID_MAX_LENGTH = 64;

/** Apple takes a token from 20 to 60 minutes old, and no new one more often than every 20 minutes. */
const [TOKEN_RENEW_MS, TOKEN_LIFE_MS] = [40 * 60_000, 55 * 60_000];

export const apns = defineProvider<"PUSH", ApnsSettings, ApnsCredentials>({
  key: "apns",
  name: "Apple Push Notification service",
  channelTypes: ["PUSH"],
  settingsSchema: settingsSchema(
    {
      keyId: text("Key id", "The id of the key, ten characters.", { pattern: "^[A-Z0-9]{10}$" }),
      teamId: text("Team id", "The id of the developer team, ten characters.", { pattern: "^[A-Z0-9]{10}$" }),
      bundleId: text("Bundle id", "The id of the app, `com.acme.app`.", { pattern: "^[A-Za-z0-9.-]{1,155}$" }),
      privateKey: secret("Private key", "The content of the key's file, `AuthKey_….p8`."),
      environment: {
        type: "string",
        enum: ["production", "sandbox"],
        default: "production",
        title: "Environment",
        description: "`sandbox` for apps that Xcode installed. A device token belongs to one environment.",
      },
    },
    ["keyId", "teamId", "bundleId", "privateKey"],
  ),
  idempotency: null,
  callbacks: "none",
  carriesOurId: null,
  batch: 1,
  maxBytes: 4096,
  rateLimit: null,
  onUncertain: "RETRY",
  replacesOnScreen: true,
  docs: {
    summary: "Sends push notifications to apps on iPhones, iPads and Macs, over HTTP/2 with a key.",
    setup: [
      "At [developer.apple.com](https://developer.apple.com/account/resources/authkeys/list) under **Keys** create a key with *Apple Push Notifications service*, and download its file.",
      "Give the file's content as `privateKey`, the key's id as `keyId`, and the team's id (under **Membership**) as `teamId`.",
      "Give the app's bundle id as `bundleId`.",
    ],
    callbackSetup: [],
    notes: [
      "The app gets the data beside `aps`. A field named `aps` arrives as `_aps`.",
      "A message without a `collapseKey` has its own id as the key, so that a repeat replaces the first.",
      "A device that Apple calls gone loses its token, unless the app registered it again since.",
    ],
  },
  example: {
    settings: { keyId: "ABC123DEFG", teamId: "DEF123GHIJ", bundleId: "com.acme.app" },
    credentials: {
      // A key that was made for this example and opens nothing.
      privateKey: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgI/ii40knVSEPgsxZ
pZe8yRss4WyHOGO0guDXv2b8KuWhRANCAAQI1kPcpnHDpBbupDQnMABc0Net8YcM
OGjueXC2xm7LZBNBYBEOm+DfEzg2igeJnB5LIx3rtWlmCp+7yGU51PXD
-----END PRIVATE KEY-----
`,
    },
    address: { token: "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0" },
    answers: {
      accepted: { status: 200, headers: { "apns-id": "eabeae54-14a8-11e5-b60b-1697f925ec7b" } },
      rejected: { status: 413, body: { reason: "PayloadTooLarge" } },
      unauthorized: { status: 403, body: { reason: "ExpiredProviderToken" } },
      gone: { status: 410, body: { reason: "Unregistered", timestamp: 1_764_417_600_000 } },
    },
  },

  buildRequest(message, settings, { accessToken }) {
    const { address } = message;
    if (!("token" in address) || !TOKEN.test(address.token)) {
      return unsendable("gone", INVALID_TOKEN.code, INVALID_TOKEN.reason);
    }
    if (accessToken === undefined) return unsendable("auth", "no_token", "There is no token of the key.");
    const { isSilent, expiresAt, collapseKey, messageId } = message;
    return pushRequest(settings, accessToken, address.token, {
      headers: {
        "apns-push-type": isSilent ? "background" : "alert",
        "apns-priority": isSilent ? "5" : "10",
        "apns-id": uuidOf(messageId),
        "apns-collapse-id": shortId(collapseKey ?? messageId, COLLAPSE_ID_MAX_LENGTH),
        ...(expiresAt !== null && { "apns-expiration": String(Math.floor(expiresAt / 1000)) }),
      },
      body: {
        ...pushData(message.data, messageId, (name) => name === "aps"),
        aps: isSilent ? { "content-available": 1 } : alertOf(message),
      },
    });
  },
  readAnswer,
  checkAddress: (address) => ("token" in address && TOKEN.test(address.token) ? null : INVALID_TOKEN),
  accessToken: { from: "here", scopeOf: () => "key", mint },
  checkSettings: {
    // Apple has no call that only checks. A token that no device has makes it check the key first, and sends nothing.
    buildRequest: (settings, { accessToken }) =>
      accessToken === undefined
        ? unsendable("auth", "no_token", "There is no token of the key.")
        : pushRequest(settings, accessToken, "0".repeat(64), {
            headers: { "apns-push-type": "background", "apns-priority": "5" },
            body: { aps: { "content-available": 1 } },
          }),
    readAnswer: (answer) => readCheck(answer, RULES),
  },
});

interface Push {
  headers: Record<string, string>;
  body: JsonObject;
}

function pushRequest(
  { bundleId, environment = "production" }: ApnsSettings,
  accessToken: string,
  deviceToken: string,
  { headers, body }: Push,
): HttpRequest {
  const all = { authorization: `bearer ${accessToken}`, "apns-topic": bundleId, ...headers };
  return { ...postJson(`${HOSTS[environment]}/3/device/${deviceToken.toLowerCase()}`, all, body), protocol: "h2" };
}

function alertOf({ title, body, badge, sound }: PushMessage): JsonObject {
  const shown = title === null ? "" : plainLine(title);
  return {
    alert: { ...(shown !== "" && { title: shown }), body: plainMessage(body) },
    ...(badge !== null && { badge }),
    sound: sound ?? "default",
  };
}

function mint(
  { keyId, teamId }: ApnsSettings,
  { privateKey }: ApnsCredentials,
  { now }: { now: number },
): AccessToken | Failure {
  try {
    const key = createPrivateKey(privateKey);
    if (key.asymmetricKeyType !== "ec") throw new Error("not an elliptic curve");
    const token = signJwt("ES256", { kid: keyId }, { iss: teamId, iat: Math.floor(now / 1000) }, key);
    return { token, renewAt: now + TOKEN_RENEW_MS, expiresAt: now + TOKEN_LIFE_MS };
  } catch {
    const reason = "The private key is not the content of a key's file of Apple's, AuthKey_….p8.";
    return failure("auth", { code: "invalid_key", reason });
  }
}
