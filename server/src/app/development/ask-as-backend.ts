import type { FastifyInstance, FastifyRequest, LightMyRequestResponse } from "fastify";
import { AppError } from "../../platform/errors/index.js";

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
