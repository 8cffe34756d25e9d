import { createBaseClient } from "./client.js";
import type { BrowserClient, ServerClient } from "./client-types.js";
import type { BrowserClientOptions, ServerClientOptions } from "../options.js";
import type { AnyWorkflows, WorkflowMap } from "../workflow-types.js";
import { createServerMethods } from "./server-methods.js";

/**
 * A client: with a public key and a user token for one person in a browser, with a secret key for a backend.
 *
 * @example
 * const carillon = createClient({ endpoint: "https://notify.example.com/graphql", secretKey: process.env.CARILLON_SECRET_KEY });
 * await carillon.notify({ workflowKey: "mention", recipients: [{ to: { userId: "ada" } }] });
 *
 * @example
 * const client = createClient({ endpoint: "/graphql", publicKey: "pk_…", userToken: () => fetchToken() });
 * const feed = client.feed();
 * const stop = feed.start();
 */
export function createClient<Workflows extends WorkflowMap<Workflows> = AnyWorkflows>(
  options: ServerClientOptions,
): ServerClient<Workflows>;
export function createClient(options: BrowserClientOptions): BrowserClient;
export function createClient(options: BrowserClientOptions | ServerClientOptions): BrowserClient & ServerClient {
  const client = createBaseClient(options);
  return { ...client, ...createServerMethods(client.transport) };
}
