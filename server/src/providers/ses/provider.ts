import { MESSAGE_ID_NAME } from "../kit/message.js";
import { defineProvider } from "../kit/define-provider.js";
import { USER_AGENT, type HttpRequest } from "../kit/request.js";
import { readCheck } from "../kit/answers/read-check.js";
import { secret, SENDER, settingsSchema, text } from "../kit/settings-schema.js";
import { shortId } from "../kit/signing/derive.js";
import { signAws, type AwsCredentials } from "../kit/signing/sigv4.js";
import { asciiHeaderText, asciiMailboxText } from "../kit/text/mailbox.js";
import { prepareEmail, type EmailSettings, type PreparedEmail } from "../kit/text/prepare-email.js";
import { readAnswer, RULES } from "./answers.js";
import { callbackKeyUrl, comesFrom, confirmation, parseCallback, verifyCallback } from "./callbacks.js";

interface SesSettings extends EmailSettings {
  region: string;
  configurationSet?: string;
  topicArn?: string;
}

const TAG_MAX_LENGTH = 256;
const CHARSET = "UTF-8";

export const ses = defineProvider<"EMAIL", SesSettings, AwsCredentials>({
  key: "ses",
  name: "Amazon SES",
  channelTypes: ["EMAIL"],
  settingsSchema: settingsSchema(
    {
      from: SENDER,
      region: text("Region", "The AWS region of the sender's identity, such as `eu-west-1`.", {
        pattern: "^[a-z]{2}(-[a-z]+)+-[0-9]$",
      }),
      accessKeyId: secret("Access key id", "The id of an AWS access key, `AKIA…`."),
      secretAccessKey: secret("Secret access key", "The secret of the same access key."),
      sessionToken: secret("Session token", "Only for temporary credentials."),
      configurationSet: text("Configuration set", "Without one, SES reports nothing about sent mails.", {
        pattern: "^[A-Za-z0-9_-]{1,64}$",
      }),
      topicArn: text("SNS topic", "The ARN of the topic that callbacks come from. Others are refused.", {
        pattern: "^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:.+$",
      }),
    },
    ["from", "region", "accessKeyId", "secretAccessKey"],
  ),
  idempotency: null,
  callbacks: "signed",
  carriesOurId: "EmailTags",
  batch: 1,
  maxBytes: 40 * 1024 * 1024,
  rateLimit: null,
  onUncertain: "RETRY",
  docs: {
    summary: "Sends email by version 2 of the SES API.",
    setup: [
      "In the AWS console open **SES → Identities** and verify the sender's domain in the region you choose.",
      "Ask for production access under **Account dashboard**: in the sandbox SES sends to verified addresses only.",
      "In **IAM** create a user with the permission `ses:SendEmail`, and give its access key.",
    ],
    callbackSetup: [
      "In **SNS** create a standard topic, and give its ARN as `topicArn`.",
      "In **SES → Configuration sets** create one with an event destination to that topic and all events but opens and clicks, and name it as `configurationSet`.",
      "In **SNS** create a subscription of the topic: protocol HTTPS, endpoint the channel's callback URL.",
    ],
    notes: [
      "Quotas belong to the account: SES refuses mails beyond them, and Carillon waits.",
      "SES has no idempotency keys: a mail whose answer was lost may be sent twice.",
      "SES tracks opens and clicks, by rewriting links, where a configuration set publishes those events: leave them out, since Carillon tracks by itself.",
      "SES does not say which recipient opened a mail; Carillon sends to one recipient a request.",
    ],
  },
  example: {
    settings: {
      from: { address: "notifications@acme.example", name: "Acme" },
      region: "eu-west-1",
      configurationSet: "carillon",
    },
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
    answers: {
      accepted: { status: 200, body: { MessageId: "0100018c-a-message" } },
      rejected: {
        status: 400,
        body: { message: "The message is a virus." },
        headers: { "x-amzn-errortype": "MessageRejected" },
      },
      unauthorized: {
        status: 403,
        body: { message: "The token has expired." },
        headers: { "x-amzn-errortype": "ExpiredTokenException" },
      },
      gone: null,
    },
  },

  buildRequest(message, settings, credentials, now) {
    const mail = prepareEmail(message, settings);
    if (mail.kind === "unsendable") return mail;
    const tags = [{ Name: MESSAGE_ID_NAME, Value: shortId(message.messageId, TAG_MAX_LENGTH) }];
    const body = JSON.stringify({ ...bodyOf(mail, settings), EmailTags: tags });
    return call("POST", "/v2/email/outbound-emails", body, { settings, credentials, now });
  },
  readAnswer,
  callbackKeyUrl,
  verifyCallback,
  isCallbackFor: (request, { topicArn }) => comesFrom(request, topicArn),
  confirmCallback: ({ topic, token }, { region }) => confirmation(topic, token, region),
  parseCallback,
  checkSettings: {
    buildRequest: (settings, credentials, now) => call("GET", "/v2/email/account", "", { settings, credentials, now }),
    readAnswer: (answer) => readCheck(answer, RULES),
  },
});

function bodyOf(mail: PreparedEmail, { configurationSet }: SesSettings): object {
  const { cc, bcc, replyTo, headers, attachments } = mail;
  return {
    FromEmailAddress: asciiMailboxText(mail.from),
    Destination: {
      ToAddresses: [asciiMailboxText(mail.to)],
      ...(cc.length > 0 && { CcAddresses: cc.map(asciiMailboxText) }),
      ...(bcc.length > 0 && { BccAddresses: bcc.map(asciiMailboxText) }),
    },
    ...(replyTo && { ReplyToAddresses: [asciiMailboxText(replyTo)] }),
    Content: {
      Simple: {
        Subject: { Data: mail.subject, Charset: CHARSET },
        Body: {
          ...(mail.text !== null && { Text: { Data: mail.text, Charset: CHARSET } }),
          ...(mail.html !== null && { Html: { Data: mail.html, Charset: CHARSET } }),
        },
        ...(headers.length > 0 && {
          Headers: headers.map(({ name, value }) => ({ Name: name, Value: asciiHeaderText(value) })),
        }),
        ...(attachments.length > 0 && {
          Attachments: attachments.map(({ filename, content, contentType, contentId }) => ({
            RawContent: content,
            FileName: filename,
            ContentType: contentType,
            ContentTransferEncoding: "BASE64",
            ContentDisposition: contentId === undefined ? "ATTACHMENT" : "INLINE",
            ...(contentId !== undefined && { ContentId: contentId }),
          })),
        }),
      },
    },
    ...(configurationSet !== undefined && { ConfigurationSetName: configurationSet }),
  };
}

function call(
  method: string,
  path: string,
  body: string,
  { settings, credentials, now }: { settings: SesSettings; credentials: AwsCredentials; now: number },
): HttpRequest {
  const url = `https://email.${settings.region}.amazonaws.com${path}`;
  const type: Record<string, string> = body === "" ? {} : { "content-type": "application/json" };
  const scope = { region: settings.region, service: "ses" };
  const signed = signAws({ method, url, headers: type, body }, scope, credentials, now);
  return {
    kind: "http",
    method,
    url,
    headers: { ...signed, "user-agent": USER_AGENT },
    body: body === "" ? null : body,
  };
}
