import { STATUS_CODES, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";

const WORDS: Readonly<Record<string, [status: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, "The first line and the headers of the request are longer than 16 KiB."],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, "The chunks of the body have too long extensions."],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "The request did not arrive in time."],
  HPE_INVALID_METHOD: [400, "The first line of the request names no method that HTTP has."],
  HPE_INVALID_CONTENT_LENGTH: [400, "The header Content-Length is no number."],
  HPE_UNEXPECTED_CONTENT_LENGTH: [400, "The length of the body is said twice."],
  HPE_INVALID_TRANSFER_ENCODING: [400, "The header Transfer-Encoding does not fit the request."],
  HPE_INVALID_CHUNK_SIZE: [400, "A chunk of the body has no length."],
  HPE_INVALID_HEADER_TOKEN: [400, "A header of the request is malformed."],
  HPE_INVALID_VERSION: [400, "This server speaks HTTP/1.1."],
  HPE_INVALID_URL: [400, "The first line of the request names no path."],
};

/** A refusal in the format of all answers. */
export function refusalBody(message: string, code = "BAD_REQUEST"): string {
  return JSON.stringify({ errors: [{ message, extensions: { code } }] });
}

/** Writes a refusal to a connection that carries no request, and ends it. */
export function endWith(
  socket: Duplex,
  status: number,
  message: string,
  more: Readonly<Record<string, string>> = {},
): void {
  const body = refusalBody(message);
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
    "x-content-type-options": "nosniff",
    connection: "close",
    ...more,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on("error", () => undefined);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n${body}`);
}

/** Formats Node's own refusals like all other answers. */
export function answerNativeErrors(server: Server): void {
  server.on("checkExpectation", (_request, response: ServerResponse) => {
    const body = refusalBody("Of expectations only 100-continue is understood.");
    const length = { "content-length": String(Buffer.byteLength(body)) };
    response.writeHead(417, { "content-type": "application/json; charset=utf-8", connection: "close", ...length });
    response.end(body);
  });
  server.on("connect", (_request, socket: Duplex) =>
    endWith(socket, 405, "This server is no proxy.", { allow: "GET, POST" }),
  );
}

/** For Fastify's `clientErrorHandler`: bytes that Node could not read as a request. */
export function answerUnreadable(error: Error, socket: Duplex): void {
  const code: unknown = Reflect.get(error, "code");
  const isGone = code === "ECONNRESET" || !socket.writable;
  // If a request is being answered, a part of the answer may already have been sent.
  const answering: unknown = Reflect.get(socket, "_httpMessage");
  const isAnswered =
    typeof answering === "object" && answering !== null && Reflect.get(answering, "headersSent") === true;
  if (isGone || isAnswered) {
    socket.destroy(error);
    return;
  }
  const [status, message] = WORDS[String(code)] ?? [400, "This is no request of HTTP/1.1."];
  endWith(socket, status, message);
}

/** For Fastify's `frameworkErrors`: paths that its router does not take. */
export function answerBadPath(error: { statusCode?: number }, _request: FastifyRequest, reply: FastifyReply): void {
  const message = "The path cannot be read: each %XX must be part of a character in UTF-8.";
  void reply
    .code(error.statusCode ?? 400)
    .headers({ "content-type": "application/json; charset=utf-8", "x-content-type-options": "nosniff" })
    .send(refusalBody(error.statusCode === 414 ? "A part of the path is too long." : message));
}
