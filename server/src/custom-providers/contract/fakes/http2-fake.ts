import { constants, createServer } from "node:http2";
import { listening, type Fake } from "./fake.js";

/** The behaviour of an HTTP/2 server for a stream; `hang` never answers. */
export type StreamAnswer = { status: number; headers?: Readonly<Record<string, string>>; body: string } | StreamFault;
export type StreamFault = "refuse" | "reset" | "hang";

/** An HTTP/2 server without TLS; `answerTo` decides by the path of each stream. */
export async function http2Fake(answerTo: (path: string) => StreamAnswer): Promise<Fake> {
  const sessions = new Set<{ destroy(): void }>();
  let requestCount = 0;
  const server = createServer();
  server.on("session", (session) => sessions.add(session));
  server.on("stream", (stream, headers) => {
    requestCount += 1;
    const answer = answerTo(headers[":path"] ?? "");
    stream.on("error", () => undefined);
    if (answer === "hang") return;
    if (answer === "refuse") return stream.close(constants.NGHTTP2_REFUSED_STREAM);
    if (answer === "reset") return stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    stream.respond({ ":status": answer.status, ...answer.headers });
    stream.end(answer.body);
  });
  return listening(server, sessions, () => requestCount);
}
