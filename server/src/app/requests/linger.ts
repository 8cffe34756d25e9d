import type { IncomingMessage } from "node:http";

/** The largest body that any caller may send, and a little. */
const DRAINED_MAX_BYTES = 9 * 1024 * 1024;
const DRAINED_MAX_MS = 10_000;

/**
 * Lets a client that is still sending its body read the answer. Node closes a connection as soon as its last answer is
 * written; what then arrives is answered with a reset, and most clients tell the reset and not the answer. After this, the
 * connection is closed for writing, and what arrives is read and dropped: until the body ends, the client goes, or it is
 * too much or takes too long.
 */
export function lingerAfter(request: IncomingMessage): void {
  const { socket } = request;
  if (request.complete || socket.destroyed) return;
  socket.destroySoon = () => {
    let drainedBytes = 0;
    const end = (): void => {
      clearTimeout(late);
      socket.destroy();
    };
    const late = setTimeout(end, DRAINED_MAX_MS).unref();
    socket.once("close", end);
    socket.end();
    if (request.complete || request.destroyed) return end();
    request.unpipe();
    request.on("data", (chunk: Buffer) => {
      drainedBytes += chunk.length;
      if (drainedBytes > DRAINED_MAX_BYTES) end();
    });
    request.once("end", end);
    request.resume();
  };
}
