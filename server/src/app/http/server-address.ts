import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";

export function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  if (!isAddressInfo(address)) throw new Error("The server listens on no port.");
  return address.port;
}

function isAddressInfo(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

/** For example `http://localhost:4000`. */
export function urlOf(host: string, port: number): string {
  return `http://${hostName(host)}:${port}`;
}

function hostName(host: string): string {
  // Names that resolve to 127.0.0.1 first; other loopback addresses are shown as they are.
  if (["localhost", "127.0.0.1", "0.0.0.0", "::"].includes(host)) return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
