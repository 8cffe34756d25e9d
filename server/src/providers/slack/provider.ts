import { isJsonObject, type JsonObject } from "../../platform/json.js";
import { defineProvider } from "../kit/define-provider.js";
import { readCheck } from "../kit/answers/read-check.js";
import { readFailure } from "../kit/answers/read-failure.js";
import { at, parseObject, textAt } from "../kit/answers/read-json.js";
import type { SentMessage } from "../kit/provider.js";
import { MESSAGE_ID_NAME, type ChatMessage } from "../kit/message.js";
import { get, postJson, unsendable, type HttpRequest, type Unsendable } from "../kit/request.js";
import { addressSecret, secret, settingsSchema } from "../kit/settings-schema.js";
import { readMarkdown } from "../kit/text/chat-document.js";
import { cut, plainText } from "../kit/text/plain-text.js";
import { LOOKUP_RULES, readAnswer, readChange, RULES } from "./answers.js";
import { escapeSlack, richText, slackMarkup } from "./dialect.js";

interface SlackCredentials {
  botToken?: string;
  webhookUrl?: string;
}

const API = "https://slack.com/api";
const WEBHOOK = /^https:\/\/hooks\.slack(?:-gov)?\.com\/[A-Za-z]+(?:\/[A-Za-z0-9]+){3}$/;
const ID = /^[#@]?[\w.-]{1,80}$/;
const INVALID_WEBHOOK = { code: "invalid_webhook", reason: "The webhook is not one of hooks.slack.com." };
const INVALID_ID = { code: "invalid_id", reason: "This is no id of a channel or a user at Slack." };
const THREAD = /^\d{1,12}\.\d{1,8}$/;
const TEXT_MAX_LENGTH = 12_000;
const SUMMARY_MAX_LENGTH = 300;

export const slack = defineProvider<"CHAT", object, SlackCredentials>({
  key: "slack",
  name: "Slack",
  channelTypes: ["CHAT"],
  settingsSchema: settingsSchema(
    {
      botToken: secret(
        "Bot token",
        "The token of the app in one workspace, `xoxb-…`; a tenant or a connection may have its own.",
      ),
      webhookUrl: addressSecret("Webhook URL", "An incoming webhook, instead of a bot: one channel, without threads."),
    },
    [],
  ),
  idempotency: null,
  callbacks: "none",
  carriesOurId: null,
  batch: 1,
  maxBytes: 512 * 1024,
  rateLimit: { requests: 1, perMs: 1000 },
  onUncertain: "STOP",
  docs: {
    summary: "Posts to channels and people at Slack, as a bot or by an incoming webhook.",
    setup: [
      "At [api.slack.com/apps](https://api.slack.com/apps) create an app.",
      "For a bot: under **OAuth & Permissions** add the scopes `chat:write` and `im:write` (and `users:read.email` to find people by email address), install the app, and give the *Bot User OAuth Token* as `botToken`. Invite the bot to its channels.",
      "For a webhook: under **Incoming Webhooks** add one, and give its URL as `webhookUrl`.",
    ],
    callbackSetup: [],
    notes: [
      "Slack has no idempotency keys: if an answer is lost, Carillon does not post again.",
      "Mentions in text, such as `<!channel>`, arrive as text. To mention somebody, write the mention into a JSON body.",
      "Only a bot can answer in a thread.",
      "A message that a bot posted is deleted by `recallMessages`, and changed in place by a newer one with its `supersedeKey`, as long as the workspace lets apps do so.",
    ],
  },
  example: {
    settings: {},
    credentials: { botToken: "xoxb-a-token" },
    address: { channelId: "C0123456789" },
    vendorId: "C0123456789/1764417600.000100",
    thread: "1764417600.000100",
    answers: {
      accepted: { status: 200, body: { ok: true, channel: "C0123456789", ts: "1764417600.000200" } },
      rejected: { status: 200, body: { ok: false, error: "msg_too_long" } },
      unauthorized: { status: 200, body: { ok: false, error: "token_expired" } },
      gone: { status: 200, body: { ok: false, error: "is_archived" } },
    },
  },

  buildRequest(message, _settings, credentials) {
    const rendered = contentOf(message);
    if (rendered.kind === "unsendable") return rendered;
    const { content } = rendered;
    const { address, replyTo, messageId } = message;
    if (address === null || "webhookUrl" in address) {
      const url = address?.webhookUrl ?? credentials.webhookUrl;
      if (url !== undefined) return byWebhook(url, content, replyTo);
      return unsendable("config", "no_address", "There is neither a channel or user to post to nor a webhook.");
    }
    if (credentials.botToken === undefined)
      return unsendable("auth", "no_token", "There is no bot token to post with.");
    if ("email" in address) {
      return unsendable("config", "unknown_user", "The user at Slack has not been looked up by email address.");
    }
    if (replyTo !== null && !THREAD.test(replyTo)) {
      return unsendable("rejected", "invalid_thread", "The message to answer has no handle of Slack.");
    }
    return postJson(
      `${API}/chat.postMessage`,
      { authorization: `Bearer ${credentials.botToken}`, accept: "application/json" },
      {
        channel: "channelId" in address ? address.channelId : address.userId,
        ...content,
        ...(replyTo !== null && { thread_ts: replyTo }),
        ...{ unfurl_links: false, unfurl_media: false, link_names: false },
        metadata: { event_type: "carillon", event_payload: { [MESSAGE_ID_NAME]: messageId } },
      },
    );
  },
  readAnswer,
  recall: {
    buildRequest: (sent, _settings, credentials) => changeOf("chat.delete", sent, credentials, {}),
    readAnswer: (answer, now) => readChange(answer, now, "message_not_found"),
  },
  replacement: {
    buildRequest(message, older, _settings, credentials) {
      const rendered = contentOf(message);
      if (rendered.kind === "unsendable") return rendered;
      return changeOf("chat.update", older, credentials, { ...rendered.content, link_names: false });
    },
    readAnswer: (answer, now) => readChange(answer, now),
  },
  checkAddress(address) {
    if ("webhookUrl" in address) return WEBHOOK.test(address.webhookUrl) ? null : INVALID_WEBHOOK;
    const id = "channelId" in address ? address.channelId : "userId" in address ? address.userId : "";
    return ID.test(id) ? null : INVALID_ID;
  },
  connectionToken: "botToken",
  addressLookup: {
    keyOf: (address, { botToken }) =>
      address !== null && "email" in address && botToken !== undefined ? address.email.toLowerCase() : null,
    buildRequest(address, _settings, { botToken }) {
      if (address === null || !("email" in address) || botToken === undefined) {
        return unsendable("auth", "no_token", "There is no bot token to look users up with.");
      }
      const query = new URLSearchParams({ email: address.email });
      return get(`${API}/users.lookupByEmail?${query.toString()}`, { authorization: `Bearer ${botToken}` });
    },
    readAnswer(answer, now) {
      const body = parseObject(answer.body);
      const userId = answer.status === 200 && at(body, "ok") === true ? textAt(body, "user", "id") : null;
      return userId === null ? readFailure(answer, LOOKUP_RULES, now) : { kind: "address", address: { userId } };
    },
  },
  checkSettings: {
    buildRequest(_settings, { botToken, webhookUrl }) {
      if (webhookUrl !== undefined && !WEBHOOK.test(webhookUrl)) {
        return unsendable("config", INVALID_WEBHOOK.code, INVALID_WEBHOOK.reason);
      }
      // A webhook has no call but the one that posts. Without both, tenants and connections have tokens of their own.
      if (botToken === undefined) return { kind: "local" };
      return postJson(`${API}/auth.test`, { authorization: `Bearer ${botToken}` }, {});
    },
    readAnswer: (answer) => {
      if (at(parseObject(answer.body), "ok") === true) return null;
      // Slack reports failures with status 200 and `ok: false`.
      return readCheck(answer.status === 200 ? { ...answer, status: 400 } : answer, RULES);
    },
  },
});

/** A call about a message that a bot posted; a webhook's messages have no ids. */
function changeOf(
  method: "chat.delete" | "chat.update",
  { vendorId }: SentMessage,
  { botToken }: SlackCredentials,
  content: JsonObject,
): HttpRequest | Unsendable {
  const [channel = "", ts = ""] = vendorId.split("/");
  if (botToken === undefined) return unsendable("auth", "no_token", "There is no bot token to change messages with.");
  if (!ID.test(channel) || !THREAD.test(ts)) {
    return unsendable("rejected", "invalid_message", "The message has no id of Slack.");
  }
  const headers = { authorization: `Bearer ${botToken}`, accept: "application/json" };
  return postJson(`${API}/${method}`, headers, { channel, ts, ...content });
}

function byWebhook(url: string, content: JsonObject, replyTo: string | null): HttpRequest | Unsendable {
  if (!WEBHOOK.test(url)) return unsendable("config", INVALID_WEBHOOK.code, INVALID_WEBHOOK.reason);
  if (replyTo !== null) return unsendable("rejected", "no_threads", "A webhook of Slack cannot answer in a thread.");
  return postJson(url, {}, { ...content, unfurl_links: false, unfurl_media: false });
}

function contentOf({ content, summary }: ChatMessage): { kind: "content"; content: JsonObject } | Unsendable {
  const short = summary === null ? null : cut(escapeSlack(plainText(summary)), SUMMARY_MAX_LENGTH);
  if ("markdown" in content) {
    const text = plainText(content.markdown);
    if (text.trim() === "") return unsendable("rejected", "empty", "The message has no text.");
    if (text.length > TEXT_MAX_LENGTH) {
      return unsendable("rejected", "too_long", `The text is longer than ${TEXT_MAX_LENGTH} characters.`);
    }
    const blocks = readMarkdown(text);
    return { kind: "content", content: { text: short ?? slackMarkup(blocks), blocks: [richText(blocks)] } };
  }
  const { json } = content;
  if (Array.isArray(json)) return { kind: "content", content: { text: short ?? "New message", blocks: json } };
  if (!isJsonObject(json))
    return unsendable("rejected", "invalid_json", "The JSON is neither a list of blocks nor an object.");
  const { blocks, attachments } = json;
  const parts: JsonObject = { text: short ?? textAt(json, "text") ?? "New message" };
  if (blocks !== undefined) parts.blocks = blocks;
  if (attachments !== undefined) parts.attachments = attachments;
  return { kind: "content", content: parts };
}
