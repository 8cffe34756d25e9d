import { defineProvider } from "../kit/define-provider.js";
import { unsendable, type SmtpServer, type Unsendable } from "../kit/request.js";
import { secret, SENDER, settingsSchema, text } from "../kit/settings-schema.js";
import { mailAddress } from "../kit/text/mailbox.js";
import { prepareEmail, type EmailSettings } from "../kit/text/prepare-email.js";
import { readAnswer } from "./answers.js";
import { composeMail } from "./compose.js";

interface SmtpSettings extends EmailSettings {
  host: string;
  port: number;
  security?: "tls" | "starttls" | "none";
  user?: string;
}

interface SmtpCredentials {
  password?: string;
}

const IMPLICIT_TLS_PORT = 465;

export const smtp = defineProvider<"EMAIL", SmtpSettings, SmtpCredentials>({
  key: "smtp",
  name: "SMTP",
  channelTypes: ["EMAIL"],
  settingsSchema: settingsSchema(
    {
      from: SENDER,
      host: text("Host", "Name of the mail server that takes mails for sending.", {
        maxLength: 253,
        "x-destination": true,
      }),
      port: { type: "integer", enum: [25, 465, 587, 2525], default: 587, title: "Port", "x-destination": true },
      security: {
        type: "string",
        enum: ["tls", "starttls", "none"],
        "x-destination": true,
        title: "Security",
        description:
          "`tls` from the first byte (usual on 465), `starttls` or nothing is sent (usual on the others), or `none`.",
      },
      user: text("User", "The user name of the login; left out for servers without a login."),
      password: secret("Password", "The password of the user."),
    },
    ["from", "host", "port"],
  ),
  idempotency: null,
  callbacks: "none",
  carriesOurId: null,
  batch: 1,
  maxBytes: 40 * 1024 * 1024,
  rateLimit: null,
  onUncertain: "RETRY",
  docs: {
    summary: "Sends email by any mail server that takes mails for sending.",
    setup: [
      "Ask the mail server's operator for host, port, user and password.",
      "Give port 465 with `tls`, or 587 with `starttls`.",
    ],
    callbackSetup: [],
    notes: [
      "A mail server does not report what happens to a mail: its status stays *sent*.",
      "If the server does not answer after it got the mail, it is unknown whether it accepted the mail. The `Message-ID` is the same at every try, so many servers recognise a duplicate.",
      "Carillon sends nothing to a server that does not offer STARTTLS, unless the settings have the security `none`.",
    ],
  },
  example: {
    settings: {
      from: { address: "notifications@acme.example", name: "Acme" },
      ...{ host: "mail.acme.example", port: 587, security: "starttls", user: "carillon" },
    },
    credentials: { password: "a-password-of-smtp" },
  },

  async buildRequest(message, settings, { password }) {
    const mail = prepareEmail(message, settings, { takesUnicodeAddresses: true });
    if (mail.kind === "unsendable") return mail;
    const server = serverOf(settings, password);
    if ("kind" in server) return server;
    return {
      kind: "smtp",
      ...server,
      envelope: {
        from: mail.from.address,
        to: [mail.to, ...mail.cc, ...mail.bcc].map(({ address }) => address),
      },
      body: await composeMail(mail, message),
    };
  },
  readAnswer,
  checkSettings: {
    buildRequest(settings, { password }) {
      if (mailAddress(settings.from.address) === null) {
        return unsendable("config", "invalid_sender", "The sender's address is not an address.");
      }
      const server = serverOf(settings, password);
      return "kind" in server ? server : { kind: "smtp-login", ...server };
    },
    readAnswer(answer) {
      const read = readAnswer(answer);
      return read.outcome === "auth" || read.outcome === "config" ? read : null;
    },
  },
});

function serverOf(settings: SmtpSettings, password: string | undefined): SmtpServer | Unsendable {
  const { host, port, user, security = port === IMPLICIT_TLS_PORT ? "tls" : "starttls" } = settings;
  if (user === undefined) return { host, port, security, login: null };
  if (password !== undefined) return { host, port, security, login: { user, password } };
  return unsendable("auth", "no_password", "The settings name a user and no password.");
}
