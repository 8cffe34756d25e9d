import type {
  CancelInput,
  IdentifyInput,
  MarkFeedInput,
  MarkMessagesInput,
  ObjectInput,
  SetPreferencesInput,
  SubscribeInput,
  TenantInput,
  UndoMarkFeedInput,
  UnsubscribeInput,
} from "../generated/operations.js";
import type { CallOptions, RequestOptions, UserToken } from "../options.js";
import type { Transport } from "../transport/transport.js";
import type { TypedDocument } from "../typed-document.js";
import type {
  MarkFeedAnswer,
  MarkMessagesAnswer,
  NotifyAnswer,
  NotifyManyResult,
  PreferenceSet,
  StoredObject,
  Tenant,
  UndoMarkFeedAnswer,
  User,
} from "./answer-types.js";
import type { AnyWorkflows, NotifyInputOf, WorkflowMap } from "../workflow-types.js";
import type { ConnectionHandle, FeedHandle, FeedOptions, Person, Subscribable } from "../types.js";

/** What both kinds of client can do. */
export interface CommonClient {
  /** The live connection that all feeds share. */
  readonly connection: ConnectionHandle;
  /** Calls and subscriptions with the client's credentials, for adapters such as `@carillon/client/apollo`. */
  readonly transport: Transport;
  /** A feed. Equal options return the same handle. Nothing is fetched before its `start()`. */
  feed(options?: FeedOptions): FeedHandle;
  /** Creates or updates a user; fields that are left out keep their values, null unsets. */
  identify(input: IdentifyInput, options?: CallOptions): Promise<User>;
  /** Stores preferences. Returns the new set. */
  setPreferences(input: SetPreferencesInput, options?: CallOptions): Promise<PreferenceSet>;
  /** Marks up to 100 messages by id. Feeds have their own, optimistic marks. */
  markMessages(input: MarkMessagesInput, options?: CallOptions): Promise<MarkMessagesAnswer>;
  /** Marks every matching item of a feed at once. */
  markFeed(input: MarkFeedInput, options?: CallOptions): Promise<MarkFeedAnswer>;
  /** Undoes a `markFeed`, for any number of items; items that had the mark before keep it. */
  undoMarkFeed(input: UndoMarkFeedInput, options?: CallOptions): Promise<UndoMarkFeedAnswer>;
  /**
   * Any operation; rejects if the answer holds an error.
   *
   * @example
   * const { viewer } = await client.request<{ viewer: { name: string | null } | null }>("{ viewer { name } }");
   */
  request<Result, Variables extends object = Record<string, unknown>>(
    document: TypedDocument<Result, Variables>,
    variables?: NoInfer<Variables>,
    options?: RequestOptions,
  ): Promise<Result>;
  /** Closes feeds, connection and cross-tab channel, and aborts running calls. Cannot be undone. */
  close(): void;
}

/** A client for one person. */
export interface BrowserClient extends CommonClient {
  /** The person that the client acts for. If a token turns out to be another person's, feeds are emptied and loaded again. */
  readonly person: Subscribable<Person>;
  /** Takes a renewed token, or another person's; feeds and connection follow. */
  setUserToken(userToken: UserToken): void;
  /**
   * Calls the `userToken` function to find out who is signed in, for instance after a log-in that the client cannot notice.
   */
  recheckPerson(): Promise<void>;
  /** The user's own preferences, all layers merged; null for an unknown user. */
  preferences(tenantId?: string | null, options?: CallOptions): Promise<PreferenceSet | null>;
}

/** A client for a backend; `Workflows`, such as `npx carillon types` writes, say which data each `notify` takes. */
export interface ServerClient<Workflows extends WorkflowMap<Workflows> = AnyWorkflows> extends CommonClient {
  /**
   * Starts a workflow for recipients; once answered, the trigger is stored and will be processed. Tried again by itself only
   * with an `idempotencyKey`.
   *
   * @example
   * await carillon.notify({ workflowKey: "mention", recipients: [{ to: { userId: "ada" } }], data: { document: "Plan" } });
   */
  notify(input: NotifyInputOf<Workflows>, options?: CallOptions): Promise<NotifyAnswer>;
  /** Up to 100 `notify` calls in one; one result per item, in the order given. */
  notifyMany(items: readonly NotifyInputOf<Workflows>[], options?: CallOptions): Promise<readonly NotifyManyResult[]>;
  /** Ends the unfinished runs of earlier triggers. Returns how many. */
  cancel(input: CancelInput, options?: CallOptions): Promise<number>;
  /** Creates or updates an object. */
  setObject(input: ObjectInput, options?: CallOptions): Promise<StoredObject>;
  /** Creates or updates a tenant. */
  setTenant(input: TenantInput, options?: CallOptions): Promise<Tenant>;
  /** Subscribes recipients to an object. Returns how many subscriptions were created or changed. */
  subscribe(input: SubscribeInput, options?: CallOptions): Promise<number>;
  /** Ends subscriptions to an object. Returns how many. */
  unsubscribe(input: UnsubscribeInput, options?: CallOptions): Promise<number>;
}
