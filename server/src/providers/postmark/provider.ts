import { MESSAGE_ID_NAME, type Attachment } from "../kit/message.js";
import { defineProvider } from "../kit/define-provider.js";
import { get, postJson } from "../kit/request.js";
import { readCheck } from "../kit/answers/read-check.js";
import { secret, SENDER, settingsSchema, text } from "../kit/settings-schema.js";
import { mailboxText } from "../kit/text/mailbox.js";
import { prepareEmail, type EmailSettings } from "../kit/text/prepare-email.js";
import { readAnswer, RULES } from "./answers.js";
import { parseCallback } from "./callbacks.js";

interface PostmarkSettings extends EmailSettings {
  messageStream?: string;
  commercialMessageStream?: string;
}

interface PostmarkCredentials {
  serverToken: string;
}

const API = "https://api.postmarkapp.com";

const attached = ({ filename, content, contentType, contentId }: Attachment): object => ({
  Name: filename,
  Content: content,
  ContentType: contentType,
  ContentID: contentId === undefined ? null : `cid:${contentId}`,
});

export const postmark = defineProvider<"EMAIL", PostmarkSettings, PostmarkCredentials>({
  key: "postmark",
  name: "Postmark",
  channelTypes: ["EMAIL"],
  settingsSchema: settingsSchema(
    {
      from: SENDER,
      serverToken: secret("Server token", "The API token of one server at Postmark."),
      messageStream: text("Message stream", "The stream of transactional mails; `outbound` if left out."),
      commercialMessageStream: text("Broadcast stream", "The stream of commercial mails, which Postmark wants apart."),
    },
    ["from", "serverToken"],
  ),
  idempotency: null,
  callbacks: "secret-url",
  carriesOurId: "Metadata",
  batch: 500,
  maxBytes: 10 * 1024 * 1024,
  rateLimit: null,
  onUncertain: "RETRY",
  docs: {
    summary: "Sends email by Postmark.",
    setup: [
      "At Postmark open **Sender Signatures** and verify the sender's domain.",
      "Open the server's **API Tokens** and give the token as `serverToken`.",
      "For commercial mails create a stream of the type *Broadcasts* and name it as `commercialMessageStream`.",
    ],
    callbackSetup: [
      "Open the message stream's **Webhooks**, add one with the channel's callback URL, and choose all events.",
      "Do so for each stream that the channel uses.",
    ],
    notes: [
      "Postmark does not sign its callbacks: the secret in the channel's callback URL is the only proof. Keep the URL to yourself.",
      "Turn off open tracking in the server's settings: a mail cannot override the server's default.",
      "Postmark has no idempotency keys: a mail whose answer was lost may be sent twice.",
    ],
  },
  example: {
    settings: { from: { address: "notifications@acme.example", name: "Acme" } },
    credentials: { serverToken: "00000000-0000-4000-8000-000000000000" },
    answers: {
      accepted: {
        status: 200,
        body: { ErrorCode: 0, Message: "OK", MessageID: "0a129aee-e1cd-480d-b08d-4f48548ff48d" },
      },
      rejected: { status: 422, body: { ErrorCode: 300, Message: "Invalid email request" } },
      unauthorized: { status: 401, body: { ErrorCode: 10, Message: "No Account or Server API tokens were supplied." } },
      gone: { status: 422, body: { ErrorCode: 300, Message: "Invalid 'To' address: 'ada@example.'." } },
    },
  },

  buildRequest(message, settings, { serverToken }) {
    const mail = prepareEmail(message, settings);
    if (mail.kind === "unsendable") return mail;
    const { attachments, cc, bcc, replyTo } = mail;
    const stream = (message.isCommercial ? settings.commercialMessageStream : undefined) ?? settings.messageStream;
    return postJson(
      `${API}/email`,
      { "x-postmark-server-token": serverToken, accept: "application/json" },
      {
        From: mailboxText(mail.from),
        To: mailboxText(mail.to),
        Cc: cc.length > 0 ? cc.map(mailboxText).join(", ") : undefined,
        Bcc: bcc.length > 0 ? bcc.map(mailboxText).join(", ") : undefined,
        ReplyTo: replyTo ? mailboxText(replyTo) : undefined,
        Subject: mail.subject,
        HtmlBody: mail.html ?? undefined,
        TextBody: mail.text ?? undefined,
        MessageStream: stream ?? "outbound",
        TrackOpens: false,
        TrackLinks: "None",
        Headers:
          mail.headers.length > 0 ? mail.headers.map(({ name, value }) => ({ Name: name, Value: value })) : undefined,
        Attachments: attachments.length > 0 ? attachments.map(attached) : undefined,
        Metadata: { [MESSAGE_ID_NAME]: message.messageId },
      },
    );
  },
  readAnswer,
  parseCallback,
  checkSettings: {
    buildRequest: (_settings, { serverToken }) =>
      get(`${API}/server`, { "x-postmark-server-token": serverToken, accept: "application/json" }),
    readAnswer: (answer) => readCheck(answer, RULES),
  },
});
