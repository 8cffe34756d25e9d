import type { FastifyRequest } from "fastify";
import { isLoopback } from "../http/http-headers.js";
import { plainAddress } from "../requests/client-address.js";

const FORWARDED_FOR = ["x-forwarded-for", "x-real-ip", "forwarded"];
const ADDRESSES = /\[?[0-9a-f]*[.:][0-9a-f.:]+\]?/gi;

/** Whether a proxy on this machine, trusted or not, speaks for another machine. */
export function isFromElsewhere({ headers }: FastifyRequest): boolean {
  const said = FORWARDED_FOR.map((name) => String(headers[name] ?? "")).join(",");
  return (said.match(ADDRESSES) ?? []).some((address) => !isLoopback(plainAddress(withoutPort(address))));
}

function withoutPort(address: string): string {
  return address.replace(/^(\[.*\]|[\d.]+):\d+$/, "$1");
}
