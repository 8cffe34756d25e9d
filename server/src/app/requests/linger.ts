import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { DrainRate } from "./drain-rate.js";

const MIB = 1024 * 1024;
/** The largest body that any caller may send, and a little. */
const DRAINED_MAX_BYTES = 17 * MIB;
const DRAINED_MAX_MS = 10_000;
/** Maximum bytes per second of refused bodies that are read and discarded, on all connections together. */
const DRAINED_PER_SECOND_BYTES = 16 * MIB;
/** The rest of a smaller body is not worth a new connection. */
const SMALL_BODY_BYTES = 64 * 1024;
/** Connections that may wait for their bytes to be dropped; the kernel holds up to some MiB for each. Others are cut. */
const LINGERING_MAX = 256;
/** A shorter delay is not worth a pause. */
const PAUSE_MIN_MS = 10;

const drainRate = new DrainRate(DRAINED_PER_SECOND_BYTES);
let lingeringCount = 0;

/**
 * Closes the connection of a request that is answered before its large body was read. There, and where the connection is closed
 * for another reason, the rest of the body is dropped slowly.
 */
export function lingerAfterUnreadBodies(app: FastifyInstance): void {
  app.addHook("onSend", async (request, reply) => {
    if (hasUnreadBody(request)) reply.header("connection", "close");
    if (reply.getHeader("connection") === "close") lingerAfter(request.raw);
  });
}

function hasUnreadBody({ raw, headers }: FastifyRequest): boolean {
  if (raw.complete) return false;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > SMALL_BODY_BYTES;
}

/**
 * Lets a client that is still sending its body read the answer. Node closes a connection as soon as its last answer is
 * written; further bytes are answered with a reset, and most clients report the reset instead of the answer. With this, the
 * connection is closed for writing only, and incoming bytes are read and dropped at a bounded rate: until the body ends, the
 * client closes, or a limit of bytes or time is reached.
 */
export function lingerAfter(request: IncomingMessage): void {
  const { socket } = request;
  if (request.complete || socket.destroyed || lingeringCount >= LINGERING_MAX) return;
  // Once the answer is written, Node drops what arrives of a request that nobody has read from, at full speed and without
  // events. A request that was read from once is left alone; what is read here is dropped.
  request.read();
  lingeringCount += 1;
  socket.once("close", () => (lingeringCount -= 1));
  socket.destroySoon = () => {
    let drainedBytes = 0;
    let pause: NodeJS.Timeout | undefined;
    const end = (): void => {
      clearTimeout(late);
      clearTimeout(pause);
      socket.destroy();
    };
    const late = setTimeout(end, DRAINED_MAX_MS).unref();
    socket.once("close", end);
    socket.end();
    if (request.complete || request.destroyed) return end();
    request.unpipe();
    request.on("data", (chunk: Buffer) => {
      drainedBytes += chunk.length;
      if (drainedBytes > DRAINED_MAX_BYTES) return end();
      const waitMs = drainRate.delayAfter(chunk.length);
      if (waitMs < PAUSE_MIN_MS) return;
      request.pause();
      pause = setTimeout(() => request.resume(), waitMs).unref();
    });
    request.once("end", end);
    request.resume();
  };
}
