import { isJsonObject, type JsonObject } from "../../platform/json.js";
import { readCheck } from "../kit/answers/read-check.js";
import { readFailure } from "../kit/answers/read-failure.js";
import { parseObject, textAt } from "../kit/answers/read-json.js";
import type { SentMessage } from "../kit/provider.js";
import { defineProvider } from "../kit/define-provider.js";
import type { ChatMessage } from "../kit/message.js";
import { get, postJson, unsendable, type HttpRequest, type Unsendable } from "../kit/request.js";
import { addressSecret, secret, settingsSchema } from "../kit/settings-schema.js";
import { shortId } from "../kit/signing/derive.js";
import { readMarkdown } from "../kit/text/chat-document.js";
import { plainText } from "../kit/text/plain-text.js";
import { readAnswer, readChange, RULES } from "./answers.js";
import { discordMarkdown } from "./dialect.js";

interface DiscordCredentials {
  botToken?: string;
  webhookUrl?: string;
}

const API = "https://discord.com/api/v10";
/** Discord refuses bots that name themselves in any other form. */
const BOT_AGENT = "DiscordBot (https://github.com/carillon/carillon, 1)";
const WEBHOOK =
  /^https:\/\/(?:(?:ptb|canary)\.)?discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/(\d{5,25})\/([\w-]{10,200})\/?$/;
const SNOWFLAKE = /^\d{5,25}$/;
const INVALID_WEBHOOK = { code: "invalid_webhook", reason: "The webhook is not one of discord.com." };
const INVALID_ID = { code: "invalid_id", reason: "This is no id of a channel or a user at Discord." };
const UNKNOWN_MESSAGE = "10008";
const NONCE_MAX_LENGTH = 25;
const CONTENT_MAX_LENGTH = 2000;
const EMBED_MAX_LENGTH = 4096;

/** Leaves out the previews of links. */
const SUPPRESS_EMBEDS = 4;

/** Fields that authors may write themselves, mentions included. */
const OWN_FIELDS = ["content", "embeds", "components", "allowed_mentions", "flags", "poll", "tts"];

export const discord = defineProvider<"CHAT", object, DiscordCredentials>({
  key: "discord",
  name: "Discord",
  channelTypes: ["CHAT"],
  settingsSchema: settingsSchema(
    {
      botToken: secret("Bot token", "The token of the bot."),
      webhookUrl: addressSecret("Webhook URL", "A webhook of one channel, instead of a bot."),
    },
    [],
  ),
  // Discord says "past few minutes".
  idempotency: { in: "body", name: "nonce", form: "1 to 25 characters", windowMs: 2 * 60_000 },
  callbacks: "none",
  carriesOurId: null,
  batch: 1,
  maxBytes: 64 * 1024,
  rateLimit: { requests: 50, perMs: 1000 },
  onUncertain: "STOP",
  docs: {
    summary: "Posts to channels and people at Discord as a bot, or to one channel by a webhook.",
    setup: [
      "For a bot: at [discord.com/developers](https://discord.com/developers/applications) create an application, and under **Bot** copy its token; give it as `botToken`. Invite the bot with the permissions *View Channels*, *Send Messages* and *Read Message History*.",
      "For a webhook: in the channel's settings under **Integrations → Webhooks** create one, and give its URL as `webhookUrl`.",
    ],
    callbackSetup: [],
    notes: [
      "Only a bot's messages carry a key. A webhook's do not: if its answer is lost, `onUncertain` decides at once.",
      "Mentions in text, such as `@everyone`, arrive as text and notify nobody. To allow mentions, write `allowed_mentions` into a JSON body.",
      "A text of more than 2,000 characters goes into an embed, which holds 4,096.",
      "Only a bot can answer a message.",
      "Messages are deleted by `recallMessages`, and changed in place by a newer one with their `supersedeKey`.",
    ],
  },
  example: {
    settings: {},
    credentials: { botToken: "a-bot-token" },
    ...{ address: { channelId: "123456789012345678" }, thread: "123456789012345679" },
    vendorId: "123456789012345678/123456789012345679",
    answers: {
      accepted: { status: 200, body: { id: "123456789012345680", channel_id: "123456789012345678" } },
      rejected: { status: 400, body: { code: 50_035, message: "Invalid Form Body" } },
      unauthorized: { status: 401, body: { code: 0, message: "401: Unauthorized" } },
      gone: { status: 404, body: { code: 10_003, message: "Unknown Channel" } },
    },
  },

  buildRequest(message, _settings, credentials) {
    const content = contentOf(message);
    if (content.kind === "unsendable") return content;
    const { address, replyTo, messageId } = message;
    if (address === null || "webhookUrl" in address) {
      const url = address?.webhookUrl ?? credentials.webhookUrl;
      if (url !== undefined) return byWebhook(url, content.fields, replyTo);
      return unsendable("config", "no_address", "There is neither a channel to post to nor a webhook.");
    }
    if (credentials.botToken === undefined)
      return unsendable("auth", "no_token", "There is no bot token to post with.");
    if (!("channelId" in address) || !SNOWFLAKE.test(address.channelId)) {
      return unsendable("gone", "invalid_channel", "The channel's id is not one of Discord's.");
    }
    if (replyTo !== null && !SNOWFLAKE.test(replyTo)) {
      return unsendable("rejected", "invalid_thread", "The message to answer has no id of Discord.");
    }
    return asBot(credentials.botToken, `channels/${address.channelId}/messages`, {
      ...content.fields,
      ...{ nonce: shortId(messageId, NONCE_MAX_LENGTH), enforce_nonce: true },
      // A reply to a deleted message is posted all the same.
      ...(replyTo !== null && { message_reference: { message_id: replyTo, fail_if_not_exists: false } }),
    });
  },
  readAnswer,
  recall: {
    buildRequest: (sent, _settings, credentials) => changeOf("DELETE", sent, credentials, null),
    readAnswer: (answer, now) => readChange(answer, now, UNKNOWN_MESSAGE),
  },
  replacement: {
    buildRequest(message, older, _settings, credentials) {
      const content = contentOf(message);
      if (content.kind === "unsendable") return content;
      // What the newer message does not have goes from the older one.
      return changeOf("PATCH", older, credentials, { content: "", embeds: [], ...content.fields });
    },
    readAnswer: (answer, now) => readChange(answer, now),
  },
  checkAddress(address) {
    if ("webhookUrl" in address) return webhookOf(address.webhookUrl) === null ? INVALID_WEBHOOK : null;
    const id = "channelId" in address ? address.channelId : "userId" in address ? address.userId : "";
    return SNOWFLAKE.test(id) ? null : INVALID_ID;
  },
  connectionToken: "botToken",
  addressLookup: {
    // A person is reached by a channel for two, which stays the same.
    keyOf: (address) => (address !== null && "userId" in address ? address.userId : null),
    buildRequest(address, _settings, { botToken }) {
      if (botToken === undefined)
        return unsendable("auth", "no_token", "There is no bot token to open a channel with.");
      if (address === null || !("userId" in address) || !SNOWFLAKE.test(address.userId)) {
        return unsendable("gone", "invalid_user", "The user's id is not one of Discord's.");
      }
      return asBot(botToken, "users/@me/channels", { recipient_id: address.userId });
    },
    readAnswer(answer, now) {
      const channelId = answer.status === 200 ? textAt(parseObject(answer.body), "id") : null;
      if (channelId !== null) return { kind: "address", address: { channelId } };
      return readFailure(answer, { ...RULES, hasKey: true }, now);
    },
  },
  checkSettings: {
    buildRequest(_settings, { botToken, webhookUrl }) {
      if (botToken !== undefined) return asDiscordBot(get(`${API}/users/@me`, botHeaders(botToken)));
      if (webhookUrl === undefined) return { kind: "local" };
      const url = webhookOf(webhookUrl);
      if (url === null) return unsendable("config", INVALID_WEBHOOK.code, INVALID_WEBHOOK.reason);
      return asDiscordBot(get(url, {}));
    },
    readAnswer(answer) {
      if (answer.status !== 404) return readCheck(answer, RULES);
      return { ...readFailure(answer, RULES, 0), outcome: "config", reason: "Discord does not know the webhook." };
    },
  },
});

/** A call about one message: by the bot that posted it, or by the webhook. */
function changeOf(
  method: "DELETE" | "PATCH",
  { vendorId, address }: SentMessage,
  { botToken, webhookUrl }: DiscordCredentials,
  body: JsonObject | null,
): HttpRequest | Unsendable {
  const [channelId = "", id = ""] = vendorId.split("/");
  if (!SNOWFLAKE.test(channelId) || !SNOWFLAKE.test(id)) {
    return unsendable("rejected", "invalid_message", "The message has no id of Discord.");
  }
  const given = address === null || "webhookUrl" in address ? (address?.webhookUrl ?? webhookUrl) : undefined;
  const hook = given === undefined ? null : webhookOf(given);
  if (hook === null && botToken === undefined) {
    return unsendable("auth", "no_token", "There is neither a bot token nor a webhook to change messages with.");
  }
  const url = hook === null ? `${API}/channels/${channelId}/messages/${id}` : `${hook}/messages/${id}`;
  const request = postJson(url, hook === null ? botHeaders(botToken ?? "") : {}, body ?? {});
  const { "content-type": _type, ...bare } = request.headers;
  return asDiscordBot({ ...request, method, ...(body === null && { headers: bare, body: null }) });
}

function botHeaders(botToken: string): Record<string, string> {
  return { authorization: `Bot ${botToken}`, accept: "application/json" };
}

function asBot(botToken: string, path: string, body: JsonObject): HttpRequest {
  return asDiscordBot(postJson(`${API}/${path}`, botHeaders(botToken), body));
}

function asDiscordBot(request: HttpRequest): HttpRequest {
  return { ...request, headers: { ...request.headers, "user-agent": BOT_AGENT } };
}

/** The webhook's URL on the one host that Carillon calls; null if the URL is not a webhook's. */
function webhookOf(url: string): string | null {
  const [, id, token] = WEBHOOK.exec(url) ?? [];
  return id === undefined || token === undefined ? null : `${API}/webhooks/${id}/${token}`;
}

function byWebhook(given: string, fields: JsonObject, replyTo: string | null): HttpRequest | Unsendable {
  const url = webhookOf(given);
  if (url === null) return unsendable("config", INVALID_WEBHOOK.code, INVALID_WEBHOOK.reason);
  if (replyTo !== null) return unsendable("rejected", "no_threads", "A webhook of Discord cannot answer a message.");
  // Without `wait` Discord answers before it has posted, and names no message.
  return { ...asDiscordBot(postJson(`${url}?wait=true`, {}, fields)), isKeyed: false };
}

function contentOf({ content }: ChatMessage): { kind: "content"; fields: JsonObject } | Unsendable {
  const base: JsonObject = { allowed_mentions: { parse: [] } };
  if ("markdown" in content) {
    const text = plainText(content.markdown);
    if (text.trim() === "") return unsendable("rejected", "empty", "The message has no text.");
    const markdown = discordMarkdown(readMarkdown(text));
    if (markdown.length <= CONTENT_MAX_LENGTH) {
      return { kind: "content", fields: { ...base, content: markdown, flags: SUPPRESS_EMBEDS } };
    }
    if (markdown.length <= EMBED_MAX_LENGTH) {
      return { kind: "content", fields: { ...base, embeds: [{ description: markdown }] } };
    }
    return unsendable("rejected", "too_long", `The text is longer than ${EMBED_MAX_LENGTH} characters.`);
  }
  const { json } = content;
  if (!isJsonObject(json)) return unsendable("rejected", "invalid_json", "The JSON is no object of a Discord message.");
  const own = Object.entries(json).filter(([name]) => OWN_FIELDS.includes(name));
  if (own.length === 0) return unsendable("rejected", "invalid_json", "The JSON has no content, embeds or components.");
  return { kind: "content", fields: { ...base, ...Object.fromEntries(own) } };
}
