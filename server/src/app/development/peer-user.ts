import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";

const TABLES = ["/proc/net/tcp", "/proc/net/tcp6"];

interface Ports {
  /** The client's port. */
  client: number;
  /** This server's port. */
  server: number;
}

/**
 * The user ids that own the client's end of a connection within this machine, from Linux' socket tables. A line
 * contains: number, local address, remote address, state, queues, timer, retransmissions, user id. Addresses are not
 * compared: if several lines have these ports, all of their owners must be trusted.
 */
export function ownersIn(table: string, { client, server }: Ports): number[] {
  const owners: number[] = [];
  for (const line of table.split("\n").slice(1)) {
    const columns = line.trim().split(/\s+/);
    const [, local = "", remote = "", , , , , owner] = columns;
    if (portIn(local) === client && portIn(remote) === server && owner !== undefined) owners.push(Number(owner));
  }
  return owners;
}

function portIn(address: string): number {
  return Number.parseInt(address.split(":")[1] ?? "", 16);
}

/**
 * Whether the client of a loopback connection runs as the user who runs this server, or as root, who may read its files
 * anyway. On systems that cannot tell (all but Linux) every client is accepted.
 */
export async function isSamePerson(socket: Socket): Promise<boolean> {
  const me = process.getuid?.();
  const { remotePort, localPort } = socket;
  if (me === undefined || remotePort === undefined || localPort === undefined) return true;
  const tables = await Promise.all(TABLES.map((file) => readFile(file, "utf8").catch(() => "")));
  const owners = tables.flatMap((table) => ownersIn(table, { client: remotePort, server: localPort }));
  return owners.every((owner) => owner === me || owner === 0);
}
