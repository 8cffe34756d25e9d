import type { RequestOptions, SessionClientOptions } from "../options.js";
import { fixed } from "../person/credentials.js";
import { executeHttp } from "../transport/http.js";
import type { Operation } from "../transport/operation.js";
import { request } from "../transport/result.js";
import type { TypedDocument } from "../typed-document.js";

/** Asks the API with the session of the browser; see `createSessionClient`. */
export interface SessionClient {
  /** Sends a typed operation; rejects if the answer holds an error. */
  request<Result, Variables extends object>(
    document: TypedDocument<Result, Variables>,
    variables?: Variables,
    options?: RequestOptions,
  ): Promise<Result>;
}

/**
 * A client for a page of the server itself, such as the dashboard, whose session is in a cookie. It has no feeds.
 *
 * @example
 * const client = createSessionClient({ endpoint: "/graphql", environmentKey: "development" });
 * const { runs } = await client.request<{ runs: { nodes: { id: string }[] } }>("{ runs { nodes { id } } }");
 */
export function createSessionClient(options: SessionClientOptions): SessionClient {
  // The browser adds the cookie.
  const credentials = fixed({ "X-Carillon-Environment": options.environmentKey }, {}, null);
  const http = { options, credentials, closed: new AbortController().signal };
  const execute = (operation: Operation, more?: RequestOptions) => executeHttp(http, operation, more);
  return { request: (document, variables, more) => request({ execute }, document, variables, more) };
}
