/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Whether archived items are in. */
export type ArchivedFilter =
  /** Leave them out. */
  | 'EXCLUDE'
  /** Have both. */
  | 'INCLUDE'
  /** Have nothing else. */
  | 'ONLY';

/** Which runs to cancel. */
export type CancelInput = {
  /** Their `cancellationKey`. */
  readonly cancellationKey: string;
  /** Only these recipients' runs; left out, all. */
  readonly recipients?: ReadonlyArray<RecipientRefInput> | null | undefined;
  /** Workflow of the triggers. */
  readonly workflowKey: string;
};

/** Kinds of channel; values may be added. */
export type ChannelType =
  /** Slack, Teams, Discord and the like. */
  | 'CHAT'
  /** Email. */
  | 'EMAIL'
  /** In-app feed. */
  | 'IN_APP'
  /** Mobile or web push. */
  | 'PUSH'
  /** Text message. */
  | 'SMS'
  /** HTTP call. */
  | 'WEBHOOK';

/** Where delivery stands; values may be added. */
export type DeliveryStatus =
  /** Refused by the receiving side. */
  | 'BOUNCED'
  /** Known to have arrived. */
  | 'DELIVERED'
  /** Kept back by sandbox mode. */
  | 'NOT_SENT'
  /** Waiting to be sent. */
  | 'QUEUED'
  /** Being sent. */
  | 'SENDING'
  /** Handed to the provider. */
  | 'SENT'
  /** Sent, but the provider's answer was lost. */
  | 'UNCERTAIN'
  /** Given up. */
  | 'UNDELIVERED';

/** What to do to messages; each mark may be repeated without harm, and setting one sets those it implies. */
export type EngagementMark =
  /** Set archivedAt. */
  | 'ARCHIVED'
  /** Set interactedAt, and readAt and seenAt if unset. */
  | 'INTERACTED'
  /** Set readAt, and seenAt if unset. */
  | 'READ'
  /** Set seenAt. */
  | 'SEEN'
  /** Clear archivedAt; in `markFeed` give a filter that includes archived items. */
  | 'UNARCHIVED'
  /** Clear readAt. */
  | 'UNREAD'
  /** Clear seenAt and readAt. */
  | 'UNSEEN';

/** Stable error codes; values may be added. */
export type ErrorCode =
  /** Malformed request. */
  | 'BAD_REQUEST'
  /** Input is not acceptable; see `issues`. */
  | 'BAD_USER_INPUT'
  /** Someone else changed it meanwhile. */
  | 'CONFLICT'
  /** Switched off in this environment. */
  | 'FEATURE_DISABLED'
  /** Key or token may not do this. */
  | 'FORBIDDEN'
  /** The document does not parse. */
  | 'GRAPHQL_PARSE_FAILED'
  /** The document does not fit the schema. */
  | 'GRAPHQL_VALIDATION_FAILED'
  /** The idempotency key was used with other contents. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** Our fault; `extensions.errorId` is in the log. */
  | 'INTERNAL_SERVER_ERROR'
  /** What was named does not exist, or not for this caller. */
  | 'NOT_FOUND'
  /** Which operation to run is unclear. */
  | 'OPERATION_RESOLUTION_FAILURE'
  /** The operation costs too much. */
  | 'OPERATION_TOO_COMPLEX'
  /** Too large. */
  | 'PAYLOAD_TOO_LARGE'
  /** The persisted document is unknown. */
  | 'PERSISTED_QUERY_NOT_FOUND'
  /** Persisted documents are off. */
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  /** Too many requests; try again after `extensions.retryAfterMs`. */
  | 'RATE_LIMITED'
  /** Key or token is missing, wrong or expired. */
  | 'UNAUTHENTICATED'
  /** Not possible at this moment, and not done; try again after `extensions.retryAfterMs`. */
  | 'UNAVAILABLE';

/** Which items; all given parts must hold. */
export type FeedFilterInput = {
  /** Whether archived ones are in. */
  readonly archived?: ArchivedFilter;
  /** Only with one of these categories. */
  readonly categories?: ReadonlyArray<string> | null | undefined;
  /** Only messages created before this instant. */
  readonly createdBefore?: string | null | undefined;
  /** Only messages created at this instant or later. */
  readonly createdFrom?: string | null | undefined;
  /** Only items whose data contains all of this. */
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  /** Only with (true) or without (false) a tenant. */
  readonly hasTenant?: boolean | null | undefined;
  /** Only read (true) or unread (false) ones. */
  readonly isRead?: boolean | null | undefined;
  /** Only seen (true) or unseen (false) ones. */
  readonly isSeen?: boolean | null | undefined;
  /** How pinned items are treated; `INCLUDE` if omitted. */
  readonly pinned?: PinnedFilter;
  /** Whether the items are snoozed. */
  readonly snoozed?: SnoozedFilter;
  /** Only from these workflows. */
  readonly workflowKeys?: ReadonlyArray<string> | null | undefined;
};

/** A user to create or update; what is left out stays, null unsets. */
export type IdentifyInput = {
  /** URL of a picture. */
  readonly avatar?: string | null | undefined;
  /** Email address. */
  readonly email?: string | null | undefined;
  /** BCP 47 language tag. */
  readonly locale?: string | null | undefined;
  /** Name to show. */
  readonly name?: string | null | undefined;
  /** Phone number, E.164. */
  readonly phoneNumber?: string | null | undefined;
  /** Your own properties; merged deeply, null unsets a key, lists are replaced. */
  readonly properties?: Readonly<Record<string, unknown>> | null | undefined;
  /** IANA time zone. */
  readonly timezone?: string | null | undefined;
  /** Your id; left out with a user token, the token's user. */
  readonly userId?: string | null | undefined;
};

/** Which feed to mark. */
export type MarkFeedInput = {
  /** As in `Query.feed`. */
  readonly channelKey?: string | null | undefined;
  /** Which items; left out, all that are not archived. */
  readonly filter?: FeedFilterInput | null | undefined;
  /** What to do. */
  readonly mark: EngagementMark;
  /** As in `Query.feed`. */
  readonly recipient?: RecipientRefInput | null | undefined;
  /** As in `Query.feed`. */
  readonly tenantId?: string | null | undefined;
  /** Only items that arrived up to this version, so that what the reader has not been shown stays untouched; left out, all. */
  readonly upToVersion?: string | null | undefined;
};

/** Which messages to mark. */
export type MarkMessagesInput = {
  /** Up to 100 message ids. */
  readonly ids: ReadonlyArray<string>;
  /** Whether it was a link within the message that was followed: with `INTERACTED`, sets linkClickedAt too. */
  readonly isLinkClick?: boolean;
  /** What to do. */
  readonly mark: EngagementMark;
  /** What was done, kept with `INTERACTED`. */
  readonly metadata?: Readonly<Record<string, unknown>> | null | undefined;
};

/** One call of `notify`. */
export type NotifyInput = {
  /** Who did it; left out of the object's subscribers, shown in feeds. */
  readonly actor?: RecipientInput | null | undefined;
  /** Name to cancel this trigger by. */
  readonly cancellationKey?: string | null | undefined;
  /** What happened, for templates and conditions. */
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  /** When its messages expire: no more are created after this time, and queued ones are given up as `expired`. Messages in feeds stay. */
  readonly expiresAt?: string | null | undefined;
  /** Repeating the call with this key within 24 hours answers the same and does nothing; with other contents it is an error. */
  readonly idempotencyKey?: string | null | undefined;
  /** Who should hear, up to 10,000; doubles are dropped, objects also reach their subscribers. */
  readonly recipients: ReadonlyArray<NotifyRecipientInput>;
  /** How to run it. */
  readonly settings?: NotifySettingsInput | null | undefined;
  /** The tenant it happened in. */
  readonly tenant?: TenantInput | null | undefined;
  /** Which workflow. */
  readonly workflowKey: string;
};

/** Many `notify` calls. */
export type NotifyManyInput = {
  /** Up to 100 calls, together up to 10,000 recipients. */
  readonly items: ReadonlyArray<NotifyInput>;
};

/** One recipient of a `notify` call. */
export type NotifyRecipientInput = {
  /** Merged deeply over the call's data, for this recipient alone. */
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  /** The recipient. */
  readonly to: RecipientInput;
};

/** How to run a trigger. */
export type NotifySettingsInput = {
  /** Decide everything, send nothing; each message becomes `NOT_SENT`. */
  readonly sandboxMode?: boolean;
  /** Pass every delay step at once. */
  readonly skipDelays?: boolean;
};

/** An object to name, create or update. */
export type ObjectInput = {
  /** URL of a picture. */
  readonly avatar?: string | null | undefined;
  /** The kind of thing, such as `projects`. */
  readonly collection: string;
  /** Name to show. */
  readonly name?: string | null | undefined;
  /** Your id, unique in the collection. */
  readonly objectId: string;
  /** Your own properties; merged deeply, null unsets a key, lists are replaced. */
  readonly properties?: Readonly<Record<string, unknown>> | null | undefined;
};

/** Names an object. */
export type ObjectRefInput = {
  /** The object's collection. */
  readonly collection: string;
  /** Your id of the object. */
  readonly objectId: string;
};

/** The items to pin. */
export type PinMessagesInput = {
  /** Up to 100 message ids. */
  readonly ids: ReadonlyArray<string>;
};

/** How a filter treats pinned items. */
export type PinnedFilter =
  /** Leave them out. */
  | 'EXCLUDE'
  /** Have both. */
  | 'INCLUDE'
  /** Have nothing else. */
  | 'ONLY';

/** One rule: name at most a workflow or a category, and at most a channel type or a channel; give `allow`, `when` or both. */
export type PreferenceRuleInput = {
  /** False forbids; true allows, if `when` holds; an outright null without `when` removes the rule. */
  readonly allow?: boolean | null | undefined;
  /** The category it is about. */
  readonly category?: string | null | undefined;
  /** The channel it is about. */
  readonly channelKey?: string | null | undefined;
  /** The kind of channel it is about. */
  readonly channelType?: ChannelType | null | undefined;
  /** Allowed only while this holds. */
  readonly when?: Readonly<Record<string, unknown>> | null | undefined;
  /** The workflow it is about. */
  readonly workflowKey?: string | null | undefined;
};

/** The layer that a rule comes from. */
export type PreferenceSource =
  /** The environment's defaults. */
  | 'ENVIRONMENT'
  /** The recipient. */
  | 'RECIPIENT'
  /** The tenant's defaults. */
  | 'TENANT';

/** How preferences are written. */
export type PreferenceWriteMode =
  /** Change the rules given, keep the others. */
  | 'MERGE'
  /** Make the set exactly what is given. */
  | 'REPLACE';

/** Names a recipient and may create or update it on the way. */
export type RecipientInput =
  {   /** An object; anything beyond collection and objectId is stored first. */
  readonly object: ObjectInput; readonly user?: never; readonly userId?: never; }
  |  { readonly object?: never;   /** A user to create or update first, as by `identify`. */
  readonly user: UserInput; readonly userId?: never; }
  |  { readonly object?: never; readonly user?: never;   /** A user you identified before, by your id. */
  readonly userId: string; };

/** Names a recipient; reads or writes nothing about it. */
export type RecipientRefInput =
  {   /** An object, by collection and your id. */
  readonly object: ObjectRefInput; readonly userId?: never; }
  |  { readonly object?: never;   /** A user, by your id. */
  readonly userId: string; };

/** Whose preferences, and what they become. */
export type SetPreferencesInput = {
  /** Whether commercial messages are wanted. */
  readonly commercialSubscribed?: boolean | null | undefined;
  /** How to write. */
  readonly mode?: PreferenceWriteMode;
  /** Whose; left out, the user token's user (an error with a secret key). */
  readonly recipient?: RecipientRefInput | null | undefined;
  /** The rules, at most one for the same workflow or category and channel type or channel. */
  readonly rules?: ReadonlyArray<PreferenceRuleInput> | null | undefined;
  /** The tenant they apply in; left out, outside any tenant. */
  readonly tenantId?: string | null | undefined;
};

/** The items to snooze. */
export type SnoozeMessagesInput = {
  /** Up to 100 message ids. */
  readonly ids: ReadonlyArray<string>;
  /** When they return, up to 366 days ahead. With a past time, they return at once. */
  readonly until: string;
};

/** Whether items are in that were snoozed and have not returned yet. */
export type SnoozedFilter =
  /** Leave them out. */
  | 'EXCLUDE'
  /** Have both. */
  | 'INCLUDE'
  /** Have nothing else. */
  | 'ONLY';

/** Who to subscribe to what. */
export type SubscribeInput = {
  /** The object; created if unknown. */
  readonly object: ObjectRefInput;
  /** Properties of these subscriptions, readable in workflows as `recipient.subscription`. */
  readonly properties?: Readonly<Record<string, unknown>> | null | undefined;
  /** Up to 1,000 recipients; inline ones are stored first. */
  readonly recipients: ReadonlyArray<RecipientInput>;
};

/** A tenant to name, create or update. */
export type TenantInput = {
  /** Name to show. */
  readonly name?: string | null | undefined;
  /** Your own properties; merged deeply, null unsets a key, lists are replaced. */
  readonly properties?: Readonly<Record<string, unknown>> | null | undefined;
  /** Your id of the tenant. */
  readonly tenantId: string;
};

/** Where a trigger stands; values may be added. */
export type TriggerStatus =
  /** Stored; not all runs are made yet. */
  | 'ACCEPTED'
  /** Cancelled before any run finished. */
  | 'CANCELLED'
  /** Every run is finished. */
  | 'COMPLETED'
  /** Could not be fanned out; `explain` says why. */
  | 'FAILED'
  /** All runs are made; some are unfinished. */
  | 'RUNNING';

/** The mark of a feed to undo. */
export type UndoMarkFeedInput = {
  /** As in `Query.feed`. */
  readonly channelKey?: string | null | undefined;
  /** `MarkFeedPayload.markedAt` of the mark. */
  readonly markedAt: string;
  /** As in `Query.feed`. */
  readonly recipient?: RecipientRefInput | null | undefined;
  /** As in `Query.feed`. */
  readonly tenantId?: string | null | undefined;
};

/** The items to unpin. */
export type UnpinMessagesInput = {
  /** Up to 100 message ids. */
  readonly ids: ReadonlyArray<string>;
};

/** The items to return before their time. */
export type UnsnoozeMessagesInput = {
  /** Up to 100 message ids. */
  readonly ids: ReadonlyArray<string>;
};

/** Who to unsubscribe from what. */
export type UnsubscribeInput = {
  /** The object. */
  readonly object: ObjectRefInput;
  /** Up to 1,000 recipients. */
  readonly recipients: ReadonlyArray<RecipientRefInput>;
};

/** A user to create or update; what is left out stays, null unsets. */
export type UserInput = {
  /** URL of a picture. */
  readonly avatar?: string | null | undefined;
  /** Email address; one that is malformed is stored and skipped at delivery, never a reason to refuse the call. */
  readonly email?: string | null | undefined;
  /** BCP 47 language tag. */
  readonly locale?: string | null | undefined;
  /** Name to show. */
  readonly name?: string | null | undefined;
  /** Phone number, E.164. */
  readonly phoneNumber?: string | null | undefined;
  /** Your own properties; merged deeply, null unsets a key, lists are replaced. */
  readonly properties?: Readonly<Record<string, unknown>> | null | undefined;
  /** IANA time zone. */
  readonly timezone?: string | null | undefined;
  /** Your id, up to 256 characters; send large numbers as strings. */
  readonly userId: string;
};

export type WorkflowDocumentsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type WorkflowDocumentsQuery = { readonly workflows: { readonly nodes: ReadonlyArray<{ readonly workflowKey: string, readonly document: Readonly<Record<string, unknown>> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type FeedPageQueryVariables = Exact<{
  recipient?: RecipientRefInput | null | undefined;
  channelKey?: string | null | undefined;
  tenantId?: string | null | undefined;
  filter?: FeedFilterInput | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type FeedPageQuery = { readonly feed: { readonly id: string, readonly version: string, readonly items: { readonly nodes: ReadonlyArray<{ readonly __typename: 'FeedItem', readonly id: string, readonly position: string, readonly version: string, readonly workflowKey: string, readonly categories: ReadonlyArray<string>, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly data: Readonly<Record<string, unknown>>, readonly actorCount: number, readonly activityCount: number, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly linkClickedAt: string | null, readonly archivedAt: string | null, readonly snoozedUntil: string | null, readonly pinnedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly tenant: { readonly id: string, readonly tenantId: string, readonly name: string | null } | null, readonly blocks: ReadonlyArray<
          | { readonly __typename: 'ButtonsBlock', readonly name: string, readonly buttons: ReadonlyArray<{ readonly name: string, readonly label: string, readonly action: string }> }
          | { readonly __typename: 'MarkdownBlock', readonly html: string, readonly name: string }
          | { readonly __typename: 'TextBlock', readonly text: string, readonly name: string }
        >, readonly actors: ReadonlyArray<
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
        > | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly counts: { readonly total: number, readonly unread: number, readonly unseen: number } } | null };

export type FeedCountsQueryVariables = Exact<{
  recipient?: RecipientRefInput | null | undefined;
  channelKey?: string | null | undefined;
  tenantId?: string | null | undefined;
  filter: FeedFilterInput;
}>;


export type FeedCountsQuery = { readonly feed: { readonly id: string, readonly version: string, readonly filteredCounts: { readonly total: number, readonly unread: number, readonly unseen: number, readonly isExact: boolean } } | null };

export type FeedChangedSubscriptionVariables = Exact<{
  recipient?: RecipientRefInput | null | undefined;
  channelKey?: string | null | undefined;
  tenantId?: string | null | undefined;
  filter?: FeedFilterInput | null | undefined;
  afterVersion?: string | null | undefined;
}>;


export type FeedChangedSubscription = { readonly feedChanged: { readonly removedIds: ReadonlyArray<string>, readonly isReset: boolean, readonly feed: { readonly id: string, readonly version: string, readonly counts: { readonly total: number, readonly unread: number, readonly unseen: number } }, readonly items: ReadonlyArray<{ readonly __typename: 'FeedItem', readonly id: string, readonly position: string, readonly version: string, readonly workflowKey: string, readonly categories: ReadonlyArray<string>, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly data: Readonly<Record<string, unknown>>, readonly actorCount: number, readonly activityCount: number, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly linkClickedAt: string | null, readonly archivedAt: string | null, readonly snoozedUntil: string | null, readonly pinnedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly tenant: { readonly id: string, readonly tenantId: string, readonly name: string | null } | null, readonly blocks: ReadonlyArray<
        | { readonly __typename: 'ButtonsBlock', readonly name: string, readonly buttons: ReadonlyArray<{ readonly name: string, readonly label: string, readonly action: string }> }
        | { readonly __typename: 'MarkdownBlock', readonly html: string, readonly name: string }
        | { readonly __typename: 'TextBlock', readonly text: string, readonly name: string }
      >, readonly actors: ReadonlyArray<
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
      > | null }> } };

export type FeedItemActivitiesQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type FeedItemActivitiesQuery = { readonly node:
    | { readonly id: string, readonly activities: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly data: Readonly<Record<string, unknown>>, readonly createdAt: string, readonly actor:
            | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
            | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
           | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } }
    | Record<PropertyKey, never>
   | null };

export type MarkMessagesMutationVariables = Exact<{
  input: MarkMessagesInput;
}>;


export type MarkMessagesMutation = { readonly markMessages: { readonly missingIds: ReadonlyArray<string>, readonly messages: ReadonlyArray<
      | { readonly __typename: 'ChatMessage', readonly id: string }
      | { readonly __typename: 'EmailMessage', readonly id: string }
      | { readonly __typename: 'FeedItem', readonly id: string, readonly position: string, readonly version: string, readonly workflowKey: string, readonly categories: ReadonlyArray<string>, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly data: Readonly<Record<string, unknown>>, readonly actorCount: number, readonly activityCount: number, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly linkClickedAt: string | null, readonly archivedAt: string | null, readonly snoozedUntil: string | null, readonly pinnedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly tenant: { readonly id: string, readonly tenantId: string, readonly name: string | null } | null, readonly blocks: ReadonlyArray<
          | { readonly __typename: 'ButtonsBlock', readonly name: string, readonly buttons: ReadonlyArray<{ readonly name: string, readonly label: string, readonly action: string }> }
          | { readonly __typename: 'MarkdownBlock', readonly html: string, readonly name: string }
          | { readonly __typename: 'TextBlock', readonly text: string, readonly name: string }
        >, readonly actors: ReadonlyArray<
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
        > | null }
      | { readonly __typename: 'PushMessage', readonly id: string }
      | { readonly __typename: 'SmsMessage', readonly id: string }
      | { readonly __typename: 'WebhookMessage', readonly id: string }
    >, readonly feeds: ReadonlyArray<{ readonly id: string, readonly version: string, readonly counts: { readonly total: number, readonly unread: number, readonly unseen: number } }> } | null };

export type SnoozeMessagesMutationVariables = Exact<{
  input: SnoozeMessagesInput;
}>;


export type SnoozeMessagesMutation = { readonly snoozeMessages: { readonly missingIds: ReadonlyArray<string>, readonly messages: ReadonlyArray<
      | { readonly __typename: 'ChatMessage', readonly id: string }
      | { readonly __typename: 'EmailMessage', readonly id: string }
      | { readonly __typename: 'FeedItem', readonly id: string, readonly position: string, readonly version: string, readonly workflowKey: string, readonly categories: ReadonlyArray<string>, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly data: Readonly<Record<string, unknown>>, readonly actorCount: number, readonly activityCount: number, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly linkClickedAt: string | null, readonly archivedAt: string | null, readonly snoozedUntil: string | null, readonly pinnedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly tenant: { readonly id: string, readonly tenantId: string, readonly name: string | null } | null, readonly blocks: ReadonlyArray<
          | { readonly __typename: 'ButtonsBlock', readonly name: string, readonly buttons: ReadonlyArray<{ readonly name: string, readonly label: string, readonly action: string }> }
          | { readonly __typename: 'MarkdownBlock', readonly html: string, readonly name: string }
          | { readonly __typename: 'TextBlock', readonly text: string, readonly name: string }
        >, readonly actors: ReadonlyArray<
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
        > | null }
      | { readonly __typename: 'PushMessage', readonly id: string }
      | { readonly __typename: 'SmsMessage', readonly id: string }
      | { readonly __typename: 'WebhookMessage', readonly id: string }
    >, readonly feeds: ReadonlyArray<{ readonly id: string, readonly version: string, readonly counts: { readonly total: number, readonly unread: number, readonly unseen: number } }> } | null };

export type UnsnoozeMessagesMutationVariables = Exact<{
  input: UnsnoozeMessagesInput;
}>;


export type UnsnoozeMessagesMutation = { readonly unsnoozeMessages: { readonly missingIds: ReadonlyArray<string>, readonly messages: ReadonlyArray<
      | { readonly __typename: 'ChatMessage', readonly id: string }
      | { readonly __typename: 'EmailMessage', readonly id: string }
      | { readonly __typename: 'FeedItem', readonly id: string, readonly position: string, readonly version: string, readonly workflowKey: string, readonly categories: ReadonlyArray<string>, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly data: Readonly<Record<string, unknown>>, readonly actorCount: number, readonly activityCount: number, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly linkClickedAt: string | null, readonly archivedAt: string | null, readonly snoozedUntil: string | null, readonly pinnedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly tenant: { readonly id: string, readonly tenantId: string, readonly name: string | null } | null, readonly blocks: ReadonlyArray<
          | { readonly __typename: 'ButtonsBlock', readonly name: string, readonly buttons: ReadonlyArray<{ readonly name: string, readonly label: string, readonly action: string }> }
          | { readonly __typename: 'MarkdownBlock', readonly html: string, readonly name: string }
          | { readonly __typename: 'TextBlock', readonly text: string, readonly name: string }
        >, readonly actors: ReadonlyArray<
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
        > | null }
      | { readonly __typename: 'PushMessage', readonly id: string }
      | { readonly __typename: 'SmsMessage', readonly id: string }
      | { readonly __typename: 'WebhookMessage', readonly id: string }
    >, readonly feeds: ReadonlyArray<{ readonly id: string, readonly version: string, readonly counts: { readonly total: number, readonly unread: number, readonly unseen: number } }> } | null };

export type PinMessagesMutationVariables = Exact<{
  input: PinMessagesInput;
}>;


export type PinMessagesMutation = { readonly pinMessages: { readonly missingIds: ReadonlyArray<string>, readonly messages: ReadonlyArray<
      | { readonly __typename: 'ChatMessage', readonly id: string }
      | { readonly __typename: 'EmailMessage', readonly id: string }
      | { readonly __typename: 'FeedItem', readonly id: string, readonly position: string, readonly version: string, readonly workflowKey: string, readonly categories: ReadonlyArray<string>, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly data: Readonly<Record<string, unknown>>, readonly actorCount: number, readonly activityCount: number, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly linkClickedAt: string | null, readonly archivedAt: string | null, readonly snoozedUntil: string | null, readonly pinnedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly tenant: { readonly id: string, readonly tenantId: string, readonly name: string | null } | null, readonly blocks: ReadonlyArray<
          | { readonly __typename: 'ButtonsBlock', readonly name: string, readonly buttons: ReadonlyArray<{ readonly name: string, readonly label: string, readonly action: string }> }
          | { readonly __typename: 'MarkdownBlock', readonly html: string, readonly name: string }
          | { readonly __typename: 'TextBlock', readonly text: string, readonly name: string }
        >, readonly actors: ReadonlyArray<
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
        > | null }
      | { readonly __typename: 'PushMessage', readonly id: string }
      | { readonly __typename: 'SmsMessage', readonly id: string }
      | { readonly __typename: 'WebhookMessage', readonly id: string }
    >, readonly feeds: ReadonlyArray<{ readonly id: string, readonly version: string, readonly counts: { readonly total: number, readonly unread: number, readonly unseen: number } }> } | null };

export type UnpinMessagesMutationVariables = Exact<{
  input: UnpinMessagesInput;
}>;


export type UnpinMessagesMutation = { readonly unpinMessages: { readonly missingIds: ReadonlyArray<string>, readonly messages: ReadonlyArray<
      | { readonly __typename: 'ChatMessage', readonly id: string }
      | { readonly __typename: 'EmailMessage', readonly id: string }
      | { readonly __typename: 'FeedItem', readonly id: string, readonly position: string, readonly version: string, readonly workflowKey: string, readonly categories: ReadonlyArray<string>, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly data: Readonly<Record<string, unknown>>, readonly actorCount: number, readonly activityCount: number, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly linkClickedAt: string | null, readonly archivedAt: string | null, readonly snoozedUntil: string | null, readonly pinnedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly tenant: { readonly id: string, readonly tenantId: string, readonly name: string | null } | null, readonly blocks: ReadonlyArray<
          | { readonly __typename: 'ButtonsBlock', readonly name: string, readonly buttons: ReadonlyArray<{ readonly name: string, readonly label: string, readonly action: string }> }
          | { readonly __typename: 'MarkdownBlock', readonly html: string, readonly name: string }
          | { readonly __typename: 'TextBlock', readonly text: string, readonly name: string }
        >, readonly actors: ReadonlyArray<
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
        > | null }
      | { readonly __typename: 'PushMessage', readonly id: string }
      | { readonly __typename: 'SmsMessage', readonly id: string }
      | { readonly __typename: 'WebhookMessage', readonly id: string }
    >, readonly feeds: ReadonlyArray<{ readonly id: string, readonly version: string, readonly counts: { readonly total: number, readonly unread: number, readonly unseen: number } }> } | null };

export type MarkFeedMutationVariables = Exact<{
  input: MarkFeedInput;
}>;


export type MarkFeedMutation = { readonly markFeed: { readonly changedCount: number, readonly markedAt: string, readonly feed: { readonly id: string, readonly version: string, readonly counts: { readonly total: number, readonly unread: number, readonly unseen: number } } } | null };

export type UndoMarkFeedMutationVariables = Exact<{
  input: UndoMarkFeedInput;
}>;


export type UndoMarkFeedMutation = { readonly undoMarkFeed: { readonly changedCount: number, readonly feed: { readonly id: string, readonly version: string, readonly counts: { readonly total: number, readonly unread: number, readonly unseen: number } } } | null };

export type FeedHeadFragment = { readonly id: string, readonly version: string, readonly counts: { readonly total: number, readonly unread: number, readonly unseen: number } };

type RecipientSummary_RecipientObject_Fragment = { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null };

type RecipientSummary_User_Fragment = { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null };

export type RecipientSummaryFragment =
  | RecipientSummary_RecipientObject_Fragment
  | RecipientSummary_User_Fragment
;

export type FeedItemFragment = { readonly __typename: 'FeedItem', readonly id: string, readonly position: string, readonly version: string, readonly workflowKey: string, readonly categories: ReadonlyArray<string>, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly data: Readonly<Record<string, unknown>>, readonly actorCount: number, readonly activityCount: number, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly linkClickedAt: string | null, readonly archivedAt: string | null, readonly snoozedUntil: string | null, readonly pinnedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly tenant: { readonly id: string, readonly tenantId: string, readonly name: string | null } | null, readonly blocks: ReadonlyArray<
    | { readonly __typename: 'ButtonsBlock', readonly name: string, readonly buttons: ReadonlyArray<{ readonly name: string, readonly label: string, readonly action: string }> }
    | { readonly __typename: 'MarkdownBlock', readonly html: string, readonly name: string }
    | { readonly __typename: 'TextBlock', readonly text: string, readonly name: string }
  >, readonly actors: ReadonlyArray<
    | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
    | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null, readonly avatar: string | null }
  > | null };

export type UserFieldsFragment = { readonly id: string, readonly userId: string, readonly name: string | null, readonly avatar: string | null, readonly email: string | null, readonly phoneNumber: string | null, readonly timezone: string | null, readonly locale: string | null, readonly properties: Readonly<Record<string, unknown>> | null, readonly createdAt: string, readonly updatedAt: string };

export type PreferenceSetFieldsFragment = { readonly id: string, readonly commercialSubscribed: boolean, readonly tenant: { readonly id: string, readonly tenantId: string, readonly name: string | null } | null, readonly rules: ReadonlyArray<{ readonly workflowKey: string | null, readonly category: string | null, readonly channelType: ChannelType | null, readonly channelKey: string | null, readonly allow: boolean | null, readonly when: Readonly<Record<string, unknown>> | null, readonly source: PreferenceSource }> };

export type TriggerFieldsFragment = { readonly id: string, readonly workflowKey: string, readonly status: TriggerStatus, readonly runCount: number, readonly acceptedAt: string };

export type PreferenceChoicesFieldsFragment = { readonly commercialSubscribed: boolean, readonly choices: ReadonlyArray<{ readonly workflowKey: string | null, readonly category: string | null, readonly name: string, readonly categories: ReadonlyArray<string>, readonly channelType: ChannelType, readonly isAllowed: boolean | null, readonly isFixed: boolean, readonly code: string, readonly rule: { readonly category: string | null, readonly source: PreferenceSource } | null }> };

export type PreferenceChoicesQueryVariables = Exact<{
  tenantId?: string | null | undefined;
}>;


export type PreferenceChoicesQuery = { readonly viewer: { readonly preferences: { readonly commercialSubscribed: boolean, readonly choices: ReadonlyArray<{ readonly workflowKey: string | null, readonly category: string | null, readonly name: string, readonly categories: ReadonlyArray<string>, readonly channelType: ChannelType, readonly isAllowed: boolean | null, readonly isFixed: boolean, readonly code: string, readonly rule: { readonly category: string | null, readonly source: PreferenceSource } | null }> } | null } | null };

export type ChoosePreferencesMutationVariables = Exact<{
  input: SetPreferencesInput;
}>;


export type ChoosePreferencesMutation = { readonly setPreferences: { readonly preferences: { readonly commercialSubscribed: boolean, readonly choices: ReadonlyArray<{ readonly workflowKey: string | null, readonly category: string | null, readonly name: string, readonly categories: ReadonlyArray<string>, readonly channelType: ChannelType, readonly isAllowed: boolean | null, readonly isFixed: boolean, readonly code: string, readonly rule: { readonly category: string | null, readonly source: PreferenceSource } | null }> } } | null };

export type NotifyMutationVariables = Exact<{
  input: NotifyInput;
}>;


export type NotifyMutation = { readonly notify: { readonly isReplay: boolean, readonly trigger: { readonly id: string, readonly workflowKey: string, readonly status: TriggerStatus, readonly runCount: number, readonly acceptedAt: string } } | null };

export type NotifyManyMutationVariables = Exact<{
  input: NotifyManyInput;
}>;


export type NotifyManyMutation = { readonly notifyMany: { readonly results: ReadonlyArray<{ readonly isReplay: boolean, readonly trigger: { readonly id: string, readonly workflowKey: string, readonly status: TriggerStatus, readonly runCount: number, readonly acceptedAt: string } | null, readonly error: { readonly code: ErrorCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly code: string, readonly message: string }> } | null }> } | null };

export type CancelMutationVariables = Exact<{
  input: CancelInput;
}>;


export type CancelMutation = { readonly cancel: { readonly cancelledRunCount: number } | null };

export type IdentifyMutationVariables = Exact<{
  input: IdentifyInput;
}>;


export type IdentifyMutation = { readonly identify: { readonly user: { readonly id: string, readonly userId: string, readonly name: string | null, readonly avatar: string | null, readonly email: string | null, readonly phoneNumber: string | null, readonly timezone: string | null, readonly locale: string | null, readonly properties: Readonly<Record<string, unknown>> | null, readonly createdAt: string, readonly updatedAt: string } } | null };

export type SetPreferencesMutationVariables = Exact<{
  input: SetPreferencesInput;
}>;


export type SetPreferencesMutation = { readonly setPreferences: { readonly preferences: { readonly id: string, readonly commercialSubscribed: boolean, readonly tenant: { readonly id: string, readonly tenantId: string, readonly name: string | null } | null, readonly rules: ReadonlyArray<{ readonly workflowKey: string | null, readonly category: string | null, readonly channelType: ChannelType | null, readonly channelKey: string | null, readonly allow: boolean | null, readonly when: Readonly<Record<string, unknown>> | null, readonly source: PreferenceSource }> } } | null };

export type SetObjectMutationVariables = Exact<{
  input: ObjectInput;
}>;


export type SetObjectMutation = { readonly setObject: { readonly object: { readonly id: string, readonly collection: string, readonly objectId: string, readonly name: string | null, readonly avatar: string | null, readonly properties: Readonly<Record<string, unknown>> | null, readonly createdAt: string, readonly updatedAt: string } } | null };

export type SetTenantMutationVariables = Exact<{
  input: TenantInput;
}>;


export type SetTenantMutation = { readonly setTenant: { readonly tenant: { readonly id: string, readonly tenantId: string, readonly name: string | null, readonly properties: Readonly<Record<string, unknown>> | null } } | null };

export type SubscribeMutationVariables = Exact<{
  input: SubscribeInput;
}>;


export type SubscribeMutation = { readonly subscribe: { readonly changedCount: number } | null };

export type UnsubscribeMutationVariables = Exact<{
  input: UnsubscribeInput;
}>;


export type UnsubscribeMutation = { readonly unsubscribe: { readonly changedCount: number } | null };

export type ViewerPreferencesQueryVariables = Exact<{
  tenantId?: string | null | undefined;
}>;


export type ViewerPreferencesQuery = { readonly viewer: { readonly id: string, readonly preferences: { readonly id: string, readonly commercialSubscribed: boolean, readonly tenant: { readonly id: string, readonly tenantId: string, readonly name: string | null } | null, readonly rules: ReadonlyArray<{ readonly workflowKey: string | null, readonly category: string | null, readonly channelType: ChannelType | null, readonly channelKey: string | null, readonly allow: boolean | null, readonly when: Readonly<Record<string, unknown>> | null, readonly source: PreferenceSource }> } | null } | null };
