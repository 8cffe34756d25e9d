import { createServer, type Socket } from "node:net";
import { listening, type Fake } from "./fake.js";

/** Calls `behave` with each connection once its whole request has arrived. */
export async function httpFake(behave: (socket: Socket, request: string) => void): Promise<Fake> {
  const sockets = new Set<Socket>();
  let requestCount = 0;
  const server = createServer((socket) => {
    track(socket, sockets);
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const headEnd = text.indexOf("\r\n\r\n");
      const bodyLength = Number(/content-length: *(\d+)/i.exec(text.slice(0, Math.max(headEnd, 0)))?.[1] ?? 0);
      if (headEnd < 0 || text.length < headEnd + 4 + bodyLength) return;
      const request = text;
      text = "";
      requestCount += 1;
      behave(socket, request);
    });
  });
  return listening(server, sockets, () => requestCount);
}

/** Resets each connection as soon as it is open, before it reads a byte. */
export async function resettingFake(): Promise<Fake> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    track(socket, sockets);
    socket.resetAndDestroy();
  });
  return listening(server, sockets, () => 0);
}

function track(socket: Socket, sockets: Set<Socket>): void {
  sockets.add(socket);
  socket.on("error", () => undefined);
  socket.on("close", () => sockets.delete(socket));
}

/** The bytes of an answer. `contentLength` may promise more than the body holds. */
export function httpAnswer(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
  contentLength = Buffer.byteLength(body),
): string {
  const lines = Object.entries({ ...headers, "content-length": String(contentLength) });
  return [`HTTP/1.1 ${status} x`, ...lines.map(([name, value]) => `${name}: ${value}`), "", body].join("\r\n");
}
