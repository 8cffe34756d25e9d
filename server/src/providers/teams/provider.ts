import { isJsonObject, type JsonObject } from "../../platform/json.js";
import { accepted } from "../kit/answer.js";
import { readFailure, type FailureRules } from "../kit/answers/read-failure.js";
import { textAt } from "../kit/answers/read-json.js";
import { defineProvider } from "../kit/define-provider.js";
import type { ChatMessage } from "../kit/message.js";
import { postJson, unsendable, type Unsendable } from "../kit/request.js";
import { addressSecret, settingsSchema } from "../kit/settings-schema.js";
import { readMarkdown } from "../kit/text/chat-document.js";
import { cut, plainLine, plainText } from "../kit/text/plain-text.js";
import { cardOf, checkCard } from "./card.js";

interface TeamsCredentials {
  webhookUrl?: string;
}

const CARD_TYPE = "application/vnd.microsoft.card.adaptive";
const SUMMARY_MAX_LENGTH = 300;

const NO_WEBHOOK = { code: "no_webhook", reason: "Teams is reached by a workflow's webhook only." };

/** The old connectors, which Microsoft has switched off. */
const CONNECTOR = /(?:^|\.)(?:webhook\.office\.com|outlook\.office(?:365)?\.com)$/i;

const RULES: FailureRules = {
  vendor: "Teams",
  codeOf: (body) => textAt(body, "error", "code"),
  detailOf: (body) => textAt(body, "error", "message"),
  codes: {},
  statuses: {
    401: ["gone", "The workflow of Teams no longer takes this URL."],
    403: ["gone", "The workflow of Teams no longer takes this URL."],
    404: ["gone", "The workflow of Teams is removed."],
    410: ["gone", "The workflow of Teams is removed."],
  },
  // Vendors of workflows have many codes, none of which says more than its status.
  refine: (_said, { status }) =>
    status === 400 ? ["rejected", "Teams finds the request wrong, or the workflow is switched off."] : null,
};

export const teams = defineProvider<"CHAT", object, TeamsCredentials>({
  key: "teams",
  name: "Microsoft Teams",
  channelTypes: ["CHAT"],
  settingsSchema: settingsSchema(
    { webhookUrl: addressSecret("Webhook URL", "The URL of a workflow that posts to a channel or a chat.") },
    [],
  ),
  idempotency: null,
  callbacks: "none",
  carriesOurId: null,
  batch: 1,
  maxBytes: 28 * 1024,
  rateLimit: { requests: 4, perMs: 1000 },
  onUncertain: "STOP",
  docs: {
    summary: "Posts Adaptive Cards to Microsoft Teams by a workflow's webhook.",
    setup: [
      "In Teams open the channel's menu, choose **Workflows**, and add *Send webhook alerts to a channel*.",
      "Copy the URL that is shown at the end, and give it as `webhookUrl`. Keep the URL secret: whoever has it can post.",
    ],
    callbackSetup: [],
    notes: [
      "Teams says yes before it posts: a card that fails inside the workflow fails unseen. Carillon checks the form and the size of cards first.",
      "Teams has no idempotency keys: if an answer is lost, Carillon does not post again.",
      "The old connectors, at `webhook.office.com`, are retired and are refused; so is the form *MessageCard*.",
      "A workflow can neither answer in a thread nor write to one person whom it does not know.",
    ],
  },
  example: {
    settings: {},
    credentials: {
      webhookUrl:
        "https://prod-00.westeurope.logic.azure.com/workflows/0123456789abcdef/triggers/manual/paths/invoke?api-version=2016-06-01&sig=a-signature",
    },
    answers: {
      accepted: { status: 202 },
      rejected: {
        status: 400,
        body: { error: { code: "InvalidRequestContent", message: "The request is not valid." } },
      },
      // The URL is the credential, and belongs to one channel or chat.
      unauthorized: null,
      gone: { status: 404, body: { error: { code: "WorkflowNotFound", message: "The workflow is removed." } } },
    },
  },

  buildRequest(message, _settings, credentials) {
    const { address, replyTo } = message;
    if (address !== null && !("webhookUrl" in address)) {
      return unsendable("config", NO_WEBHOOK.code, NO_WEBHOOK.reason);
    }
    const url = address?.webhookUrl ?? credentials.webhookUrl;
    if (url === undefined) return unsendable("config", "no_address", "There is no workflow's webhook to post to.");
    const refusal = checkWebhook(url);
    if (refusal) return refusal;
    if (replyTo !== null) return unsendable("rejected", "no_threads", "A workflow of Teams cannot answer in a thread.");
    const card = contentOf(message);
    if (card.kind === "unsendable") return card;
    const attachments = [{ contentType: CARD_TYPE, contentUrl: null, content: card.card }];
    return postJson(new URL(url).href, {}, { type: "message", attachments });
  },
  readAnswer(answer, now) {
    const isTaken = answer.status >= 200 && answer.status < 300;
    return isTaken ? accepted(null) : readFailure(answer, RULES, now);
  },
  checkAddress(address) {
    if (!("webhookUrl" in address)) return NO_WEBHOOK;
    return checkWebhook(address.webhookUrl);
  },
  checkSettings: {
    // A workflow has no call but the one that posts.
    buildRequest: (_settings, { webhookUrl }) =>
      (webhookUrl === undefined ? null : checkWebhook(webhookUrl)) ?? { kind: "local" },
    readAnswer: () => null,
  },
});

function checkWebhook(text: string): Unsendable | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.protocol !== "https:" || url.username !== "" || url.password !== "") {
    return unsendable("config", "invalid_webhook", "The webhook is not an https:// URL.");
  }
  if (!CONNECTOR.test(url.hostname)) return null;
  const reason = "The webhook is one of the old connectors, which Microsoft has retired: make a workflow instead.";
  return unsendable("config", "retired_webhook", reason);
}

function contentOf({ content, summary }: ChatMessage): { kind: "card"; card: JsonObject } | Unsendable {
  if ("markdown" in content) {
    const text = plainText(content.markdown);
    if (text.trim() === "") return unsendable("rejected", "empty", "The message has no text.");
    const short = summary === null ? null : cut(plainLine(summary), SUMMARY_MAX_LENGTH);
    return { kind: "card", card: cardOf(readMarkdown(text), short) };
  }
  if (!isJsonObject(content.json)) return unsendable("rejected", "invalid_json", "The JSON is no Adaptive Card.");
  const wrong = checkCard(content.json);
  return wrong === null ? { kind: "card", card: content.json } : unsendable("rejected", "invalid_card", wrong);
}
