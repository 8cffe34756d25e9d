import { describe, expect, it } from "@jest/globals";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { lingerAfter } from "./linger.js";

const BODY = Buffer.alloc(4 * 1024 * 1024, "x");
const AT_ONCE = 4;

describe("lingerAfter", () => {
  it("X-03 gives every client its answer, and reads the bodies of refused requests no faster than its rate", async () => {
    let bytesRead = 0;
    const closed: Promise<unknown>[] = [];
    const server = createServer((request, response) => {
      const { socket } = request;
      closed.push(once(socket, "close").then(() => (bytesRead += socket.bytesRead)));
      // By then the first part of the body has come, as it has where a request is refused after a look at its key.
      setTimeout(() => {
        lingerAfter(request);
        response.writeHead(401, { connection: "close" }).end("refused");
      }, 20);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => answerTo(port)));
    await Promise.all(closed);
    server.close();
    const perSecond = (bytesRead / (performance.now() - begun)) * 1000;
    expect(answers).toEqual(Array.from({ length: AT_ONCE }, () => expect.stringMatching(/^HTTP\/1\.1 401 .*refused/s)));
    expect(bytesRead).toBeGreaterThan(AT_ONCE * BODY.length);
    // What each connection reads before its first pause is not counted against the rate of 16 MiB a second.
    expect(perSecond).toBeLessThan(18 * 1024 * 1024);
  });
});

/** Sends a whole body whatever comes back, as most clients do, and reads until the server closes. */
async function answerTo(port: number): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const received: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => received.push(chunk));
  socket.on("error", () => undefined);
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${BODY.length}\r\n\r\n`);
  socket.write(BODY);
  await once(socket, "close");
  return Buffer.concat(received).toString();
}
