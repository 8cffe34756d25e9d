import { connect as connectTcp, type Socket } from "node:net";
import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Guard } from "./guard.js";
import { notAnswered, type SendOutcome } from "./outcome.js";

/** A conversation with a mail server. Without an envelope it ends after the login. */
export interface MailRequest {
  host: string;
  port: number;
  security: "tls" | "starttls" | "none";
  login: { user: string; password: string } | null;
  envelope?: { from: string; to: string[] };
  body?: Uint8Array;
}

/** The stage of the conversation at which a reply came; `accepted` is the reply after the final dot. */
type Stage = "greeting" | "auth" | "mail" | "rcpt" | "data" | "accepted";

const STAGE_HEADER = "x-smtp-stage";
const COMMAND_STAGES: readonly (readonly [RegExp, Stage])[] = [
  [/^AUTH/, "auth"],
  [/^MAIL/, "mail"],
  [/^RCPT/, "rcpt"],
  [/^DATA/, "data"],
];

/**
 * Sends a mail. Nodemailer reports a timeout at RCPT TO and one after the final dot as the same error. They are
 * distinguished by whether the mail was read, which happens only after the server accepted DATA.
 */
export async function sendMail(guard: Guard, request: MailRequest, timeoutMs: number): Promise<SendOutcome> {
  const target = guard.mailTargetOf(request.host, request.port);
  const isFake = target.kind === "fake";
  const socket = connectTcp({
    ...{ host: target.hostname, port: target.port },
    ...(!isFake && { lookup: guard.lookup }),
  });
  const talk = new Conversation(socket, isFake ? { ...request, security: "none" } : request, timeoutMs);
  try {
    return await talk.run();
  } catch (error) {
    return talk.outcomeOf(error);
  } finally {
    talk.end();
  }
}

class Conversation {
  #connection: SMTPConnection | null = null;
  #hasBodyBegun = false;
  #reject: (error: Error) => void = () => undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #failed: Promise<never>;

  constructor(
    private readonly socket: Socket,
    private readonly request: MailRequest,
    timeoutMs: number,
  ) {
    this.#failed = new Promise<never>((_resolve, reject) => (this.#reject = reject));
    this.#failed.catch(() => undefined);
    socket.on("error", this.#reject);
    const late = Object.assign(new Error(`There was no answer within ${timeoutMs} ms.`), { code: "ETIMEDOUT" });
    this.#timer = setTimeout(() => this.#reject(late), timeoutMs);
  }

  async run(): Promise<SendOutcome> {
    const { login, envelope, body } = this.request;
    await this.#step((done) => this.socket.once("connect", () => done(null)));
    const connection = this.#connect();
    await this.#step((done) => connection.connect((error) => done(error ?? null)));
    if (login) {
      const credentials = {
        user: login.user,
        pass: login.password,
        credentials: { user: login.user, pass: login.password },
      };
      await this.#step((done) => connection.login(credentials, (error) => done(error ?? null)));
    }
    if (!envelope || !body) return answerOf(235, "", "auth");
    return this.#step<SendOutcome>((done) =>
      connection.send(envelope, this.#bodyOf(body), (error, info) => {
        const refused = info?.rejectedErrors?.find((each) => each.recipient === envelope.to[0]);
        const wrong = error ?? refused;
        if (wrong) done(wrong);
        else done(null, answerOf(...replyOf(info?.response ?? ""), "accepted"));
      }),
    );
  }

  /** The outcome of an error: the server's reply if there is one; else it depends on whether the mail was being sent. */
  outcomeOf(error: unknown): SendOutcome {
    const said = readReply(error);
    if (said.code < 400) return notAnswered(this.#hasBodyBegun ? "body-begun" : "before-body", error);
    return answerOf(said.code, said.text, this.#stageOf(said.command));
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#connection?.close();
    this.socket.destroy();
  }

  #connect(): SMTPConnection {
    const { host, port, security } = this.request;
    const connection = new SMTPConnection({
      ...{ host, port, connection: this.socket, secure: security === "tls" },
      ...{ requireTLS: security === "starttls", ignoreTLS: security === "none" },
      tls: { servername: host },
    });
    connection.on("error", this.#reject);
    connection.once("end", () => this.#reject(Object.assign(new Error("The server hung up."), { code: "ECONNRESET" })));
    this.#connection = connection;
    return connection;
  }

  #bodyOf(body: Uint8Array): Readable {
    const begin = (): void => {
      this.#hasBodyBegun = true;
    };
    return new Readable({
      read() {
        begin();
        this.push(body);
        this.push(null);
      },
    });
  }

  #stageOf(command: string): Stage {
    if (this.#hasBodyBegun) return "accepted";
    return COMMAND_STAGES.find(([form]) => form.test(command))?.[1] ?? "greeting";
  }

  #step<T = void>(start: (done: (error: Error | null, value?: T) => void) => void): Promise<T> {
    const finished = new Promise<T>((resolve, reject) => {
      start((error, value) => (error ? reject(error) : resolve(value as T)));
    });
    finished.catch(() => undefined);
    return Promise.race([finished, this.#failed]);
  }
}

function answerOf(status: number, body: string, stage: Stage): SendOutcome {
  return { kind: "answer", status, headers: { [STAGE_HEADER]: stage }, body, isCut: false };
}

/** The server's reply in an error of nodemailer's; code 0 if there is none. */
function readReply(error: unknown): { code: number; text: string; command: string } {
  const fields: Record<string, unknown> = { ...(typeof error === "object" ? error : null) };
  const { responseCode, response, command } = fields;
  const [, text] = replyOf(typeof response === "string" ? response : "");
  return {
    ...{ code: typeof responseCode === "number" ? responseCode : 0, text },
    command: typeof command === "string" ? command : "",
  };
}

/** Code and text of a reply; each line of a reply begins with the code. */
function replyOf(response: string): [status: number, text: string] {
  return [Number(/^\d{3}/.exec(response)?.[0] ?? 0), response.replace(/^\d{3}[ -]/gm, "")];
}
