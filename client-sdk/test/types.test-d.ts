// Checked by the compiler only: the guarantees of the public types.
import {
  type BrowserClient,
  type FeedHandle,
  type FeedItem,
  type ServerClient,
  CarillonError,
  createClient,
} from "../src/index.js";
import type * as types from "../src/index.js";
import type * as generated from "../src/generated/operations.js";

type IsSame<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** Compiles only for equal types. */
export function same<A, B>(_answer: IsSame<A, B>): void {
  return undefined;
}

// The documented interfaces equal the types of the schema.
same<FeedItem, generated.FeedItemFragment>(true);
same<types.FeedCounts, generated.FeedHeadFragment["counts"]>(true);
same<types.RecipientSummary, generated.RecipientSummaryFragment>(true);
same<types.User, generated.UserFieldsFragment>(true);
same<types.PreferenceSet, generated.PreferenceSetFieldsFragment>(true);
same<types.Trigger, generated.TriggerFieldsFragment>(true);
same<types.NotifyAnswer, NonNullable<generated.NotifyMutation["notify"]>>(true);
same<types.NotifyManyResult, NonNullable<generated.NotifyManyMutation["notifyMany"]>["results"][number]>(true);
same<types.StoredObject, NonNullable<generated.SetObjectMutation["setObject"]>["object"]>(true);
same<types.Tenant, NonNullable<generated.SetTenantMutation["setTenant"]>["tenant"]>(true);

const endpoint = "http://localhost:4000/graphql";

// The options determine the methods of the client.
const server: ServerClient = createClient({ endpoint, secretKey: "sk_1" });
const browser: BrowserClient = createClient({ endpoint, publicKey: "pk_1", userToken: () => Promise.resolve("token") });
// @ts-expect-error a person cannot notify
void browser.notify;
// @ts-expect-error one key or the other
void createClient({ endpoint, publicKey: "pk_1", secretKey: "sk_1" });
// @ts-expect-error a key is needed
void createClient({ endpoint });

// A recipient is named in exactly one way.
void server.notify({ workflowKey: "mention", recipients: [{ to: { userId: "ada" } }], data: { any: ["json"] } });
// @ts-expect-error two ways at once
void server.notify({ workflowKey: "mention", recipients: [{ to: { userId: "ada", user: { userId: "ada" } } }] });

// The result type follows from the document's type, and its variables are checked.
const typed: types.TypedDocument<{ readonly viewer: { readonly name: string } | null }, { readonly id: string }> =
  "{ … }";
export async function nameOf(): Promise<string | undefined> {
  const { viewer } = await server.request(typed, { id: "x" });
  return viewer?.name;
}
// @ts-expect-error a wrong variable
void server.request(typed, { id: 1 });

// Known error codes complete in the editor, and unknown ones are allowed.
export function explain(error: unknown): string {
  if (!(error instanceof CarillonError)) return "";
  return error.code === "RATE_LIMITED"
    ? `Wait ${error.retryAfterMs} ms`
    : error.issues.map(({ path }) => path.join(".")).join();
}

// Items are read-only. Marks accept items or ids, one or many.
export function read(feed: FeedHandle, item: FeedItem): void {
  void feed.markRead(item);
  void feed.markRead([item.id, "msg_2"]);
  // @ts-expect-error what the server says stays as it is
  item.readAt = null;
}
