import { CarillonError, createClient, type BrowserClient, type OpenSocket, type TypedDocument } from "@carillon/client";
import { ask } from "../../../api/ask.js";
import { isObject } from "../parts/merge-patch.js";

type Json = Readonly<Record<string, unknown>>;

export interface FeedClientOptions {
  readonly environmentKey: string;
  readonly userId: string;
  /** Whether marks reach the server. Otherwise every mark is answered with the items as they are. */
  readonly hasMarks: boolean;
}

/**
 * A client of the widget for somebody else's feed: it asks with the session of the dashboard and names the user in each call.
 * Nothing is live, because a socket would need a token of the user.
 */
export function createFeedClient({ environmentKey, userId, hasMarks }: FeedClientOptions): BrowserClient {
  const seen = new Map<unknown, Json>();
  let head: Json = {};

  const forward = async (query: string, variables: Json): Promise<Json> => {
    const document: TypedDocument<Json, Json> = query;
    const data = await ask(environmentKey, document, { variables: withRecipient(variables, userId) });
    const { feed } = data;
    if (isObject(feed)) {
      const { items, ...rest } = feed;
      head = { ...head, ...rest };
      const nodes: unknown = isObject(items) ? items["nodes"] : [];
      for (const item of Array.isArray(nodes) ? nodes : []) if (isObject(item)) seen.set(item["id"], item);
    }
    return data;
  };

  const answer = (query: string, variables: Json): Promise<Json> | Json =>
    hasMarks || !query.trimStart().startsWith("mutation")
      ? forward(query, variables)
      : unchanged(query, { variables, head, items: seen });

  return createClient({
    ...{ endpoint: "https://dashboard.invalid/graphql", publicKey: "pk_dashboard", userId, crossTab: false },
    ...{ markStorage: null, maxRetries: 0, shareSocket: () => openStillSocket(() => head) },
    async fetch(_, init) {
      const body: unknown = JSON.parse(typeof init?.body === "string" ? init.body : "{}");
      const { query, variables } = isObject(body) ? body : {};
      const given = isObject(variables) ? variables : {};
      return Response.json(await answered(async () => answer(typeof query === "string" ? query : "", given)));
    },
  });
}

async function answered(work: () => Promise<Json>): Promise<Json> {
  try {
    return { data: await work() };
  } catch (error) {
    const { code, message } =
      error instanceof CarillonError ? error : new CarillonError("NETWORK_ERROR", "The server does not answer.");
    return { errors: [{ message, extensions: { code } }] };
  }
}

/** The operations of the SDK take the recipient as a variable, or within their input. */
function withRecipient(variables: Json, userId: string): Json {
  const recipient = { userId };
  const { input } = variables;
  if (!isObject(input)) return { ...variables, recipient };
  return "ids" in input ? variables : { ...variables, input: { ...input, recipient } };
}

/** The answer to marks that do not happen: the items as they are. */
export function unchanged(
  query: string,
  {
    variables,
    head,
    items,
  }: { readonly variables: Json; readonly head: Json; readonly items: ReadonlyMap<unknown, Json> },
): Json {
  const fields = [...query.matchAll(/(?:(m\d+):\s*)?(\w+)\(\s*input:\s*\$(\w+)/g)];
  return Object.fromEntries(
    fields.map(([, alias, field = "", variable = ""]) => {
      const input = variables[variable];
      const ids: unknown = isObject(input) ? input["ids"] : [];
      const messages = (Array.isArray(ids) ? ids : []).flatMap((id: unknown) => items.get(id) ?? []);
      const isWhole = field === "markFeed" || field === "undoMarkFeed";
      const whole = { feed: head, changedCount: 0, markedAt: new Date().toISOString() };
      return [alias ?? field, isWhole ? whole : { messages, feeds: [head], missingIds: [] }];
    }),
  );
}

/** A socket that says once that nothing has changed, and never anything more. */
function openStillSocket(head: () => Json): OpenSocket {
  return (listener) => {
    let isClosed = false;
    const soon = (work: () => void) => queueMicrotask(() => isClosed || work());
    soon(() => listener.onOpen());
    return {
      send(_, sink) {
        const feedChanged = { feed: head(), items: [], removedIds: [], isReset: false };
        soon(() => sink.onAnswer({ data: { feedChanged } }));
        return () => undefined;
      },
      close() {
        isClosed = true;
      },
    };
  };
}
