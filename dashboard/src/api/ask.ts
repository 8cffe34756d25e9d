import { CarillonError, createSessionClient, type SessionClient, type TypedDocument } from "@carillon/client";
import { addressOf } from "../app/page-address.js";
import { signIn } from "../app/session/sign-in.js";
import { askToSignIn } from "../app/session/sign-in-request.js";

const clients = new Map<string, SessionClient>();

function clientOf(environmentKey: string): SessionClient {
  const known = clients.get(environmentKey);
  if (known) return known;
  const client = createSessionClient({ endpoint: addressOf("graphql"), environmentKey });
  clients.set(environmentKey, client);
  return client;
}

/**
 * Asks the API within an environment. Where the session has ended, or is too old for what is asked, signs in again and repeats
 * the operation, since a refusal means that nothing was done.
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
    if (!(error instanceof CarillonError)) throw error;
    const isOld = error.issues.some(({ code }) => code === "sign_in_again");
    if (error.code !== "UNAUTHENTICATED" && !isOld) throw error;
    await (isOld ? askToSignIn("again") : signIn());
    return request();
  }
}
