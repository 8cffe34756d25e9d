import type { Server } from "node:http";
import type { Socket } from "node:net";
import { plainAddress, trustOf } from "./client-address.js";

/** Connections that carry HTTP, in all and of one address. WebSockets are counted by their own rules. */
const HTTP_CONNECTIONS_MAX = 4096;
const HTTP_CONNECTIONS_OF_ADDRESS_MAX = 2048;

/**
 * Closes connections above the limits at once. A trusted proxy connects for many clients, so only the total limit
 * applies to it.
 */
export function capConnections(server: Server, trustedProxies: readonly string[]): void {
  const isTrusted = trustOf(trustedProxies);
  const counts = new Map<string, number>();
  let all = 0;

  const leave = new WeakMap<Socket, () => void>();
  server.on("connection", (socket) => {
    const address = plainAddress(socket.remoteAddress ?? "");
    const own = counts.get(address) ?? 0;
    const isProxy = isTrusted(address);
    if (all >= HTTP_CONNECTIONS_MAX || (!isProxy && own >= HTTP_CONNECTIONS_OF_ADDRESS_MAX)) {
      socket.destroy();
      return;
    }
    all += 1;
    counts.set(address, own + 1);
    leave.set(socket, () => {
      leave.delete(socket);
      all -= 1;
      const left = (counts.get(address) ?? 1) - 1;
      if (left > 0) counts.set(address, left);
      else counts.delete(address);
    });
    socket.once("close", () => leave.get(socket)?.());
  });
  server.on("upgrade", (request) => leave.get(request.socket)?.());
}
