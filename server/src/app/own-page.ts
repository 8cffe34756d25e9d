import type { FastifyInstance, FastifyRequest, LightMyRequestResponse } from "fastify";

/**
 * Whether a page of this server asks. Browsers say so by themselves, in `Origin` or, where they leave that out of plain reads,
 * in `Sec-Fetch-Site`, and no page can say otherwise; who says nothing is no page.
 */
export function isOwnPage({ headers }: FastifyRequest): boolean {
  const { origin, host = "" } = headers;
  if (origin === undefined) return headers["sec-fetch-site"] === "same-origin";
  return origin === `http://${host}` || origin === `https://${host}`;
}

/** Asks GraphQL what a page of this server wants, with the development secret key, as a product's backend would. */
export function askAsBackend(
  app: FastifyInstance,
  { headers }: FastifyRequest,
  { secretKey, payload }: { secretKey: string; payload: unknown },
): Promise<LightMyRequestResponse> {
  return app.inject({
    method: "POST",
    url: "/graphql",
    headers: {
      host: headers.host ?? "",
      authorization: `Bearer ${secretKey}`,
      accept: headers.accept ?? "application/json",
      "content-type": "application/json",
    },
    payload: JSON.stringify(payload),
  });
}
