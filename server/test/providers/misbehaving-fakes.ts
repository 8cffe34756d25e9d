import { createServer as createHttp2Server } from "node:http2";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A server on loopback that does one thing to each connection. */
export interface Fake {
  port: number;
  /** How many connections or requests came. */
  count(): number;
  close(): Promise<void>;
}

type Listener = Pick<Server, "listen" | "close" | "address" | "on">;

async function started(server: Listener, sockets: Set<{ destroy(): void }>, count: () => number): Promise<Fake> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return { port, count, close };
}

/** A raw server: `behave` gets each socket once the whole request has come. */
export async function rawFake(behave: (socket: Socket, request: string) => void): Promise<Fake> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    sockets.add(socket);
    let text = "";
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      const length = Number(/content-length: *(\d+)/i.exec(text.slice(0, Math.max(end, 0)))?.[1] ?? 0);
      if (end < 0 || text.length < end + 4 + length) return;
      const whole = text;
      text = "";
      behave(socket, whole);
    });
  });
  return started(server, sockets, () => count);
}

export function httpAnswer(status: number, headers: Record<string, string>, body: string): string {
  const lines = Object.entries({ ...headers, "content-length": String(Buffer.byteLength(body)) });
  return [`HTTP/1.1 ${status} x`, ...lines.map(([name, value]) => `${name}: ${value}`), "", body].join("\r\n");
}

/** A server of HTTP/2 without TLS; `answer` says what each stream gets, `null` that it waits for ever. */
export async function http2Fake(
  answer: (path: string) => { status: number; body: string } | "refuse" | "reset" | null,
): Promise<Fake> {
  const sockets = new Set<{ destroy(): void }>();
  let count = 0;
  const server = createHttp2Server();
  server.on("session", (session) => sockets.add(session));
  server.on("stream", (stream, headers) => {
    count += 1;
    stream.on("error", () => undefined);
    const said = answer(headers[":path"] ?? "");
    if (said === null) return;
    if (said === "refuse") return stream.close(7);
    if (said === "reset") return stream.close(2);
    stream.respond({ ":status": said.status, "apns-id": "11111111-1111-4111-8111-111111111111" });
    stream.end(said.body);
  });
  return started(server, sockets, () => count);
}

/** Where a mail server falls silent, hangs up or refuses; it serves well up to there. */
export interface MailFault {
  at: "greeting" | "EHLO" | "AUTH" | "MAIL" | "RCPT" | "DATA" | "dot";
  does: "hang" | "cut" | { reply: string };
}

export async function mailFake(fault: MailFault | null): Promise<Fake & { mails: string[] }> {
  const sockets = new Set<Socket>();
  const mails: string[] = [];
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    const reply = (at: MailFault["at"], well: string): boolean => {
      if (fault?.at !== at) socket.write(`${well}\r\n`);
      else if (fault.does === "cut") socket.destroy();
      else if (fault.does !== "hang") socket.write(`${fault.does.reply}\r\n`);
      return fault?.at !== at;
    };
    let [pending, mail] = ["", null as string | null];
    reply("greeting", "220 mail.acme.example ESMTP");
    socket.on("data", (chunk) => {
      pending += chunk.toString("latin1");
      for (let end = pending.indexOf("\r\n"); end >= 0; end = pending.indexOf("\r\n")) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        if (mail !== null && line !== ".") mail += `${line}\r\n`;
        else if (mail !== null) {
          mails.push(mail);
          mail = null;
          reply("dot", "250 2.0.0 Ok: queued as 4F2A1");
        } else if (/^EHLO/i.test(line)) reply("EHLO", "250-mail.acme.example\r\n250-AUTH PLAIN\r\n250 8BITMIME");
        else if (/^AUTH/i.test(line)) reply("AUTH", "235 2.7.0 Ok");
        else if (/^MAIL/i.test(line)) reply("MAIL", "250 Ok");
        else if (/^RCPT/i.test(line)) reply("RCPT", "250 Ok");
        else if (/^DATA/i.test(line)) mail = reply("DATA", "354 Go on") ? "" : null;
        else if (/^QUIT/i.test(line)) socket.end("221 Bye\r\n");
        else socket.write("502 what\r\n");
      }
    });
  });
  return { ...(await started(server, sockets, () => count)), mails };
}
