import { defineProvider } from "../kit/define-provider.js";
import { accepted, failure, type Answer, type VendorAnswer } from "../kit/answer.js";
import { readFailure, type FailureRules } from "../kit/answers/read-failure.js";
import { unsendable, USER_AGENT } from "../kit/request.js";
import { secret, settingsSchema } from "../kit/settings-schema.js";
import { shortId } from "../kit/signing/derive.js";
import { signStandardWebhook } from "../kit/signing/standard-webhooks.js";

interface HttpCredentials {
  signingSecret?: string;
}

const ID_MAX_LENGTH = 64;
const [SECRET_MIN_BYTES, SECRET_MAX_BYTES] = [24, 64];
const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/;

/** Headers that the connection or the signature makes. */
const OWN_HEADERS =
  /^(?:host|connection|content-length|transfer-encoding|te|upgrade|keep-alive|trailer|proxy-.*|webhook-.*)$/;

const RULES: FailureRules = {
  vendor: "The receiver",
  codeOf: () => null,
  detailOf: (_body, { body }) => body,
  codes: {},
  statuses: {
    404: ["gone", "The receiver has nothing at this address."],
    410: ["gone", "The receiver says that this address is no more."],
  },
  refine: (_said, { status, headers }) => {
    if (headers["webhook-delivery"] === "abort-message")
      return ["rejected", "The receiver asks to stop sending this message."];
    if (status >= 500 || status === 409) return ["retry", `The receiver failed with status ${status}.`];
    return null;
  },
};

export const http = defineProvider<"WEBHOOK", object, HttpCredentials>({
  key: "http",
  name: "HTTP",
  channelTypes: ["WEBHOOK"],
  settingsSchema: settingsSchema(
    {
      signingSecret: secret(
        "Signing secret",
        "`whsec_` and 24 to 64 bytes as base64; requests are signed with it by Standard Webhooks.",
      ),
    },
    [],
  ),
  idempotency: null,
  callbacks: "none",
  carriesOurId: null,
  batch: 1,
  maxBytes: 1024 * 1024,
  rateLimit: null,
  onUncertain: "RETRY",
  docs: {
    summary: "Calls any URL, signed by Standard Webhooks.",
    setup: [
      "Make a secret of 24 random bytes: `whsec_` and `openssl rand -base64 24`. Give it as `signingSecret`, and to the receiver.",
      "The receiver checks the signature with any library of [Standard Webhooks](https://www.standardwebhooks.com).",
    ],
    callbackSetup: [],
    notes: [
      "`webhook-id` is the same at every try: a receiver that remembers it gets each message once.",
      "Redirects are not followed. An answer with `webhook-delivery: abort-message` ends the tries.",
    ],
  },
  example: {
    settings: {},
    credentials: { signingSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
    answers: {
      accepted: { status: 204 },
      rejected: { status: 400 },
      unauthorized: { status: 401 },
      gone: { status: 410 },
    },
  },

  buildRequest(message, _settings, { signingSecret }, now) {
    if (!URL.canParse(message.url)) return unsendable("rejected", "invalid_url", "The URL is not a URL.");
    const url = new URL(message.url);
    if (!/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
      return unsendable(
        "rejected",
        "invalid_url",
        "The URL is not one of http or https without a user name and password.",
      );
    }
    for (const [name, value] of Object.entries(message.query)) url.searchParams.set(name, value);
    const id = shortId(message.messageId, ID_MAX_LENGTH);
    const seconds = Math.floor(now / 1000);
    const headers: Record<string, string> = { "content-type": "application/json", "user-agent": USER_AGENT };
    for (const [given, value] of Object.entries(message.headers)) {
      const name = given.toLowerCase();
      if (!HEADER_NAME.test(name) || OWN_HEADERS.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) {
        return unsendable("rejected", "invalid_header", "A header cannot be set, or its value holds a line break.");
      }
      headers[name] = value;
    }
    headers["webhook-id"] = id;
    headers["webhook-timestamp"] = String(seconds);
    if (signingSecret !== undefined) {
      headers["webhook-signature"] = signStandardWebhook(signingSecret, id, seconds, message.body ?? "");
    }
    return { kind: "http", method: message.method, url: url.href, headers, body: message.body };
  },
  readAnswer(answer: VendorAnswer, now: number): Answer {
    if (answer.status >= 200 && answer.status < 300) return accepted(null);
    if (answer.status < 200)
      return failure("uncertain", { code: String(answer.status), reason: "The receiver gave no answer." });
    return readFailure(answer, RULES, now);
  },
  checkSettings: {
    // The URL comes with each message, so there is none to call beforehand.
    buildRequest: (_settings, { signingSecret }) =>
      signingSecret === undefined || isSigningSecret(signingSecret)
        ? { kind: "local" }
        : unsendable("config", "invalid_secret", "The signing secret is not `whsec_` and 24 to 64 bytes as base64."),
    readAnswer: () => null,
  },
});

function isSigningSecret(secret: string): boolean {
  const [, base64 = ""] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const { length } = Buffer.from(base64, "base64");
  return length >= SECRET_MIN_BYTES && length <= SECRET_MAX_BYTES;
}
