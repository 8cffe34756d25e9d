import { createServer, type Socket } from "node:net";
import { listening, type Fake } from "./fake.js";

/** The step of an SMTP conversation at which a mail server fails, and how. It behaves well before that step. */
export interface MailFault {
  at: "greeting" | "EHLO" | "AUTH" | "MAIL" | "RCPT" | "DATA" | "dot";
  does: "hang" | "cut" | { reply: string };
}

const WELL: Readonly<Record<MailFault["at"], string>> = {
  greeting: "220 mail.acme.example ESMTP",
  EHLO: "250-mail.acme.example\r\n250-AUTH PLAIN\r\n250 8BITMIME",
  AUTH: "235 2.7.0 Ok",
  MAIL: "250 Ok",
  RCPT: "250 Ok",
  DATA: "354 Go on",
  dot: "250 2.0.0 Ok: queued as 4F2A1",
};
const COMMANDS = ["EHLO", "AUTH", "MAIL", "RCPT"] as const;

/** A mail server without TLS. It keeps the mails that it received up to the final dot. */
export async function mailFake(fault: MailFault | null): Promise<Fake & { mails: string[] }> {
  const sockets = new Set<Socket>();
  const mails: string[] = [];
  let requestCount = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    serve(socket, fault, { mails, onFault: () => (requestCount += 1) });
  });
  return { ...(await listening(server, sockets, () => requestCount + mails.length)), mails };
}

interface Observer {
  mails: string[];
  /** Called when a conversation reaches the step of the fault. */
  onFault(): void;
}

function serve(socket: Socket, fault: MailFault | null, { mails, onFault }: Observer): void {
  /** Whether the server behaved well at this step. */
  const reply = (at: MailFault["at"]): boolean => {
    if (fault?.at !== at) {
      socket.write(`${WELL[at]}\r\n`);
      return true;
    }
    onFault();
    if (fault.does === "cut") socket.destroy();
    else if (fault.does !== "hang") socket.write(`${fault.does.reply}\r\n`);
    return false;
  };
  let [pending, mail] = ["", null as string | null];
  const readLine = (line: string): void => {
    if (mail !== null && line !== ".") {
      mail += `${line}\r\n`;
      return;
    }
    if (mail !== null) {
      mails.push(mail);
      mail = null;
      reply("dot");
      return;
    }
    const command = COMMANDS.find((each) => line.toUpperCase().startsWith(each));
    if (command) reply(command);
    else if (/^DATA/i.test(line)) mail = reply("DATA") ? "" : null;
    else if (/^QUIT/i.test(line)) socket.end("221 Bye\r\n");
    else socket.write("502 what\r\n");
  };
  reply("greeting");
  socket.on("data", (chunk) => {
    pending += chunk.toString("latin1");
    for (let end = pending.indexOf("\r\n"); end >= 0; end = pending.indexOf("\r\n")) {
      const line = pending.slice(0, end);
      pending = pending.slice(end + 2);
      readLine(line);
    }
  });
}
