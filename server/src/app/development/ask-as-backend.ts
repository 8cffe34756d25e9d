import { AppError } from "../../platform/errors/index.js";
import type { FastifyInstance, FastifyRequest, LightMyRequestResponse } from "fastify";
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

/** Sends a GraphQL request for a page of this server with the development secret key, as a product's backend would. */
export async function askAsBackend(
  app: FastifyInstance,
  { headers }: FastifyRequest,
  { secretKey, payload }: { secretKey: string; payload: unknown },
): Promise<LightMyRequestResponse> {
  const asked = app.inject({
    method: "POST",
    url: "/graphql",
    headers: {
      host: "localhost",
      authorization: `Bearer ${secretKey}`,
      accept: headers.accept ?? "application/json",
      "content-type": "application/json",
    },
    payload: JSON.stringify(payload),
  });
  // Every answer resolves, refusals too; Fastify rejects only while the server stops.
  return asked.catch((error: unknown) => {
    throw new AppError("UNAVAILABLE", "The server is stopping. Try again in a moment.", { cause: error });
  });
}
