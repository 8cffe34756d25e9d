import type {
  ChatMessage,
  EmailMessage,
  OutboundMessage,
  PushMessage,
  SmsMessage,
  WebhookMessage,
} from "../kit/message.js";
import type { Provider } from "../kit/provider.js";

/** The time of the fixed requests: 2026-11-29T12:00:00Z. */
export const FIXED_NOW = Date.UTC(2026, 10, 29, 12);

const BASE = {
  messageId: "msg_01hzy3v9k2f8q4r6t0w1x5c7d9",
  seed: Buffer.alloc(32, 7).toString("base64url"),
  createdAt: FIXED_NOW - 60_000,
  expiresAt: null,
  callbackUrl: null,
};
const FULL = {
  expiresAt: FIXED_NOW + 3_600_000,
  callbackUrl: "https://carillon.acme.example/callbacks/channel/secret",
};
const LONG_ID = { messageId: `msg_${"0123456789abcdefghjkmnpqrstvwxyz".repeat(8)}`.slice(0, 260) };

/**
 * Words that some format interprets as code: templates, batch variables, mentions, markup, headers, and bidirectional
 * text.
 */
const HOSTILE =
  "{{7*7}} {{{x}}} ${7*7} <%= 7*7 %> %recipient.x% *|FNAME|* [[x]] <!channel> <!here> <@U123> <@&1> @everyone @here <at>all</at> " +
  "<script>alert(1)</script> *b* _i_ ~s~ `c` [t](javascript:alert(1)) \u202egnp.exe\r\nBcc: evil@example.com\r\n\r\nx";
const UNICODE = "Grüße, 你好, مرحبا, 👩‍👩‍👧‍👦 e\u0301 ﬁ — “ß”";

const EMAIL: EmailMessage = {
  ...BASE,
  channelType: "EMAIL",
  to: { address: "ada@example.com" },
  ...{ from: null, cc: [], bcc: [], replyTo: null },
  subject: "Hello",
  ...{ text: "Hello, Ada.", html: null },
  ...{ headers: [], attachments: [], isCommercial: false },
};

const ATTACHMENTS = [
  { filename: "report.txt", contentType: "text/plain", content: Buffer.from("Hello\n").toString("base64") },
  { filename: "Grüße.png", contentType: "image/png", content: "iVBORw0KGgo=", contentId: "logo" },
];

function emailCases(): Record<string, EmailMessage> {
  return {
    minimal: EMAIL,
    full: {
      ...EMAIL,
      ...FULL,
      to: { address: "ada@example.com", name: "Ada Lovelace" },
      from: { address: "billing@acme.example", name: "Acme, Billing" },
      cc: [{ address: "charles@example.com", name: "Charles" }],
      bcc: [{ address: "archive@acme.example" }],
      replyTo: { address: "support@acme.example", name: "Support" },
      html: "<p>Hello, <b>Ada</b>.</p>",
      headers: [
        { name: "List-Unsubscribe", value: "<https://acme.example/u/1>" },
        { name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" },
      ],
    },
    unicode: {
      ...EMAIL,
      to: { address: "ada@bücher.example", name: UNICODE },
      ...{ subject: UNICODE, text: UNICODE, html: `<p>${UNICODE}</p>` },
    },
    "hostile-text": {
      ...EMAIL,
      to: { address: "ada@example.com", name: HOSTILE },
      ...{ subject: HOSTILE, text: HOSTILE, html: `<p>${escaped(HOSTILE)}</p>` },
    },
    "two-attachments": { ...EMAIL, html: '<p><img src="cid:logo"></p>', attachments: ATTACHMENTS },
    "long-id": { ...EMAIL, ...LONG_ID },
  };
}

const SMS: SmsMessage = {
  ...BASE,
  channelType: "SMS",
  to: "+447700900123",
  from: null,
  text: "Hello",
  isCommercial: false,
};

function smsCases(): Record<string, SmsMessage> {
  return {
    minimal: SMS,
    full: { ...SMS, ...FULL, from: "ACME", isCommercial: true },
    unicode: { ...SMS, text: UNICODE },
    "hostile-text": { ...SMS, text: HOSTILE },
    "long-id": { ...SMS, ...LONG_ID },
  };
}

function pushCases(provider: Provider): Record<string, PushMessage> {
  const { address } = provider.example;
  if (!address || !("token" in address || "endpoint" in address)) return {};
  const push: PushMessage = {
    ...BASE,
    channelType: "PUSH",
    ...{ address, title: "Hello", body: "Ada mentioned you.", data: {}, isSilent: false, collapseKey: null },
    ...{ badge: null, sound: null, url: null, isUrgent: false },
  };
  return {
    minimal: push,
    full: {
      ...push,
      ...FULL,
      data: { document: "Plans", count: 3, nested: { a: [1, null] }, from: "a reserved word" },
      ...{
        collapseKey: "mention/plans",
        badge: 3,
        sound: "chime.caf",
        url: "https://acme.example/plans",
        isUrgent: true,
      },
    },
    unicode: { ...push, title: UNICODE, body: UNICODE },
    "hostile-text": { ...push, title: HOSTILE, body: HOSTILE, data: { text: HOSTILE } },
    "long-id": { ...push, ...LONG_ID, collapseKey: LONG_ID.messageId },
    "silent-push": { ...push, title: null, body: "", data: { refresh: true }, isSilent: true },
  };
}

const MARKDOWN = `# Plans

**Ada** mentioned *you* in ~~an old~~ [Plans](https://acme.example/plans?a=1&b=2):

> Please have a look.

1. First
2. Second
   - nested \`code\`

\`\`\`js
if (a < b) {}
\`\`\`

---
`;

function chatCases(provider: Provider): Record<string, ChatMessage> {
  const { address = null, thread } = provider.example;
  if (address !== null && ("token" in address || "endpoint" in address)) return {};
  const chat: ChatMessage = {
    ...BASE,
    channelType: "CHAT",
    ...{ address, content: { markdown: "Hello" }, summary: null, replyTo: null },
  };
  return {
    minimal: chat,
    full: { ...chat, ...FULL, content: { markdown: MARKDOWN }, summary: "Ada mentioned you" },
    unicode: { ...chat, content: { markdown: UNICODE } },
    "hostile-text": { ...chat, content: { markdown: markdownOf(HOSTILE) }, summary: HOSTILE },
    "long-id": { ...chat, ...LONG_ID },
    ...(thread !== undefined && { "reply-in-thread": { ...chat, replyTo: thread } }),
  };
}

const WEBHOOK: WebhookMessage = {
  ...BASE,
  channelType: "WEBHOOK",
  ...{ method: "POST", url: "https://hooks.acme.example/in", query: {}, headers: {}, body: '{"hello":"Ada"}' },
};

function webhookCases(): Record<string, WebhookMessage> {
  return {
    minimal: WEBHOOK,
    full: { ...WEBHOOK, ...FULL, query: { a: "1 & 2" }, headers: { "X-Team": "plans" } },
    unicode: { ...WEBHOOK, body: JSON.stringify({ text: UNICODE }) },
    "hostile-text": { ...WEBHOOK, body: JSON.stringify({ text: HOSTILE }), query: { q: HOSTILE } },
    "long-id": { ...WEBHOOK, ...LONG_ID },
  };
}

/** The messages for which each provider's requests are recorded and tested, by name. */
export function fixedCases(provider: Provider): Record<string, OutboundMessage> {
  switch (provider.channelTypes[0]) {
    case "EMAIL":
      return emailCases();
    case "SMS":
      return smsCases();
    case "PUSH":
      return pushCases(provider);
    case "CHAT":
      return chatCases(provider);
    case "WEBHOOK":
      return webhookCases();
    default:
      return {};
  }
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The text as an author's template puts it into Markdown. */
function markdownOf(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, "\\$&");
}
