import { defineProvider } from "../kit/define-provider.js";
import { MESSAGE_ID_NAME, type PushMessage } from "../kit/message.js";
import { unsendable, USER_AGENT } from "../kit/request.js";
import { secret, settingsSchema, text } from "../kit/settings-schema.js";
import { derivedBytes, shortId } from "../kit/signing/derive.js";
import { plainLine, plainMessage } from "../kit/text/plain-text.js";
import { readAnswer } from "./answers.js";
import { encrypt, keyPair, PLAINTEXT_MAX_BYTES, readBrowserKeys } from "./encrypt.js";
import { vapidToken } from "./vapid.js";

interface WebpushSettings {
  subject: string;
  publicKey: string;
  pushServices?: string[];
}

interface WebpushCredentials {
  privateKey: string;
  accessToken?: string;
}

/**
 * Hosts of the push services of Chrome-based browsers, Firefox, Safari and Edge. A name with a leading dot includes
 * all its subdomains.
 */
const PUSH_SERVICES = ["fcm.googleapis.com", ".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com"];
const TOPIC_MAX_LENGTH = 32;
const PURPOSE_MAX_LENGTH = 43;
const TTL_MAX_SECONDS = 2_419_200;
const INVALID_ENDPOINT = {
  code: "invalid_endpoint",
  reason: "The subscription's endpoint is not at a push service that Carillon knows.",
};
const INVALID_KEYS = { code: "invalid_keys", reason: "The subscription's keys are not valid." };
const HOST_NAME = "^\\.?[a-z0-9-]+(\\.[a-z0-9-]+)+$";

export const webpush = defineProvider<"PUSH", WebpushSettings, WebpushCredentials>({
  key: "webpush",
  name: "Web Push",
  channelTypes: ["PUSH"],
  settingsSchema: settingsSchema(
    {
      subject: text("Contact", "How push services reach you: `mailto:` and an address, or an `https:` URL.", {
        pattern: "^(mailto:[^\\s@]+@[^\\s@]+\\.[^\\s@]+|https://[^\\s/]+\\.\\S+)$",
      }),
      publicKey: text("Public key", "The public VAPID key as base64url; the page subscribes with it.", {
        pattern: "^[A-Za-z0-9_-]{87}=?$",
      }),
      privateKey: secret("Private key", "The private VAPID key as base64url."),
      pushServices: {
        type: "array",
        title: "Other push services",
        description:
          "Hosts of push services beside those of the large browsers; `.acme.example` matches all its subdomains.",
        items: { type: "string", maxLength: 253, pattern: HOST_NAME },
        maxItems: 20,
      },
    },
    ["subject", "publicKey", "privateKey"],
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
    summary: "Sends push notifications to browsers, encrypted for each of them.",
    setup: [
      "Make keys once, for example with `npx web-push generate-vapid-keys`, and give them as `publicKey` and `privateKey`.",
      "In the page subscribe with the public key as `applicationServerKey`, and store `endpoint`, `keys.p256dh` and `keys.auth` of the subscription as the user's channel data.",
      "In the service worker show what arrives: JSON with `title`, `body`, `data`, `url`, `tag`, `badge`, `isSilent` and `carillon_message_id`.",
    ],
    callbackSetup: [],
    notes: [
      "New keys make every subscription useless: keep them.",
      "A subscription comes from a browser, so anybody can forge one: Carillon calls only hosts of known push services, and those in `pushServices`.",
      "Give `tag` to `showNotification`: then a repeat replaces the first. Without a `collapseKey` it is the message's own id.",
      `A message has at most ${PLAINTEXT_MAX_BYTES.toLocaleString("en-US")} bytes before it is encrypted.`,
    ],
  },
  example: {
    settings: {
      subject: "mailto:operations@acme.example",
      publicKey: "BBskqkpjV4-60ceARvB4dLZwK4LKN2QAgFDs1IV-0vtwJRKQAMwgeUhqnok_CHxFDe0esL5JkwiT1l8vDTSEj-s",
    },
    // A key that was made for this example and opens nothing.
    credentials: { privateKey: "5-XJ-iel_8wZhKI08N6kAnRYqsjYrsmTmX84-_FbHog" },
    address: {
      endpoint: "https://fcm.googleapis.com/fcm/send/an-example",
      // The browser's keys of RFC 8291, section 5.
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    },
    answers: {
      accepted: { status: 201, headers: { location: "https://push.example/message/1" } },
      rejected: { status: 413, body: { reason: "PayloadTooLarge" } },
      unauthorized: { status: 403, body: "The VAPID token has expired." },
      gone: { status: 410, body: "The push subscription has expired or the user has unsubscribed." },
    },
  },

  buildRequest(message, settings, { accessToken }) {
    const { address, seed } = message;
    const endpoint = endpointOf(address, settings);
    if (!("endpoint" in address) || !endpoint) {
      return unsendable("gone", INVALID_ENDPOINT.code, INVALID_ENDPOINT.reason);
    }
    if (accessToken === undefined) return unsendable("auth", "no_token", "There is no token of the VAPID keys.");
    const plaintext = payloadOf(message);
    if (plaintext.length > PLAINTEXT_MAX_BYTES) {
      const reason = `The push has ${plaintext.length} bytes; browsers take at most ${PLAINTEXT_MAX_BYTES}.`;
      return unsendable("rejected", "too_large", reason);
    }
    const browser = readBrowserKeys(address.p256dh, address.auth);
    const purpose = `webpush/${shortId(address.endpoint, PURPOSE_MAX_LENGTH)}`;
    const salt = derivedBytes(seed, `${purpose}/salt`, 16);
    const body = browser && encrypt(plaintext, browser, ephemeralKey(seed, purpose), salt);
    if (!body) return unsendable("gone", INVALID_KEYS.code, INVALID_KEYS.reason);
    return {
      kind: "http",
      method: "POST",
      url: endpoint.href,
      headers: {
        ...{ authorization: `vapid t=${accessToken}, k=${settings.publicKey}`, "user-agent": USER_AGENT },
        ...{ "content-type": "application/octet-stream", "content-encoding": "aes128gcm" },
        ttl: String(ttlOf(message)),
        urgency: message.isUrgent ? "high" : "normal",
        topic: shortId(message.collapseKey ?? message.messageId, TOPIC_MAX_LENGTH),
      },
      body,
    };
  },
  readAnswer,
  checkAddress(address, settings) {
    if (!("endpoint" in address) || !endpointOf(address, settings)) return INVALID_ENDPOINT;
    return readBrowserKeys(address.p256dh, address.auth) ? null : INVALID_KEYS;
  },
  accessToken: {
    from: "here",
    scopeOf: ({ address }) =>
      "endpoint" in address && URL.canParse(address.endpoint) ? new URL(address.endpoint).origin : "",
    mint: ({ subject, publicKey }, { privateKey }, { scope, now }) =>
      vapidToken({ subject, publicKey, privateKey }, scope, now),
  },
  checkSettings: {
    // There is no push service to ask before there is a subscription; the keys must fit each other.
    buildRequest({ subject, publicKey }, { privateKey }, now) {
      const made = vapidToken({ subject, publicKey, privateKey }, "https://fcm.googleapis.com", now);
      return "outcome" in made ? unsendable("auth", "invalid_key", made.reason) : { kind: "local" };
    },
    readAnswer: () => null,
  },
});

function endpointOf(address: object, { pushServices = [] }: WebpushSettings): URL | null {
  const text = "endpoint" in address && typeof address.endpoint === "string" ? address.endpoint : "";
  const url = URL.canParse(text) ? new URL(text) : null;
  return url && isPushService(url, pushServices) ? url : null;
}

function isPushService({ protocol, hostname, port, username, password }: URL, more: readonly string[]): boolean {
  if (protocol !== "https:" || port !== "" || username !== "" || password !== "") return false;
  return [...PUSH_SERVICES, ...more].some((each) =>
    each.startsWith(".") ? hostname.endsWith(each) : hostname === each,
  );
}

function payloadOf({ title, body, data, url, badge, isSilent, collapseKey, messageId }: PushMessage): Buffer {
  const payload = {
    ...(title !== null && { title: plainLine(title) }),
    body: plainMessage(body),
    data,
    tag: collapseKey ?? messageId,
    ...(url !== null && { url }),
    ...(badge !== null && { badge }),
    ...(isSilent && { isSilent }),
    [MESSAGE_ID_NAME]: messageId,
  };
  return Buffer.from(JSON.stringify(payload));
}

/** A key of this message and subscription only; each number is tried until one is a private key, which the first nearly always is. */
function ephemeralKey(seed: string, purpose: string) {
  for (let count = 0; ; count += 1) {
    const pair = keyPair(derivedBytes(seed, `${purpose}/key/${count}`, 32));
    if (pair) return pair;
  }
}

/** How long the push service may keep a message, from when it was rendered: the same at every try. */
function ttlOf({ expiresAt, createdAt }: PushMessage): number {
  if (expiresAt === null) return TTL_MAX_SECONDS;
  return Math.min(Math.max(Math.floor((expiresAt - createdAt) / 1000), 0), TTL_MAX_SECONDS);
}
