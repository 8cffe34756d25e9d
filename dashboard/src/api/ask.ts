import { CarillonError, createSessionClient, type SessionClient, type TypedDocument } from "@carillon/client";
import { addressOf } from "../app/page-address.js";
import { signIn } from "../app/session/sign-in.js";

const clients = new Map<string, SessionClient>();

function clientOf(environmentKey: string): SessionClient {
  const known = clients.get(environmentKey);
  if (known) return known;
  const client = createSessionClient({ endpoint: addressOf("graphql"), environmentKey });
  clients.set(environmentKey, client);
  return client;
}

/**
 * Asks the API within an environment. Where the session has ended, signs in again and repeats the operation, since a refused
 * session means that nothing was done.
 */
export async function ask<Result, Variables extends object>(
  environmentKey: string,
  document: TypedDocument<Result, Variables>,
  { variables, signal }: { variables?: Variables; signal?: AbortSignal } = {},
): Promise<Result> {
  const request = (): Promise<Result> =>
    clientOf(environmentKey).request(document, variables, signal ? { signal } : {});
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof CarillonError) || error.code !== "UNAUTHENTICATED") throw error;
    await signIn();
    return request();
  }
}
