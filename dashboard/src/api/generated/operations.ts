/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** The address to suppress. */
export type AddSuppressionInput = {
  /** The email address or phone number. */
  readonly address: string;
  /** The channel type: `EMAIL` or `SMS`. */
  readonly channelType: ChannelType;
  /** The reason, for people. At most 500 characters. */
  readonly note?: string | null | undefined;
};

/** The type of a key. */
export type ApiKeyKind =
  /** For browsers: acts as one user, by a signed user token. */
  | 'PUBLIC'
  /** For servers: acts for its whole environment. */
  | 'SECRET';

/** Which workflow to archive. */
export type ArchiveWorkflowInput = {
  /** Whether its unfinished runs end now, as `run.cancelled`; else each ends when it would go on, as `run.workflow_inactive`. */
  readonly cancelsRuns?: boolean;
  /** Which workflow. */
  readonly workflowKey: string;
};

/** Selects entries. All given fields must match. */
export type AuditFilterInput = {
  /** Only these actions, at most 20; a `*` at the end stands for anything, as in `apiKey.*`. */
  readonly actions?: ReadonlyArray<string> | null | undefined;
  /** Only within this time. */
  readonly at?: TimeRangeInput | null | undefined;
  /** Only in this environment, by key. */
  readonly environmentKey?: string | null | undefined;
  /** Only by this member, by global id. */
  readonly memberId?: string | null | undefined;
  /** Only to this target. */
  readonly target?: string | null | undefined;
};

/** Which unfinished runs to change, and how. */
export type ChangeRunsInput = {
  /** What to do. */
  readonly action: RunAction;
  /** The matching runs, the latest trigger's first; either this or `ids`. An empty filter means all. */
  readonly filter?: RunFilterInput | null | undefined;
  /** Up to 100 by id; finished and unknown ones are passed over. */
  readonly ids?: ReadonlyArray<string> | null | undefined;
  /** Only count how many it would be. */
  readonly isDryRun?: boolean;
};

/** A provider for a channel. */
export type ChannelProviderInput = {
  /** Its key. */
  readonly providerKey: string;
  /** Settings that match the provider's `settingsSchema`. */
  readonly settings: Readonly<Record<string, unknown>>;
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

/** Selects the channel whose settings are checked. */
export type CheckChannelInput = {
  /** The channel. */
  readonly channelKey: string;
};

/** A document to check. */
export type CheckWorkflowInput = {
  /** The whole document; nothing is stored. */
  readonly document: Readonly<Record<string, unknown>>;
};

/** A draft to commit. */
export type CommitWorkflowInput = {
  /** The `draftRevision` that was looked at. If the draft has another one by now, the call is refused with `CONFLICT`, code `draft_changed`. Left out, whatever was saved last is committed. */
  readonly draftRevision?: number | null | undefined;
  /** What changed and why, for the history. */
  readonly message?: string | null | undefined;
  /** Which workflow. */
  readonly workflowKey: string;
};

/** A key to make in the caller's environment. */
export type CreateApiKeyInput = {
  /** Repeating the call with this key within 24 hours creates no second key; the answer omits the secret. */
  readonly idempotencyKey?: string | null | undefined;
  /** What it is for. */
  readonly kind: ApiKeyKind;
  /** A name that you give it; null for none. */
  readonly name?: string | null | undefined;
};

/** A channel to create. */
export type CreateChannelInput = {
  /** Its key: 2 to 63 lower-case letters, digits, dashes and underscores. */
  readonly channelKey: string;
  /** Conditions for creating a message, in addition to the step's. They cannot use statuses of messages, and are not evaluated in sandbox mode. */
  readonly conditions?: Readonly<Record<string, unknown>> | null | undefined;
  /** Repeating the call with this key within 24 hours returns the same answer and creates no second channel. */
  readonly idempotencyKey?: string | null | undefined;
  /** Sandbox mode: whether its messages are created and not sent. False by default. */
  readonly isSandbox?: boolean | null | undefined;
  /** Name to show. */
  readonly name: string;
  /** The policy for a message whose answer was lost. The provider's default if omitted. */
  readonly onUncertain?: OnUncertain | null | undefined;
  /** The `overrides` of its steps, in the shape of its type's templates, for members that a step does not have itself. */
  readonly overrides?: Readonly<Record<string, unknown>> | null | undefined;
  /** Its providers in order of failover, at most 5; none for in-app. */
  readonly providers?: ReadonlyArray<ChannelProviderInput> | null | undefined;
  /** The channel's type. */
  readonly type: ChannelType;
};

/** An environment to make. */
export type CreateEnvironmentInput = {
  /** Repeating the call with this key within 24 hours creates no second environment; the answer omits the keys. */
  readonly idempotencyKey?: string | null | undefined;
  /** Whether bare user ids are believed in place of signed tokens. */
  readonly isDevelopment?: boolean;
  /** Its key: 2 to 63 lower-case letters, digits and dashes; unique. */
  readonly key: string;
  /** Name to show. */
  readonly name: string;
};

/** A public key for user tokens. */
export type CreateSigningKeyInput = {
  /** What it is for. */
  readonly name?: string | null | undefined;
  /** PEM (SPKI) or JWK as a string; RSA, P-256 or Ed25519. */
  readonly publicKey: string;
};

/** The channel to delete. */
export type DeleteChannelInput = {
  /** The channel. */
  readonly channelKey: string;
};

/** The object to delete. */
export type DeleteObjectInput = {
  /** The object's collection. */
  readonly collection: string;
  /** Only counts what would be deleted. */
  readonly isDryRun?: boolean;
  /** Your id of the object. */
  readonly objectId: string;
};

/** The user to delete. */
export type DeleteUserInput = {
  /** Only counts what would be deleted. */
  readonly isDryRun?: boolean;
  /** Your id of the user. */
  readonly userId: string;
};

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

/** Which workflow's draft to delete. */
export type DiscardWorkflowDraftInput = {
  /** Which workflow; one that was never committed is deleted. */
  readonly workflowKey: string;
};

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

/** Whose message, and which one was meant. */
export type ExplainInput = {
  /** Around when it was expected; left out, the last 24 hours, or with `triggerId` any time. */
  readonly at?: TimeRangeInput | null | undefined;
  /** Only by this channel. */
  readonly channelKey?: string | null | undefined;
  /** Whom. */
  readonly recipient: RecipientRefInput;
  /** In which tenant; left out, in any and outside. */
  readonly tenantId?: string | null | undefined;
  /** The trigger that is meant; left out, all of the workflow in that time. */
  readonly triggerId?: string | null | undefined;
  /** Which workflow. */
  readonly workflowKey: string;
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

/** The person to invite. */
export type InviteMemberInput = {
  /** Email address. An open invitation to it is replaced. */
  readonly email: string;
  /** The role; only owners invite owners. */
  readonly role: Role;
};

/** The address to send to again. */
export type LiftSuppressionInput = {
  /** The email address or phone number. */
  readonly address: string;
  /** The channel type: `EMAIL` or `SMS`. */
  readonly channelType: ChannelType;
};

/** Selects messages. All given fields must match. */
export type MessageFilterInput = {
  /** Only messages of this channel. */
  readonly channelKey?: string | null | undefined;
  /** Only messages created within this time. */
  readonly createdAt?: TimeRangeInput | null | undefined;
  /** Only messages with this delivery status. */
  readonly deliveryStatus?: DeliveryStatus | null | undefined;
  /** Only those of this recipient. */
  readonly recipient?: RecipientRefInput | null | undefined;
  /** Only those of this tenant, by your id. */
  readonly tenantId?: string | null | undefined;
  /** Only those of this trigger, by its global id. */
  readonly triggerId?: string | null | undefined;
  /** Only messages that are undelivered for one of these reasons, at most 20; see `undeliveredReason`. */
  readonly undeliveredReasons?: ReadonlyArray<string> | null | undefined;
  /** Only those of this workflow, by key. */
  readonly workflowKey?: string | null | undefined;
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

/** Policies for a message whose outcome is unknown; values may be added. */
export type OnUncertain =
  /** Waits two minutes for a report of the provider, and then gives the message up. */
  | 'RESOLVE'
  /** It is sent again, so it may arrive twice. */
  | 'RETRY'
  /** Gives the message up at once, so it arrives at most once. */
  | 'STOP';

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

/** A template to render as a run would, and for whom. */
export type PreviewTemplateInput = {
  /** The data of further activities, for a step behind a batch, oldest first, at most 100. An empty list is a batch of one. */
  readonly activities?: ReadonlyArray<Readonly<Record<string, unknown>>> | null | undefined;
  /** As in `notify`. */
  readonly actor?: RecipientInput | null | undefined;
  /** The channel whose template it is; its type decides the form of the template. */
  readonly channelKey: string;
  /** As in `notify`; of a step behind a batch, the first activity's. */
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  /** For whom, as in `notify`; an inline user or object lives in the preview alone. */
  readonly recipient: RecipientInput;
  /** The template, as it is written in the step. */
  readonly template: Readonly<Record<string, unknown>>;
  /** As in `notify`. */
  readonly tenant?: TenantInput | null | undefined;
  /** The workflow it belongs to, which templates can read; its draft. One that is not stored yet is allowed. */
  readonly workflowKey: string;
};

/** What to promote, and where to. */
export type PromoteWorkflowInput = {
  /** The target's committed version that was compared with, null for none; another one meanwhile is a `CONFLICT`. Left out, nothing is compared. */
  readonly expectedVersion?: number | null | undefined;
  /** Why, for the history of the target. */
  readonly message?: string | null | undefined;
  /** The key of the target; left out, the environment's `promotesTo`. Secret keys promote there only; owners and admins with a session for all environments, anywhere. */
  readonly toEnvironmentKey?: string | null | undefined;
  /** The version of this environment; left out, the committed one. */
  readonly version?: number | null | undefined;
  /** Which workflow. What its document names and the target lacks, such as channels, is refused as issues. */
  readonly workflowKey: string;
};

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

/** The member to remove. */
export type RemoveMemberInput = {
  /** By global id. The last owner cannot be removed. */
  readonly memberId: string;
};

/** Selects the undelivered messages to send again. */
export type ResendMessagesInput = {
  /** The matching messages; either this or `ids`. Of more than 50,000, the latest. */
  readonly filter?: MessageFilterInput | null | undefined;
  /** Up to 100 by id. */
  readonly ids?: ReadonlyArray<string> | null | undefined;
  /** Only returns the counts. */
  readonly isDryRun?: boolean;
  /** Skips messages that were created longer ago than this, in seconds. */
  readonly maxAgeSeconds?: number | null | undefined;
  /** Skips messages whose recipient has read another message of the same run. */
  readonly skipRead?: boolean;
};

/** The channel to resume. */
export type ResumeChannelInput = {
  /** The channel. */
  readonly channelKey: string;
};

/** The version to bring back. */
export type RevertWorkflowInput = {
  /** Why, for the history. */
  readonly message?: string | null | undefined;
  /** The version whose document becomes the new version. The draft is kept, unless it equals that document. */
  readonly version: number;
  /** Which workflow. */
  readonly workflowKey: string;
};

/** The key to revoke. */
export type RevokeApiKeyInput = {
  /** The key's global id. */
  readonly id: string;
};

/** The session to end. */
export type RevokeSessionInput = {
  /** By global id: one of the caller's own, or with the right `members.change` anybody's. */
  readonly sessionId: string;
};

/** The signing key to revoke. */
export type RevokeSigningKeyInput = {
  /** The key's `kid`, as `createSigningKey` answered it. */
  readonly keyId: string;
};

/** What a member may do; values may be added. */
export type Role =
  /** Everything but changes of owners. */
  | 'ADMIN'
  /** Workflows, recipients and sending; keys and channels of development environments. */
  | 'DEVELOPER'
  /** Everything. */
  | 'OWNER'
  /** Reads workflows, logs and recipients, and simulates; no personal data where the environment hides them. */
  | 'READER'
  /** Recipients and logs, and sending again; no workflows, no keys. */
  | 'SUPPORT';

/** The channel that gets a new callback URL. */
export type RotateCallbackSecretInput = {
  /** The channel. */
  readonly channelKey: string;
};

/** What to do with unfinished runs; values may be added. */
export type RunAction =
  /** End them, with the outcome `run.cancelled`. */
  | 'CANCEL'
  /** Let those that wait for a time or a batch go on now, as if that time had come. A batch closes for all its runs. Runs that wait for an outside effect stay as they are. */
  | 'WAKE';

/** Selects runs. All given fields must match. */
export type RunFilterInput = {
  /** Only runs made within this time. */
  readonly createdAt?: TimeRangeInput | null | undefined;
  /** Only runs that made a message (true) or none so far (false), by their decisions. */
  readonly hasMessages?: boolean | null | undefined;
  /** Only with one of these outcome codes, at most 50; a trailing `*` stands for any, as in `preference.*`. Runs made by earlier releases have no code here. */
  readonly outcomeCodes?: ReadonlyArray<string> | null | undefined;
  /** Only those of this recipient. */
  readonly recipient?: RecipientRefInput | null | undefined;
  /** Only those with this status. */
  readonly status?: RunStatus | null | undefined;
  /** Only with one of these statuses; together with `status` both must hold. */
  readonly statuses?: ReadonlyArray<RunStatus> | null | undefined;
  /** Only runs that wait at this step; needs `workflowKey`. */
  readonly stepRef?: string | null | undefined;
  /** Only runs of triggers of this tenant, by your id. */
  readonly tenantId?: string | null | undefined;
  /** Only those of this trigger, by its global id. */
  readonly triggerId?: string | null | undefined;
  /** Only runs that follow this version of the workflow; needs `workflowKey`. */
  readonly version?: number | null | undefined;
  /** Only waiting runs that go on within this time; those in a batch go on when it closes. */
  readonly wakesAt?: TimeRangeInput | null | undefined;
  /** Only those of this workflow, by key. */
  readonly workflowKey?: string | null | undefined;
};

/** Where a run stands; values may be added. */
export type RunStatus =
  /** Cancelled. */
  | 'CANCELLED'
  /** Reached its end, with or without a message. */
  | 'COMPLETED'
  /** Stopped by an error. */
  | 'FAILED'
  /** Due now. */
  | 'PENDING'
  /** Waiting for a time, a batch or an event. */
  | 'WAITING';

/** A draft to store. */
export type SaveWorkflowInput = {
  /** The whole document, key included, by the published JSON Schema. */
  readonly document: Readonly<Record<string, unknown>>;
  /** The `draftRevision` that was edited, 0 for a new workflow. If the draft has another one by now, the call is refused with `CONFLICT`, code `draft_changed`, and names who saved it. Left out, the last save wins. */
  readonly draftRevision?: number | null | undefined;
};

/** The channel to try, and the recipient. */
export type SendTestMessageInput = {
  /** The channel; one in sandbox mode is refused. */
  readonly channelKey: string;
  /** The recipient: by the email address or phone number of a user, or by the first entry of channel data. */
  readonly to: RecipientRefInput;
};

/** Default preferences. */
export type SetDefaultPreferencesInput = {
  /** Whether commercial messages are wanted unless the recipient says otherwise. */
  readonly commercialSubscribed?: boolean | null | undefined;
  /** How to write. */
  readonly mode?: PreferenceWriteMode;
  /** Rules that override the recipient's own rules. A rule for any channel overrides all of the recipient's rules for the same workflow or category. `rules` and this list must not contain rules for the same target and channel. */
  readonly overrides?: ReadonlyArray<PreferenceRuleInput> | null | undefined;
  /** The rules. */
  readonly rules?: ReadonlyArray<PreferenceRuleInput> | null | undefined;
  /** The tenant whose defaults these are; left out, the environment's. */
  readonly tenantId?: string | null | undefined;
};

/** The new role of a member. */
export type SetMemberRoleInput = {
  /** The key of the environment in which the role differs; if omitted, everywhere. */
  readonly environmentKey?: string | null | undefined;
  /** The member, by global id. */
  readonly memberId: string;
  /** The role; null takes access to the named environment away. Only owners make and change owners. */
  readonly role?: Role | null | undefined;
};

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

/** The workflow, and whether it should be active. */
export type SetWorkflowActiveInput = {
  /** Whether triggers are accepted. */
  readonly isActive: boolean;
  /** Its key. */
  readonly workflowKey: string;
};

/** What a vendor says of settings; values may be added. */
export type SettingsCheckState =
  /** The vendor takes them. */
  | 'PASSED'
  /** The vendor refuses them, so nothing would be sent. */
  | 'REFUSED'
  /** The vendor could not be asked, or has no call that tries them. */
  | 'UNKNOWN';

/** How a member signs in. */
export type SignInMethod =
  /** By the company's identity provider. */
  | 'OIDC'
  /** By a password that is kept here as a hash. */
  | 'PASSWORD';

/** One assumed cancellation. */
export type SimulateCancelInput = {
  /** Seconds after `startAt`. */
  readonly afterSeconds?: number;
  /** As in `cancel`. */
  readonly cancellationKey: string;
  /** As in `cancel`. */
  readonly recipients?: ReadonlyArray<RecipientRefInput> | null | undefined;
};

/** What to run: a stored workflow or a document, and what happens when. */
export type SimulateInput = {
  /** Cancellations. */
  readonly cancels?: ReadonlyArray<SimulateCancelInput> | null | undefined;
  /** A document in place of a stored workflow. */
  readonly document?: Readonly<Record<string, unknown>> | null | undefined;
  /** Marks that recipients are assumed to make. */
  readonly marks?: ReadonlyArray<SimulateMarkInput> | null | undefined;
  /** When the story begins; left out, now. */
  readonly startAt?: string | null | undefined;
  /** What happens, each at its own time. */
  readonly triggers: ReadonlyArray<SimulateTriggerInput>;
  /** Take the draft rather than the committed version. */
  readonly useDraft?: boolean;
  /** A stored workflow; its draft if `useDraft`. */
  readonly workflowKey?: string | null | undefined;
};

/** One assumed mark. */
export type SimulateMarkInput = {
  /** Seconds after `startAt`. */
  readonly afterSeconds?: number;
  /** The mark. */
  readonly mark: EngagementMark;
  /** Whose messages. */
  readonly recipient: RecipientRefInput;
  /** Of which step. */
  readonly stepRef: string;
};

/** One assumed `notify`. */
export type SimulateTriggerInput = {
  /** As in `notify`. */
  readonly actor?: RecipientInput | null | undefined;
  /** Seconds after `startAt`. */
  readonly afterSeconds?: number;
  /** As in `notify`. */
  readonly cancellationKey?: string | null | undefined;
  /** As in `notify`. */
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  /** As in `notify`; inline users, objects and tenants live in the simulation alone. */
  readonly recipients: ReadonlyArray<NotifyRecipientInput>;
  /** As in `notify`. */
  readonly tenant?: TenantInput | null | undefined;
};

/** The time at which something counts; values may be added. */
export type StatsBasis =
  /** When its message was made: for rates, since no more messages of an hour are read than were made in it. */
  | 'MADE'
  /** When it happened: for series of time. */
  | 'OCCURRED';

/** What each series is of; values may be added. */
export type StatsGroup =
  /** A channel. Runs have none. */
  | 'CHANNEL'
  /** Everything: one series. */
  | 'NONE'
  /** The outcome of runs, by code (`Run.outcome`). Messages have none. */
  | 'OUTCOME'
  /** A workflow. */
  | 'WORKFLOW';

/** What to count. */
export type StatsInput = {
  /** The time at which a message counts. */
  readonly basis?: StatsBasis;
  /** Only messages of this channel, and no runs. Counts of an unknown one are 0. */
  readonly channelKey?: string | null | undefined;
  /** What each series is of. */
  readonly groupBy?: StatsGroup;
  /** The width of a bucket. */
  readonly interval: StatsInterval;
  /** The time, in whole buckets, at most 500. Without an end until now; without a beginning the last 24 hours, 30 days or 13 weeks. */
  readonly range: TimeRangeInput;
  /** The IANA time zone in which days and weeks begin. */
  readonly timezone?: string;
  /** Only this workflow, and archived ones that had its key. Counts of an unknown one are 0. */
  readonly workflowKey?: string | null | undefined;
};

/** The width of a bucket; values may be added. */
export type StatsInterval =
  /** A day of the time zone. Counts are kept by the hour for 35 days, and by days of UTC for 400: in other zones, older days are days of UTC. */
  | 'DAY'
  /** An hour of UTC. Counts by hour are kept for 35 days. */
  | 'HOUR'
  /** A week from Monday, of the days above. */
  | 'WEEK';

/** Who to subscribe to what. */
export type SubscribeInput = {
  /** The object; created if unknown. */
  readonly object: ObjectRefInput;
  /** Properties of these subscriptions, readable in workflows as `recipient.subscription`. */
  readonly properties?: Readonly<Record<string, unknown>> | null | undefined;
  /** Up to 1,000 recipients; inline ones are stored first. */
  readonly recipients: ReadonlyArray<RecipientInput>;
};

/** Selects suppressions. All given fields must match. */
export type SuppressionFilterInput = {
  /** Only this address or number. */
  readonly address?: string | null | undefined;
  /** Only those of this type of channel. */
  readonly channelType?: ChannelType | null | undefined;
  /** Only those with this reason. */
  readonly reason?: SuppressionReason | null | undefined;
};

/** Reasons for a suppression; values may be added. */
export type SuppressionReason =
  /** A message to the address bounced permanently. */
  | 'BOUNCED'
  /** The recipient marked a message as spam. */
  | 'COMPLAINED'
  /** It was added by `addSuppression`. */
  | 'MANUAL';

/** A tenant to name, create or update. */
export type TenantInput = {
  /** Name to show. */
  readonly name?: string | null | undefined;
  /** Your own properties; merged deeply, null unsets a key, lists are replaced. */
  readonly properties?: Readonly<Record<string, unknown>> | null | undefined;
  /** Your id of the tenant. */
  readonly tenantId: string;
};

/** A time range that includes its start and excludes its end. */
export type TimeRangeInput = {
  /** The start. The beginning of the stored data if omitted. */
  readonly from?: string | null | undefined;
  /** The end. Open if omitted. */
  readonly to?: string | null | undefined;
};

/** Selects triggers. All given fields must match. */
export type TriggerFilterInput = {
  /** Only triggers accepted within this time. */
  readonly acceptedAt?: TimeRangeInput | null | undefined;
  /** Only triggers with this `cancellationKey`. */
  readonly cancellationKey?: string | null | undefined;
  /** Only triggers of this tenant, by your id. */
  readonly tenantId?: string | null | undefined;
  /** Only those of this workflow, by key. */
  readonly workflowKey?: string | null | undefined;
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

/** Who to unsubscribe from what. */
export type UnsubscribeInput = {
  /** The object. */
  readonly object: ObjectRefInput;
  /** Up to 1,000 recipients. */
  readonly recipients: ReadonlyArray<RecipientRefInput>;
};

/** The channel, and its changes. Omitted fields keep their values. */
export type UpdateChannelInput = {
  /** The channel. */
  readonly channelKey: string;
  /** Conditions for creating a message, in addition to the step's; null for none. */
  readonly conditions?: Readonly<Record<string, unknown>> | null | undefined;
  /** True makes it the default of its type, in place of the current default. */
  readonly isDefault?: boolean | null | undefined;
  /** Sandbox mode: whether its messages are created and not sent. */
  readonly isSandbox?: boolean | null | undefined;
  /** Name to show. */
  readonly name?: string | null | undefined;
  /** The policy for a message whose answer was lost; null for the provider's default. */
  readonly onUncertain?: OnUncertain | null | undefined;
  /** The `overrides` of its steps, for members that a step does not have itself; null for none. */
  readonly overrides?: Readonly<Record<string, unknown>> | null | undefined;
  /** Its providers in order of failover, which replace the current ones. A secret that is omitted, or given in its shown form, is kept; if the destination changes, the secret must be given again. */
  readonly providers?: ReadonlyArray<ChannelProviderInput> | null | undefined;
};

/** The environment, and its changes. Omitted fields keep their values. */
export type UpdateEnvironmentInput = {
  /** The key of the caller's own environment; to change `promotesToKey` alone, also of one that it created. */
  readonly environmentKey: string;
  /** Whether readers see no names, addresses, properties and contents of recipients. */
  readonly hidesPersonalData?: boolean | null | undefined;
  /** Link schemes that its messages may use, for example `myapp`, in addition to http, https, mailto and tel: at most 20, without a colon. They replace the current ones for later messages. Never javascript, vbscript, data, blob, file or similar ones. */
  readonly linkSchemes?: ReadonlyArray<string> | null | undefined;
  /** Name to show. */
  readonly name?: string | null | undefined;
  /** The key of the environment into which its workflows are promoted; null for none. A secret key may name only its own environment and those that this one created, on both sides; a member needs a session for all environments. */
  readonly promotesToKey?: string | null | undefined;
};

/** Selects users; all given parts must hold. */
export type UserFilterInput = {
  /** Only users with exactly this email address; case is ignored. */
  readonly email?: string | null | undefined;
  /** Only users with exactly this phone number; spaces and punctuation are ignored. */
  readonly phoneNumber?: string | null | undefined;
  /** Only users whose id, name or last word of the name begins with this, or whose email address or phone number is exactly this; case is ignored. Of each of these, the first 1,000 in alphabetical order. */
  readonly search?: string | null | undefined;
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

export type SessionQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionQuery = { readonly session: { readonly id: string, readonly role: Role, readonly permissions: ReadonlyArray<string>, readonly environment: { readonly key: string, readonly name: string, readonly isDevelopment: boolean } | null, readonly environments: ReadonlyArray<{ readonly key: string, readonly name: string, readonly isDevelopment: boolean }> } | null };

type ShownContent_ChatContent_Fragment = { readonly __typename: 'ChatContent', readonly summary: string | null, readonly payload: Readonly<Record<string, unknown>> | null, readonly markdown: string };

type ShownContent_EmailContent_Fragment = { readonly __typename: 'EmailContent', readonly from: string | null, readonly to: string | null, readonly cc: ReadonlyArray<string>, readonly replyTo: string | null, readonly subject: string, readonly html: string, readonly htmlByteCount: number, readonly plain: string };

type ShownContent_FeedContent_Fragment = { readonly __typename: 'FeedContent', readonly blocks: ReadonlyArray<
    | { readonly __typename: 'ButtonsBlock', readonly name: string, readonly buttons: ReadonlyArray<{ readonly name: string, readonly label: string, readonly action: string }> }
    | { readonly __typename: 'MarkdownBlock', readonly html: string, readonly name: string }
    | { readonly __typename: 'TextBlock', readonly text: string, readonly name: string }
  > };

type ShownContent_PushContent_Fragment = { readonly __typename: 'PushContent', readonly title: string | null, readonly body: string, readonly isSilent: boolean, readonly data: Readonly<Record<string, unknown>> };

type ShownContent_SmsContent_Fragment = { readonly __typename: 'SmsContent', readonly to: string | null, readonly segmentCount: number, readonly words: string };

type ShownContent_WebhookContent_Fragment = { readonly __typename: 'WebhookContent', readonly method: string, readonly url: string, readonly query: Readonly<Record<string, unknown>>, readonly headers: Readonly<Record<string, unknown>>, readonly body: string };

export type ShownContentFragment =
  | ShownContent_ChatContent_Fragment
  | ShownContent_EmailContent_Fragment
  | ShownContent_FeedContent_Fragment
  | ShownContent_PushContent_Fragment
  | ShownContent_SmsContent_Fragment
  | ShownContent_WebhookContent_Fragment
;

type Person_RecipientObject_Fragment = { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null };

type Person_User_Fragment = { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null };

export type PersonFragment =
  | Person_RecipientObject_Fragment
  | Person_User_Fragment
;

export type DecisionFragment = { readonly at: string, readonly stepRef: string | null, readonly code: string, readonly message: string, readonly values: Readonly<Record<string, unknown>> };

export type PageEndFragment = { readonly hasNextPage: boolean, readonly endCursor: string | null, readonly isCutShort: boolean };

export type AnalyticsQueryVariables = Exact<{
  time: StatsInput;
  cohort: StatsInput;
  outcomes: StatsInput;
  workflows: StatsInput;
  channels: StatsInput;
}>;


export type AnalyticsQuery = { readonly time: { readonly countedFrom: string, readonly times: ReadonlyArray<string>, readonly series: ReadonlyArray<{ readonly made: ReadonlyArray<number>, readonly delivered: ReadonlyArray<number>, readonly failed: ReadonlyArray<number>, readonly seen: ReadonlyArray<number>, readonly read: ReadonlyArray<number>, readonly interacted: ReadonlyArray<number>, readonly totals: { readonly made: number, readonly delivered: number, readonly failed: number, readonly runs: number } }> } | null, readonly cohort: { readonly series: ReadonlyArray<{ readonly totals: { readonly made: number, readonly sent: number, readonly delivered: number, readonly seen: number, readonly read: number, readonly interacted: number } }> } | null, readonly outcomes: { readonly series: ReadonlyArray<{ readonly groupKey: string | null, readonly totals: { readonly runs: number } }> } | null, readonly workflows: { readonly series: ReadonlyArray<{ readonly groupKey: string | null, readonly made: ReadonlyArray<number>, readonly totals: { readonly made: number, readonly delivered: number, readonly failed: number, readonly read: number, readonly interacted: number } }> } | null, readonly channels: { readonly series: ReadonlyArray<{ readonly groupKey: string | null, readonly made: ReadonlyArray<number>, readonly totals: { readonly made: number, readonly delivered: number, readonly failed: number, readonly read: number, readonly interacted: number } }> } | null };

export type GroupFragment = { readonly series: ReadonlyArray<{ readonly groupKey: string | null, readonly made: ReadonlyArray<number>, readonly totals: { readonly made: number, readonly delivered: number, readonly failed: number, readonly read: number, readonly interacted: number } }> };

export type ChannelsQueryVariables = Exact<{ [key: string]: never; }>;


export type ChannelsQuery = { readonly channels: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly channelKey: string, readonly name: string, readonly type: ChannelType, readonly isDefault: boolean, readonly isSandbox: boolean, readonly onUncertain: OnUncertain | null, readonly callbackUrl: string | null, readonly breaker: string, readonly breakers: ReadonlyArray<{ readonly providerKey: string, readonly state: string, readonly code: string | null, readonly reason: string | null, readonly retryAt: string | null, readonly stoppedAt: string | null }>, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly code: string, readonly message: string }>, readonly providers: ReadonlyArray<{ readonly providerKey: string, readonly settings: Readonly<Record<string, unknown>> }> }> } | null, readonly providers: ReadonlyArray<{ readonly providerKey: string, readonly name: string, readonly channelType: ChannelType, readonly guarantee: string, readonly onUncertain: OnUncertain, readonly settingsSchema: Readonly<Record<string, unknown>> }> | null, readonly deliveryHealth: ReadonlyArray<{ readonly channelKey: string, readonly providerKey: string, readonly attemptCount: number, readonly failureCount: number, readonly p50Ms: number | null, readonly p95Ms: number | null, readonly queuedCount: number, readonly oldestQueuedSeconds: number | null }> | null };

export type OneChannelFragment = { readonly id: string, readonly channelKey: string, readonly name: string, readonly type: ChannelType, readonly isDefault: boolean, readonly isSandbox: boolean, readonly onUncertain: OnUncertain | null, readonly callbackUrl: string | null, readonly breaker: string, readonly breakers: ReadonlyArray<{ readonly providerKey: string, readonly state: string, readonly code: string | null, readonly reason: string | null, readonly retryAt: string | null, readonly stoppedAt: string | null }>, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly code: string, readonly message: string }>, readonly providers: ReadonlyArray<{ readonly providerKey: string, readonly settings: Readonly<Record<string, unknown>> }> };

export type OneProviderFragment = { readonly providerKey: string, readonly name: string, readonly channelType: ChannelType, readonly guarantee: string, readonly onUncertain: OnUncertain, readonly settingsSchema: Readonly<Record<string, unknown>> };

export type HealthFragment = { readonly channelKey: string, readonly providerKey: string, readonly attemptCount: number, readonly failureCount: number, readonly p50Ms: number | null, readonly p95Ms: number | null, readonly queuedCount: number, readonly oldestQueuedSeconds: number | null };

export type CheckFragment = { readonly providerKey: string, readonly state: SettingsCheckState, readonly code: string | null, readonly message: string };

export type CreateChannelMutationVariables = Exact<{
  input: CreateChannelInput;
}>;


export type CreateChannelMutation = { readonly createChannel: { readonly channel: { readonly id: string } } | null };

export type ChangeChannelMutationVariables = Exact<{
  input: UpdateChannelInput;
}>;


export type ChangeChannelMutation = { readonly updateChannel: { readonly channel: { readonly id: string } } | null };

export type CheckChannelMutationVariables = Exact<{
  input: CheckChannelInput;
}>;


export type CheckChannelMutation = { readonly checkChannel: { readonly checks: ReadonlyArray<{ readonly providerKey: string, readonly state: SettingsCheckState, readonly code: string | null, readonly message: string }> } | null };

export type ResumeChannelMutationVariables = Exact<{
  input: ResumeChannelInput;
}>;


export type ResumeChannelMutation = { readonly resumeChannel: { readonly resumedCount: number } | null };

export type RotateCallbackUrlMutationVariables = Exact<{
  input: RotateCallbackSecretInput;
}>;


export type RotateCallbackUrlMutation = { readonly rotateCallbackSecret: { readonly channel: { readonly id: string, readonly callbackUrl: string | null } } | null };

export type DeleteChannelMutationVariables = Exact<{
  input: DeleteChannelInput;
}>;


export type DeleteChannelMutation = { readonly deleteChannel: { readonly wasKnown: boolean } | null };

export type SendTestMutationVariables = Exact<{
  input: SendTestMessageInput;
}>;


export type SendTestMutation = { readonly sendTestMessage: { readonly attempt: { readonly at: string, readonly number: number, readonly providerKey: string, readonly outcome: string, readonly code: string | null, readonly durationMs: number | null, readonly reason: string | null, readonly retryAt: string | null, readonly request: Readonly<Record<string, unknown>> | null, readonly response: Readonly<Record<string, unknown>> | null, readonly isPossibleDuplicate: boolean } } | null };

export type DeadLettersQueryVariables = Exact<{
  at?: TimeRangeInput | null | undefined;
}>;


export type DeadLettersQuery = { readonly deadLetters: ReadonlyArray<{ readonly channelKey: string, readonly providerKey: string | null, readonly reason: string, readonly count: number, readonly firstAt: string, readonly lastAt: string, readonly example:
      | { readonly __typename: 'ChatMessage', readonly id: string }
      | { readonly __typename: 'EmailMessage', readonly id: string }
      | { readonly __typename: 'FeedItem', readonly id: string }
      | { readonly __typename: 'PushMessage', readonly id: string }
      | { readonly __typename: 'SmsMessage', readonly id: string }
      | { readonly __typename: 'WebhookMessage', readonly id: string }
     | null }> | null };

export type DeadLetterFragment = { readonly channelKey: string, readonly providerKey: string | null, readonly reason: string, readonly count: number, readonly firstAt: string, readonly lastAt: string, readonly example:
    | { readonly __typename: 'ChatMessage', readonly id: string }
    | { readonly __typename: 'EmailMessage', readonly id: string }
    | { readonly __typename: 'FeedItem', readonly id: string }
    | { readonly __typename: 'PushMessage', readonly id: string }
    | { readonly __typename: 'SmsMessage', readonly id: string }
    | { readonly __typename: 'WebhookMessage', readonly id: string }
   | null };

export type ResendMutationVariables = Exact<{
  input: ResendMessagesInput;
}>;


export type ResendMutation = { readonly resendMessages: { readonly queuedCount: number, readonly remainingCount: number, readonly leftOut: ReadonlyArray<{ readonly code: string, readonly count: number }> } | null };

export type SuppressionsQueryVariables = Exact<{
  filter?: SuppressionFilterInput | null | undefined;
  after?: string | null | undefined;
}>;


export type SuppressionsQuery = { readonly suppressions: { readonly nodes: ReadonlyArray<{ readonly address: string, readonly channelType: ChannelType, readonly reason: SuppressionReason, readonly note: string | null, readonly createdAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type OneSuppressionFragment = { readonly address: string, readonly channelType: ChannelType, readonly reason: SuppressionReason, readonly note: string | null, readonly createdAt: string };

export type LiftSuppressionMutationVariables = Exact<{
  input: LiftSuppressionInput;
}>;


export type LiftSuppressionMutation = { readonly liftSuppression: { readonly wasKnown: boolean } | null };

export type AddSuppressionMutationVariables = Exact<{
  input: AddSuppressionInput;
}>;


export type AddSuppressionMutation = { readonly addSuppression: { readonly isNew: boolean } | null };

export type BacklogQueryVariables = Exact<{ [key: string]: never; }>;


export type BacklogQuery = { readonly backlog: { readonly dueRunCount: number, readonly fanningOutTriggerCount: number, readonly lagSeconds: number, readonly openBatchCount: number, readonly queuedMessageCount: number, readonly waitingRunCount: number, readonly wakesByHour: ReadonlyArray<number>, readonly steps: ReadonlyArray<{ readonly workflowKey: string, readonly steps: ReadonlyArray<{ readonly stepRef: string, readonly version: number, readonly waitingRunCount: number, readonly openBatchCount: number, readonly nextAt: string | null }> }> } | null };

export type ShownBacklogFragment = { readonly dueRunCount: number, readonly fanningOutTriggerCount: number, readonly lagSeconds: number, readonly openBatchCount: number, readonly queuedMessageCount: number, readonly waitingRunCount: number, readonly wakesByHour: ReadonlyArray<number>, readonly steps: ReadonlyArray<{ readonly workflowKey: string, readonly steps: ReadonlyArray<{ readonly stepRef: string, readonly version: number, readonly waitingRunCount: number, readonly openBatchCount: number, readonly nextAt: string | null }> }> };

export type WaitingStepFragment = { readonly stepRef: string, readonly version: number, readonly waitingRunCount: number, readonly openBatchCount: number, readonly nextAt: string | null };

export type WaitingVersionQueryVariables = Exact<{
  key: string;
  version: number;
}>;


export type WaitingVersionQuery = { readonly workflow: { readonly id: string, readonly version: { readonly id: string, readonly document: Readonly<Record<string, unknown>> } | null } | null };

export type WaitingRunsQueryVariables = Exact<{
  filter: RunFilterInput;
  first: number;
}>;


export type WaitingRunsQuery = { readonly runs: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly workflowKey: string, readonly stepRef: string | null, readonly wakesAt: string | null, readonly recipient:
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
       | null }> } | null };

export type ChangeRunsMutationVariables = Exact<{
  input: ChangeRunsInput;
}>;


export type ChangeRunsMutation = { readonly changeRuns: { readonly changedCount: number, readonly remainingCount: number } | null };

export type BacklogChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type BacklogChangedSubscription = { readonly backlogChanged: { readonly dueRunCount: number, readonly fanningOutTriggerCount: number, readonly lagSeconds: number, readonly openBatchCount: number, readonly queuedMessageCount: number, readonly waitingRunCount: number, readonly wakesByHour: ReadonlyArray<number>, readonly steps: ReadonlyArray<{ readonly workflowKey: string, readonly steps: ReadonlyArray<{ readonly stepRef: string, readonly version: number, readonly waitingRunCount: number, readonly openBatchCount: number, readonly nextAt: string | null }> }> } };

export type ApiKeysQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ApiKeysQuery = { readonly apiKeys: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string | null, readonly kind: ApiKeyKind, readonly lastFour: string, readonly createdAt: string, readonly lastUsedAt: string | null, readonly revokedAt: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type OneApiKeyFragment = { readonly id: string, readonly name: string | null, readonly kind: ApiKeyKind, readonly lastFour: string, readonly createdAt: string, readonly lastUsedAt: string | null, readonly revokedAt: string | null };

export type SigningKeysQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type SigningKeysQuery = { readonly signingKeys: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly keyId: string, readonly name: string | null, readonly algorithm: string, readonly createdAt: string, readonly revokedAt: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type OneSigningKeyFragment = { readonly id: string, readonly keyId: string, readonly name: string | null, readonly algorithm: string, readonly createdAt: string, readonly revokedAt: string | null };

export type CreateKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateKeyMutation = { readonly createApiKey: { readonly key: string | null, readonly apiKey: { readonly id: string, readonly name: string | null, readonly kind: ApiKeyKind, readonly lastFour: string, readonly createdAt: string, readonly lastUsedAt: string | null, readonly revokedAt: string | null } } | null };

export type RevokeKeyMutationVariables = Exact<{
  input: RevokeApiKeyInput;
}>;


export type RevokeKeyMutation = { readonly revokeApiKey: { readonly apiKey: { readonly id: string } } | null };

export type CreateSigningKeyMutationVariables = Exact<{
  input: CreateSigningKeyInput;
}>;


export type CreateSigningKeyMutation = { readonly createSigningKey: { readonly keyId: string } | null };

export type RevokeSigningKeyMutationVariables = Exact<{
  input: RevokeSigningKeyInput;
}>;


export type RevokeSigningKeyMutation = { readonly revokeSigningKey: { readonly signingKey: { readonly id: string } } | null };

export type MessageQueryVariables = Exact<{
  id: string;
}>;


export type MessageQuery = { readonly node:
    | { readonly __typename: 'Activity', readonly id: string }
    | { readonly __typename: 'ApiKey', readonly id: string }
    | { readonly __typename: 'AuditEntry', readonly id: string }
    | { readonly __typename: 'Channel', readonly id: string }
    | { readonly __typename: 'ChatMessage', readonly undeliveredReason: string | null, readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly tenant: { readonly tenantId: string, readonly name: string | null } | null, readonly run: { readonly id: string, readonly workflowKey: string, readonly version: number | null } | null, readonly content:
        | { readonly __typename: 'ChatContent', readonly text: string }
        | { readonly __typename: 'EmailContent', readonly subject: string, readonly from: string | null, readonly to: string | null, readonly text: string }
        | { readonly __typename: 'FeedContent' }
        | { readonly __typename: 'PushContent', readonly title: string | null, readonly body: string }
        | { readonly __typename: 'SmsContent', readonly to: string | null, readonly text: string }
        | { readonly __typename: 'WebhookContent' }
       | null, readonly attempts: ReadonlyArray<{ readonly at: string, readonly number: number, readonly providerKey: string, readonly outcome: string, readonly code: string | null, readonly durationMs: number | null, readonly reason: string | null, readonly retryAt: string | null, readonly request: Readonly<Record<string, unknown>> | null, readonly response: Readonly<Record<string, unknown>> | null, readonly isPossibleDuplicate: boolean }>, readonly events: ReadonlyArray<{ readonly at: string, readonly by: string, readonly code: string, readonly message: string }>, readonly recipient:
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
       | null }
    | { readonly __typename: 'EmailMessage', readonly undeliveredReason: string | null, readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly tenant: { readonly tenantId: string, readonly name: string | null } | null, readonly run: { readonly id: string, readonly workflowKey: string, readonly version: number | null } | null, readonly content:
        | { readonly __typename: 'ChatContent', readonly text: string }
        | { readonly __typename: 'EmailContent', readonly subject: string, readonly from: string | null, readonly to: string | null, readonly text: string }
        | { readonly __typename: 'FeedContent' }
        | { readonly __typename: 'PushContent', readonly title: string | null, readonly body: string }
        | { readonly __typename: 'SmsContent', readonly to: string | null, readonly text: string }
        | { readonly __typename: 'WebhookContent' }
       | null, readonly attempts: ReadonlyArray<{ readonly at: string, readonly number: number, readonly providerKey: string, readonly outcome: string, readonly code: string | null, readonly durationMs: number | null, readonly reason: string | null, readonly retryAt: string | null, readonly request: Readonly<Record<string, unknown>> | null, readonly response: Readonly<Record<string, unknown>> | null, readonly isPossibleDuplicate: boolean }>, readonly events: ReadonlyArray<{ readonly at: string, readonly by: string, readonly code: string, readonly message: string }>, readonly recipient:
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
       | null }
    | { readonly __typename: 'Environment', readonly id: string }
    | { readonly __typename: 'Feed', readonly id: string }
    | { readonly __typename: 'FeedItem', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly tenant: { readonly tenantId: string, readonly name: string | null } | null, readonly run: { readonly id: string, readonly workflowKey: string, readonly version: number | null } | null, readonly blocks: ReadonlyArray<
        | { readonly __typename: 'ButtonsBlock', readonly name: string, readonly buttons: ReadonlyArray<{ readonly name: string, readonly label: string, readonly action: string }> }
        | { readonly __typename: 'MarkdownBlock', readonly html: string, readonly name: string }
        | { readonly __typename: 'TextBlock', readonly text: string, readonly name: string }
      >, readonly events: ReadonlyArray<{ readonly at: string, readonly by: string, readonly code: string, readonly message: string }>, readonly recipient:
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
       | null }
    | { readonly __typename: 'Member', readonly id: string }
    | { readonly __typename: 'ObjectSubscription', readonly id: string }
    | { readonly __typename: 'PreferenceSet', readonly id: string }
    | { readonly __typename: 'PushMessage', readonly undeliveredReason: string | null, readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly tenant: { readonly tenantId: string, readonly name: string | null } | null, readonly run: { readonly id: string, readonly workflowKey: string, readonly version: number | null } | null, readonly content:
        | { readonly __typename: 'ChatContent', readonly text: string }
        | { readonly __typename: 'EmailContent', readonly subject: string, readonly from: string | null, readonly to: string | null, readonly text: string }
        | { readonly __typename: 'FeedContent' }
        | { readonly __typename: 'PushContent', readonly title: string | null, readonly body: string }
        | { readonly __typename: 'SmsContent', readonly to: string | null, readonly text: string }
        | { readonly __typename: 'WebhookContent' }
       | null, readonly attempts: ReadonlyArray<{ readonly at: string, readonly number: number, readonly providerKey: string, readonly outcome: string, readonly code: string | null, readonly durationMs: number | null, readonly reason: string | null, readonly retryAt: string | null, readonly request: Readonly<Record<string, unknown>> | null, readonly response: Readonly<Record<string, unknown>> | null, readonly isPossibleDuplicate: boolean }>, readonly events: ReadonlyArray<{ readonly at: string, readonly by: string, readonly code: string, readonly message: string }>, readonly recipient:
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
       | null }
    | { readonly __typename: 'RecipientObject', readonly id: string }
    | { readonly __typename: 'Run', readonly id: string }
    | { readonly __typename: 'Session', readonly id: string }
    | { readonly __typename: 'SigningKey', readonly id: string }
    | { readonly __typename: 'SmsMessage', readonly undeliveredReason: string | null, readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly tenant: { readonly tenantId: string, readonly name: string | null } | null, readonly run: { readonly id: string, readonly workflowKey: string, readonly version: number | null } | null, readonly content:
        | { readonly __typename: 'ChatContent', readonly text: string }
        | { readonly __typename: 'EmailContent', readonly subject: string, readonly from: string | null, readonly to: string | null, readonly text: string }
        | { readonly __typename: 'FeedContent' }
        | { readonly __typename: 'PushContent', readonly title: string | null, readonly body: string }
        | { readonly __typename: 'SmsContent', readonly to: string | null, readonly text: string }
        | { readonly __typename: 'WebhookContent' }
       | null, readonly attempts: ReadonlyArray<{ readonly at: string, readonly number: number, readonly providerKey: string, readonly outcome: string, readonly code: string | null, readonly durationMs: number | null, readonly reason: string | null, readonly retryAt: string | null, readonly request: Readonly<Record<string, unknown>> | null, readonly response: Readonly<Record<string, unknown>> | null, readonly isPossibleDuplicate: boolean }>, readonly events: ReadonlyArray<{ readonly at: string, readonly by: string, readonly code: string, readonly message: string }>, readonly recipient:
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
       | null }
    | { readonly __typename: 'Tenant', readonly id: string }
    | { readonly __typename: 'Trigger', readonly id: string }
    | { readonly __typename: 'User', readonly id: string }
    | { readonly __typename: 'WebhookMessage', readonly undeliveredReason: string | null, readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly tenant: { readonly tenantId: string, readonly name: string | null } | null, readonly run: { readonly id: string, readonly workflowKey: string, readonly version: number | null } | null, readonly content:
        | { readonly __typename: 'ChatContent', readonly text: string }
        | { readonly __typename: 'EmailContent', readonly subject: string, readonly from: string | null, readonly to: string | null, readonly text: string }
        | { readonly __typename: 'FeedContent' }
        | { readonly __typename: 'PushContent', readonly title: string | null, readonly body: string }
        | { readonly __typename: 'SmsContent', readonly to: string | null, readonly text: string }
        | { readonly __typename: 'WebhookContent' }
       | null, readonly attempts: ReadonlyArray<{ readonly at: string, readonly number: number, readonly providerKey: string, readonly outcome: string, readonly code: string | null, readonly durationMs: number | null, readonly reason: string | null, readonly retryAt: string | null, readonly request: Readonly<Record<string, unknown>> | null, readonly response: Readonly<Record<string, unknown>> | null, readonly isPossibleDuplicate: boolean }>, readonly events: ReadonlyArray<{ readonly at: string, readonly by: string, readonly code: string, readonly message: string }>, readonly recipient:
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
       | null }
    | { readonly __typename: 'Workflow', readonly id: string }
    | { readonly __typename: 'WorkflowVersion', readonly id: string }
   | null };

type Content_ChatContent_Fragment = { readonly __typename: 'ChatContent', readonly text: string };

type Content_EmailContent_Fragment = { readonly __typename: 'EmailContent', readonly subject: string, readonly from: string | null, readonly to: string | null, readonly text: string };

type Content_FeedContent_Fragment = { readonly __typename: 'FeedContent' };

type Content_PushContent_Fragment = { readonly __typename: 'PushContent', readonly title: string | null, readonly body: string };

type Content_SmsContent_Fragment = { readonly __typename: 'SmsContent', readonly to: string | null, readonly text: string };

type Content_WebhookContent_Fragment = { readonly __typename: 'WebhookContent' };

export type ContentFragment =
  | Content_ChatContent_Fragment
  | Content_EmailContent_Fragment
  | Content_FeedContent_Fragment
  | Content_PushContent_Fragment
  | Content_SmsContent_Fragment
  | Content_WebhookContent_Fragment
;

export type AttemptFragment = { readonly at: string, readonly number: number, readonly providerKey: string, readonly outcome: string, readonly code: string | null, readonly durationMs: number | null, readonly reason: string | null, readonly retryAt: string | null, readonly request: Readonly<Record<string, unknown>> | null, readonly response: Readonly<Record<string, unknown>> | null, readonly isPossibleDuplicate: boolean };

export type EventFragment = { readonly at: string, readonly by: string, readonly code: string, readonly message: string };

export type MessagesQueryVariables = Exact<{
  filter?: MessageFilterInput | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MessagesQuery = { readonly messages: { readonly nodes: ReadonlyArray<
      | { readonly __typename: 'ChatMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
      | { readonly __typename: 'EmailMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
      | { readonly __typename: 'FeedItem', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
      | { readonly __typename: 'PushMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
      | { readonly __typename: 'SmsMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
      | { readonly __typename: 'WebhookMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
    >, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null, readonly isCutShort: boolean } } | null };

export type MessagesChangedSubscriptionVariables = Exact<{
  filter?: MessageFilterInput | null | undefined;
}>;


export type MessagesChangedSubscription = { readonly messagesChanged: { readonly isReset: boolean, readonly omittedCount: number, readonly removedIds: ReadonlyArray<string>, readonly nodes: ReadonlyArray<
      | { readonly __typename: 'ChatMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
      | { readonly __typename: 'EmailMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
      | { readonly __typename: 'FeedItem', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
      | { readonly __typename: 'PushMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
      | { readonly __typename: 'SmsMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
      | { readonly __typename: 'WebhookMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
    > } };

type ListedMessage_ChatMessage_Fragment = { readonly __typename: 'ChatMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
    | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
    | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
   | null };

type ListedMessage_EmailMessage_Fragment = { readonly __typename: 'EmailMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
    | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
    | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
   | null };

type ListedMessage_FeedItem_Fragment = { readonly __typename: 'FeedItem', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
    | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
    | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
   | null };

type ListedMessage_PushMessage_Fragment = { readonly __typename: 'PushMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
    | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
    | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
   | null };

type ListedMessage_SmsMessage_Fragment = { readonly __typename: 'SmsMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
    | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
    | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
   | null };

type ListedMessage_WebhookMessage_Fragment = { readonly __typename: 'WebhookMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
    | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
    | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
   | null };

export type ListedMessageFragment =
  | ListedMessage_ChatMessage_Fragment
  | ListedMessage_EmailMessage_Fragment
  | ListedMessage_FeedItem_Fragment
  | ListedMessage_PushMessage_Fragment
  | ListedMessage_SmsMessage_Fragment
  | ListedMessage_WebhookMessage_Fragment
;

export type OverviewQueryVariables = Exact<{
  since: string;
}>;


export type OverviewQuery = { readonly workflows: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly workflowKey: string, readonly name: string, readonly committedVersion: number | null, readonly updatedAt: string, readonly versions: { readonly nodes: ReadonlyArray<{ readonly number: number, readonly committedAt: string, readonly message: string | null, readonly author: { readonly name: string } | null }> } }> } | null, readonly users: { readonly nodes: ReadonlyArray<{ readonly id: string }> } | null, readonly outcomes: { readonly series: ReadonlyArray<{ readonly groupKey: string | null, readonly totals: { readonly runs: number } }> } | null, readonly today: { readonly series: ReadonlyArray<{ readonly totals: { readonly sent: number, readonly seen: number, readonly read: number } }> } | null, readonly anyTrigger: { readonly nodes: ReadonlyArray<{ readonly id: string }> } | null, readonly messages: { readonly nodes: ReadonlyArray<
      | { readonly id: string, readonly seenAt: string | null }
      | { readonly id: string, readonly seenAt: string | null }
      | { readonly id: string, readonly seenAt: string | null }
      | { readonly id: string, readonly seenAt: string | null }
      | { readonly id: string, readonly seenAt: string | null }
      | { readonly id: string, readonly seenAt: string | null }
    > } | null, readonly deliveryHealth: ReadonlyArray<{ readonly channelKey: string, readonly providerKey: string, readonly attemptCount: number, readonly failureCount: number, readonly breaker: string, readonly queuedCount: number, readonly oldestQueuedSeconds: number | null }> | null, readonly deadLetters: ReadonlyArray<{ readonly channelKey: string, readonly reason: string, readonly count: number, readonly lastAt: string }> | null };

export type OverviewBacklogQueryVariables = Exact<{ [key: string]: never; }>;


export type OverviewBacklogQuery = { readonly backlog: { readonly dueRunCount: number, readonly lagSeconds: number, readonly openBatchCount: number, readonly queuedMessageCount: number, readonly waitingRunCount: number } | null };

export type HappenedRunsQueryVariables = Exact<{
  filter: RunFilterInput;
  after?: string | null | undefined;
}>;


export type HappenedRunsQuery = { readonly runs: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly workflowKey: string, readonly version: number | null, readonly status: RunStatus, readonly stepRef: string | null, readonly wakesAt: string | null, readonly createdAt: string, readonly finishedAt: string | null, readonly outcome: { readonly at: string, readonly stepRef: string | null, readonly code: string, readonly message: string, readonly values: Readonly<Record<string, unknown>> }, readonly recipient:
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
       | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null, readonly isCutShort: boolean } } | null };

export type HappenedMessagesQueryVariables = Exact<{
  filter: MessageFilterInput;
  after?: string | null | undefined;
}>;


export type HappenedMessagesQuery = { readonly messages: { readonly nodes: ReadonlyArray<
      | { readonly __typename: 'ChatMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
      | { readonly __typename: 'EmailMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
      | { readonly __typename: 'FeedItem', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
      | { readonly __typename: 'PushMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
      | { readonly __typename: 'SmsMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
      | { readonly __typename: 'WebhookMessage', readonly id: string, readonly workflowKey: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null, readonly archivedAt: string | null, readonly createdAt: string, readonly updatedAt: string, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }
    >, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null, readonly isCutShort: boolean } } | null };

export type ObjectQueryVariables = Exact<{
  collection: string;
  objectId: string;
}>;


export type ObjectQuery = { readonly object: { readonly avatar: string | null, readonly createdAt: string, readonly properties: Readonly<Record<string, unknown>> | null, readonly id: string, readonly collection: string, readonly objectId: string, readonly name: string | null, readonly updatedAt: string, readonly channelData: ReadonlyArray<{ readonly channelKey: string, readonly data: Readonly<Record<string, unknown>>, readonly updatedAt: string }> | null } | null };

export type ChangeObjectMutationVariables = Exact<{
  input: ObjectInput;
}>;


export type ChangeObjectMutation = { readonly setObject: { readonly object: { readonly id: string } } | null };

export type ObjectsQueryVariables = Exact<{
  collection?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type ObjectsQuery = { readonly objects: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly collection: string, readonly objectId: string, readonly name: string | null, readonly updatedAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type ListedObjectFragment = { readonly id: string, readonly collection: string, readonly objectId: string, readonly name: string | null, readonly updatedAt: string };

export type ErasedFragment = { readonly messages: number, readonly runs: number, readonly preferenceSets: number, readonly subscriptions: number, readonly channelData: number };

export type EraseUserMutationVariables = Exact<{
  input: DeleteUserInput;
}>;


export type EraseUserMutation = { readonly deleteUser: { readonly counts: { readonly messages: number, readonly runs: number, readonly preferenceSets: number, readonly subscriptions: number, readonly channelData: number } | null } | null };

export type EraseObjectMutationVariables = Exact<{
  input: DeleteObjectInput;
}>;


export type EraseObjectMutation = { readonly deleteObject: { readonly counts: { readonly messages: number, readonly runs: number, readonly preferenceSets: number, readonly subscriptions: number, readonly channelData: number } | null } | null };

export type FollowFragment = { readonly nodes: ReadonlyArray<{ readonly id: string, readonly createdAt: string, readonly properties: Readonly<Record<string, unknown>> | null, readonly object: { readonly collection: string, readonly objectId: string, readonly name: string | null } | null, readonly recipient:
      | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
      | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
     | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } };

export type FollowsOfUserQueryVariables = Exact<{
  userId: string;
  after?: string | null | undefined;
}>;


export type FollowsOfUserQuery = { readonly user: { readonly subscriptions: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly createdAt: string, readonly properties: Readonly<Record<string, unknown>> | null, readonly object: { readonly collection: string, readonly objectId: string, readonly name: string | null } | null, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null } | null };

export type FollowsOfObjectQueryVariables = Exact<{
  collection: string;
  objectId: string;
  after?: string | null | undefined;
}>;


export type FollowsOfObjectQuery = { readonly object: { readonly subscriptions: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly createdAt: string, readonly properties: Readonly<Record<string, unknown>> | null, readonly object: { readonly collection: string, readonly objectId: string, readonly name: string | null } | null, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null } | null };

export type FollowersOfObjectQueryVariables = Exact<{
  collection: string;
  objectId: string;
  after?: string | null | undefined;
}>;


export type FollowersOfObjectQuery = { readonly object: { readonly subscribers: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly createdAt: string, readonly properties: Readonly<Record<string, unknown>> | null, readonly object: { readonly collection: string, readonly objectId: string, readonly name: string | null } | null, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null } | null };

export type FollowMutationVariables = Exact<{
  input: SubscribeInput;
}>;


export type FollowMutation = { readonly subscribe: { readonly changedCount: number } | null };

export type UnfollowMutationVariables = Exact<{
  input: UnsubscribeInput;
}>;


export type UnfollowMutation = { readonly unsubscribe: { readonly changedCount: number } | null };

export type ChoicesFragment = { readonly commercialSubscribed: boolean, readonly choices: ReadonlyArray<{ readonly category: string | null, readonly workflowKey: string | null, readonly name: string, readonly channelType: ChannelType, readonly isAllowed: boolean | null, readonly isFixed: boolean, readonly code: string, readonly rule: { readonly allow: boolean | null, readonly category: string | null, readonly workflowKey: string | null, readonly channelKey: string | null, readonly channelType: ChannelType | null, readonly when: Readonly<Record<string, unknown>> | null, readonly source: PreferenceSource, readonly overridesRecipient: boolean } | null }> };

export type RuleFragment = { readonly allow: boolean | null, readonly category: string | null, readonly workflowKey: string | null, readonly channelKey: string | null, readonly channelType: ChannelType | null, readonly when: Readonly<Record<string, unknown>> | null, readonly source: PreferenceSource, readonly overridesRecipient: boolean };

export type LayerFragment = { readonly source: PreferenceSource, readonly tenantId: string | null, readonly commercialSubscribed: boolean | null, readonly updatedAt: string | null, readonly rules: ReadonlyArray<{ readonly allow: boolean | null, readonly category: string | null, readonly workflowKey: string | null, readonly channelKey: string | null, readonly channelType: ChannelType | null, readonly when: Readonly<Record<string, unknown>> | null, readonly source: PreferenceSource, readonly overridesRecipient: boolean }> };

export type PreferencesOfUserQueryVariables = Exact<{
  userId: string;
  recipient: RecipientRefInput;
  tenantId?: string | null | undefined;
}>;


export type PreferencesOfUserQuery = { readonly user: { readonly preferences: { readonly commercialSubscribed: boolean, readonly choices: ReadonlyArray<{ readonly category: string | null, readonly workflowKey: string | null, readonly name: string, readonly channelType: ChannelType, readonly isAllowed: boolean | null, readonly isFixed: boolean, readonly code: string, readonly rule: { readonly allow: boolean | null, readonly category: string | null, readonly workflowKey: string | null, readonly channelKey: string | null, readonly channelType: ChannelType | null, readonly when: Readonly<Record<string, unknown>> | null, readonly source: PreferenceSource, readonly overridesRecipient: boolean } | null }> } | null } | null, readonly preferenceLayers: ReadonlyArray<{ readonly source: PreferenceSource, readonly tenantId: string | null, readonly commercialSubscribed: boolean | null, readonly updatedAt: string | null, readonly rules: ReadonlyArray<{ readonly allow: boolean | null, readonly category: string | null, readonly workflowKey: string | null, readonly channelKey: string | null, readonly channelType: ChannelType | null, readonly when: Readonly<Record<string, unknown>> | null, readonly source: PreferenceSource, readonly overridesRecipient: boolean }> }> | null };

export type PreferencesOfObjectQueryVariables = Exact<{
  collection: string;
  objectId: string;
  recipient: RecipientRefInput;
  tenantId?: string | null | undefined;
}>;


export type PreferencesOfObjectQuery = { readonly object: { readonly preferences: { readonly commercialSubscribed: boolean, readonly choices: ReadonlyArray<{ readonly category: string | null, readonly workflowKey: string | null, readonly name: string, readonly channelType: ChannelType, readonly isAllowed: boolean | null, readonly isFixed: boolean, readonly code: string, readonly rule: { readonly allow: boolean | null, readonly category: string | null, readonly workflowKey: string | null, readonly channelKey: string | null, readonly channelType: ChannelType | null, readonly when: Readonly<Record<string, unknown>> | null, readonly source: PreferenceSource, readonly overridesRecipient: boolean } | null }> } | null } | null, readonly preferenceLayers: ReadonlyArray<{ readonly source: PreferenceSource, readonly tenantId: string | null, readonly commercialSubscribed: boolean | null, readonly updatedAt: string | null, readonly rules: ReadonlyArray<{ readonly allow: boolean | null, readonly category: string | null, readonly workflowKey: string | null, readonly channelKey: string | null, readonly channelType: ChannelType | null, readonly when: Readonly<Record<string, unknown>> | null, readonly source: PreferenceSource, readonly overridesRecipient: boolean }> }> | null };

export type DefaultPreferencesQueryVariables = Exact<{
  tenantId?: string | null | undefined;
}>;


export type DefaultPreferencesQuery = { readonly defaultPreferences: { readonly source: PreferenceSource, readonly tenantId: string | null, readonly commercialSubscribed: boolean | null, readonly updatedAt: string | null, readonly preferences: { readonly commercialSubscribed: boolean, readonly choices: ReadonlyArray<{ readonly category: string | null, readonly workflowKey: string | null, readonly name: string, readonly channelType: ChannelType, readonly isAllowed: boolean | null, readonly isFixed: boolean, readonly code: string, readonly rule: { readonly allow: boolean | null, readonly category: string | null, readonly workflowKey: string | null, readonly channelKey: string | null, readonly channelType: ChannelType | null, readonly when: Readonly<Record<string, unknown>> | null, readonly source: PreferenceSource, readonly overridesRecipient: boolean } | null }> } | null, readonly rules: ReadonlyArray<{ readonly allow: boolean | null, readonly category: string | null, readonly workflowKey: string | null, readonly channelKey: string | null, readonly channelType: ChannelType | null, readonly when: Readonly<Record<string, unknown>> | null, readonly source: PreferenceSource, readonly overridesRecipient: boolean }> } | null };

export type SetRecipientPreferencesMutationVariables = Exact<{
  input: SetPreferencesInput;
}>;


export type SetRecipientPreferencesMutation = { readonly setPreferences: { readonly preferences: { readonly id: string } } | null };

export type SetDefaultPreferencesMutationVariables = Exact<{
  input: SetDefaultPreferencesInput;
}>;


export type SetDefaultPreferencesMutation = { readonly setDefaultPreferences: { readonly preferences: { readonly id: string } } | null };

export type TenantQueryVariables = Exact<{
  tenantId: string;
}>;


export type TenantQuery = { readonly tenant: { readonly properties: Readonly<Record<string, unknown>> | null, readonly id: string, readonly tenantId: string, readonly name: string | null, readonly channelData: ReadonlyArray<{ readonly channelKey: string, readonly data: Readonly<Record<string, unknown>>, readonly updatedAt: string }> | null } | null };

export type ChangeTenantMutationVariables = Exact<{
  input: TenantInput;
}>;


export type ChangeTenantMutation = { readonly setTenant: { readonly tenant: { readonly id: string } } | null };

export type TenantsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type TenantsQuery = { readonly tenants: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly tenantId: string, readonly name: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type ListedTenantFragment = { readonly id: string, readonly tenantId: string, readonly name: string | null };

export type UserQueryVariables = Exact<{
  userId: string;
}>;


export type UserQuery = { readonly user: { readonly avatar: string | null, readonly locale: string | null, readonly timezone: string | null, readonly createdAt: string, readonly properties: Readonly<Record<string, unknown>> | null, readonly id: string, readonly userId: string, readonly name: string | null, readonly email: string | null, readonly phoneNumber: string | null, readonly updatedAt: string, readonly channelData: ReadonlyArray<{ readonly channelKey: string, readonly data: Readonly<Record<string, unknown>>, readonly updatedAt: string }> | null } | null };

export type OneChannelDataFragment = { readonly channelKey: string, readonly data: Readonly<Record<string, unknown>>, readonly updatedAt: string };

export type ChangeUserMutationVariables = Exact<{
  input: IdentifyInput;
}>;


export type ChangeUserMutation = { readonly identify: { readonly user: { readonly id: string } } | null };

export type UsersQueryVariables = Exact<{
  filter?: UserFilterInput | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type UsersQuery = { readonly users: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly userId: string, readonly name: string | null, readonly email: string | null, readonly phoneNumber: string | null, readonly updatedAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type ListedUserFragment = { readonly id: string, readonly userId: string, readonly name: string | null, readonly email: string | null, readonly phoneNumber: string | null, readonly updatedAt: string };

export type RunWorkflowQueryVariables = Exact<{
  key: string;
  version: number;
}>;


export type RunWorkflowQuery = { readonly workflow: { readonly version: { readonly document: Readonly<Record<string, unknown>> } | null } | null };

export type RunQueryVariables = Exact<{
  id: string;
}>;


export type RunQuery = { readonly run: { readonly through: string | null, readonly id: string, readonly workflowKey: string, readonly version: number | null, readonly status: RunStatus, readonly stepRef: string | null, readonly wakesAt: string | null, readonly createdAt: string, readonly finishedAt: string | null, readonly tenant: { readonly tenantId: string, readonly name: string | null } | null, readonly trigger: { readonly id: string, readonly acceptedAt: string } | null, readonly trace: ReadonlyArray<{ readonly at: string, readonly stepRef: string | null, readonly code: string, readonly message: string, readonly values: Readonly<Record<string, unknown>> }>, readonly messages: ReadonlyArray<
      | { readonly id: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly createdAt: string, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null }
      | { readonly id: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly createdAt: string, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null }
      | { readonly id: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly createdAt: string, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null }
      | { readonly id: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly createdAt: string, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null }
      | { readonly id: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly createdAt: string, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null }
      | { readonly id: string, readonly channelKey: string, readonly deliveryStatus: DeliveryStatus, readonly createdAt: string, readonly seenAt: string | null, readonly readAt: string | null, readonly interactedAt: string | null }
    >, readonly outcome: { readonly at: string, readonly stepRef: string | null, readonly code: string, readonly message: string, readonly values: Readonly<Record<string, unknown>> }, readonly recipient:
      | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
      | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
     | null } | null };

export type ChangeOneRunMutationVariables = Exact<{
  input: ChangeRunsInput;
}>;


export type ChangeOneRunMutation = { readonly changeRuns: { readonly changedCount: number } | null };

export type RunsQueryVariables = Exact<{
  filter?: RunFilterInput | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RunsQuery = { readonly runs: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly workflowKey: string, readonly version: number | null, readonly status: RunStatus, readonly stepRef: string | null, readonly wakesAt: string | null, readonly createdAt: string, readonly finishedAt: string | null, readonly outcome: { readonly at: string, readonly stepRef: string | null, readonly code: string, readonly message: string, readonly values: Readonly<Record<string, unknown>> }, readonly recipient:
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
       | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null, readonly isCutShort: boolean } } | null };

export type RunsChangedSubscriptionVariables = Exact<{
  filter?: RunFilterInput | null | undefined;
}>;


export type RunsChangedSubscription = { readonly runsChanged: { readonly isReset: boolean, readonly omittedCount: number, readonly removedIds: ReadonlyArray<string>, readonly nodes: ReadonlyArray<{ readonly id: string, readonly workflowKey: string, readonly version: number | null, readonly status: RunStatus, readonly stepRef: string | null, readonly wakesAt: string | null, readonly createdAt: string, readonly finishedAt: string | null, readonly outcome: { readonly at: string, readonly stepRef: string | null, readonly code: string, readonly message: string, readonly values: Readonly<Record<string, unknown>> }, readonly recipient:
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
       | null }> } };

export type ListedRunFragment = { readonly id: string, readonly workflowKey: string, readonly version: number | null, readonly status: RunStatus, readonly stepRef: string | null, readonly wakesAt: string | null, readonly createdAt: string, readonly finishedAt: string | null, readonly outcome: { readonly at: string, readonly stepRef: string | null, readonly code: string, readonly message: string, readonly values: Readonly<Record<string, unknown>> }, readonly recipient:
    | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
    | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
   | null };

export type AuditEntriesQueryVariables = Exact<{
  filter?: AuditFilterInput | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AuditEntriesQuery = { readonly auditEntries: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly at: string, readonly action: string, readonly target: string, readonly actorName: string, readonly ipAddress: string | null, readonly changes: Readonly<Record<string, unknown>>, readonly member: { readonly id: string, readonly email: string } | null, readonly apiKey: { readonly id: string, readonly kind: ApiKeyKind } | null, readonly environment: { readonly key: string, readonly name: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null, readonly isCutShort: boolean } } | null };

export type AuditEntryQueryVariables = Exact<{
  id: string;
}>;


export type AuditEntryQuery = { readonly node:
    | { readonly id: string, readonly at: string, readonly action: string, readonly target: string, readonly actorName: string, readonly ipAddress: string | null, readonly changes: Readonly<Record<string, unknown>>, readonly member: { readonly id: string, readonly email: string } | null, readonly apiKey: { readonly id: string, readonly kind: ApiKeyKind } | null, readonly environment: { readonly key: string, readonly name: string } | null }
    | Record<PropertyKey, never>
   | null };

export type ListedEntryFragment = { readonly id: string, readonly at: string, readonly action: string, readonly target: string, readonly actorName: string, readonly ipAddress: string | null, readonly changes: Readonly<Record<string, unknown>>, readonly member: { readonly id: string, readonly email: string } | null, readonly apiKey: { readonly id: string, readonly kind: ApiKeyKind } | null, readonly environment: { readonly key: string, readonly name: string } | null };

export type EnvironmentsQueryVariables = Exact<{ [key: string]: never; }>;


export type EnvironmentsQuery = { readonly environments: ReadonlyArray<{ readonly id: string, readonly key: string, readonly name: string, readonly isDevelopment: boolean, readonly hidesPersonalData: boolean, readonly createdAt: string, readonly promotesTo: { readonly key: string, readonly name: string } | null }> | null };

export type SettingsEnvironmentFragment = { readonly id: string, readonly key: string, readonly name: string, readonly isDevelopment: boolean, readonly hidesPersonalData: boolean, readonly createdAt: string, readonly promotesTo: { readonly key: string, readonly name: string } | null };

export type UpdateEnvironmentMutationVariables = Exact<{
  input: UpdateEnvironmentInput;
}>;


export type UpdateEnvironmentMutation = { readonly updateEnvironment: { readonly environment: { readonly id: string, readonly key: string, readonly name: string, readonly isDevelopment: boolean, readonly hidesPersonalData: boolean, readonly createdAt: string, readonly promotesTo: { readonly key: string, readonly name: string } | null } } | null };

export type CreateEnvironmentMutationVariables = Exact<{
  input: CreateEnvironmentInput;
}>;


export type CreateEnvironmentMutation = { readonly createEnvironment: { readonly secretKey: string | null, readonly publicKey: string | null, readonly environment: { readonly id: string, readonly key: string, readonly name: string, readonly isDevelopment: boolean, readonly hidesPersonalData: boolean, readonly createdAt: string, readonly promotesTo: { readonly key: string, readonly name: string } | null } } | null };

export type MembersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MembersQuery = { readonly members: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly email: string, readonly name: string | null, readonly role: Role, readonly signInMethod: SignInMethod, readonly joinedAt: string | null, readonly lastSeenAt: string | null, readonly environmentRoles: ReadonlyArray<{ readonly environmentKey: string, readonly role: Role | null }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type ListedMemberFragment = { readonly id: string, readonly email: string, readonly name: string | null, readonly role: Role, readonly signInMethod: SignInMethod, readonly joinedAt: string | null, readonly lastSeenAt: string | null, readonly environmentRoles: ReadonlyArray<{ readonly environmentKey: string, readonly role: Role | null }> };

export type InviteMemberMutationVariables = Exact<{
  input: InviteMemberInput;
}>;


export type InviteMemberMutation = { readonly inviteMember: { readonly link: string | null, readonly member: { readonly id: string, readonly email: string, readonly name: string | null, readonly role: Role, readonly signInMethod: SignInMethod, readonly joinedAt: string | null, readonly lastSeenAt: string | null, readonly environmentRoles: ReadonlyArray<{ readonly environmentKey: string, readonly role: Role | null }> } } | null };

export type SetMemberRoleMutationVariables = Exact<{
  input: SetMemberRoleInput;
}>;


export type SetMemberRoleMutation = { readonly setMemberRole: { readonly member: { readonly id: string, readonly email: string, readonly name: string | null, readonly role: Role, readonly signInMethod: SignInMethod, readonly joinedAt: string | null, readonly lastSeenAt: string | null, readonly environmentRoles: ReadonlyArray<{ readonly environmentKey: string, readonly role: Role | null }> } } | null };

export type RemoveMemberMutationVariables = Exact<{
  input: RemoveMemberInput;
}>;


export type RemoveMemberMutation = { readonly removeMember: { readonly memberId: string } | null };

export type SessionsQueryVariables = Exact<{
  memberId?: string | null | undefined;
}>;


export type SessionsQuery = { readonly sessions: ReadonlyArray<{ readonly id: string, readonly isCurrent: boolean, readonly createdAt: string, readonly lastUsedAt: string, readonly expiresAt: string, readonly ipAddress: string | null, readonly userAgent: string | null, readonly member: { readonly email: string, readonly name: string | null } | null }> | null };

export type ListedSessionFragment = { readonly id: string, readonly isCurrent: boolean, readonly createdAt: string, readonly lastUsedAt: string, readonly expiresAt: string, readonly ipAddress: string | null, readonly userAgent: string | null, readonly member: { readonly email: string, readonly name: string | null } | null };

export type RevokeSessionMutationVariables = Exact<{
  input: RevokeSessionInput;
}>;


export type RevokeSessionMutation = { readonly revokeSession: { readonly sessionId: string } | null };

export type TriggerQueryVariables = Exact<{
  id: string;
}>;


export type TriggerQuery = { readonly trigger: { readonly data: Readonly<Record<string, unknown>> | null, readonly id: string, readonly workflowKey: string, readonly version: number | null, readonly status: TriggerStatus, readonly runCount: number, readonly failure: string | null, readonly acceptedAt: string, readonly cancellationKey: string | null, readonly isSandbox: boolean, readonly actor:
      | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
      | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
     | null, readonly tenant: { readonly tenantId: string, readonly name: string | null } | null } | null };

export type TriggerRunsQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TriggerRunsQuery = { readonly trigger: { readonly id: string, readonly runs: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: RunStatus, readonly outcome: { readonly at: string, readonly stepRef: string | null, readonly code: string, readonly message: string, readonly values: Readonly<Record<string, unknown>> }, readonly recipient:
          | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
          | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
         | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null, readonly isCutShort: boolean } } } | null };

export type TriggersQueryVariables = Exact<{
  filter?: TriggerFilterInput | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TriggersQuery = { readonly triggers: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly workflowKey: string, readonly version: number | null, readonly status: TriggerStatus, readonly runCount: number, readonly failure: string | null, readonly acceptedAt: string, readonly cancellationKey: string | null, readonly isSandbox: boolean, readonly actor:
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
       | null, readonly tenant: { readonly tenantId: string, readonly name: string | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null, readonly isCutShort: boolean } } | null };

export type TriggersChangedSubscriptionVariables = Exact<{
  filter?: TriggerFilterInput | null | undefined;
}>;


export type TriggersChangedSubscription = { readonly triggersChanged: { readonly isReset: boolean, readonly omittedCount: number, readonly removedIds: ReadonlyArray<string>, readonly nodes: ReadonlyArray<{ readonly id: string, readonly workflowKey: string, readonly version: number | null, readonly status: TriggerStatus, readonly runCount: number, readonly failure: string | null, readonly acceptedAt: string, readonly cancellationKey: string | null, readonly isSandbox: boolean, readonly actor:
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
       | null, readonly tenant: { readonly tenantId: string, readonly name: string | null } | null }> } };

export type ListedTriggerFragment = { readonly id: string, readonly workflowKey: string, readonly version: number | null, readonly status: TriggerStatus, readonly runCount: number, readonly failure: string | null, readonly acceptedAt: string, readonly cancellationKey: string | null, readonly isSandbox: boolean, readonly actor:
    | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
    | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
   | null, readonly tenant: { readonly tenantId: string, readonly name: string | null } | null };

export type ExplainQueryVariables = Exact<{
  input: ExplainInput;
}>;


export type ExplainQuery = { readonly explain: { readonly verdict: string, readonly cases: ReadonlyArray<{ readonly code: string, readonly message: string, readonly run: { readonly id: string } | null, readonly trigger: { readonly id: string, readonly acceptedAt: string } | null, readonly messages: ReadonlyArray<
        | { readonly id: string, readonly channelKey: string }
        | { readonly id: string, readonly channelKey: string }
        | { readonly id: string, readonly channelKey: string }
        | { readonly id: string, readonly channelKey: string }
        | { readonly id: string, readonly channelKey: string }
        | { readonly id: string, readonly channelKey: string }
      > }>, readonly now: { readonly messages: ReadonlyArray<{ readonly channelKey: string }>, readonly runs: ReadonlyArray<{ readonly trace: ReadonlyArray<{ readonly at: string, readonly stepRef: string | null, readonly code: string, readonly message: string, readonly values: Readonly<Record<string, unknown>> }> }> } | null } | null };

export type BuilderChannelsQueryVariables = Exact<{ [key: string]: never; }>;


export type BuilderChannelsQuery = { readonly channels: { readonly nodes: ReadonlyArray<{ readonly channelKey: string, readonly name: string, readonly type: ChannelType }> } | null };

export type CheckDraftQueryVariables = Exact<{
  input: CheckWorkflowInput;
}>;


export type CheckDraftQuery = { readonly checkWorkflow: { readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly code: string, readonly message: string }>, readonly warnings: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly code: string, readonly message: string }> } | null };

export type SaveDraftMutationVariables = Exact<{
  input: SaveWorkflowInput;
}>;


export type SaveDraftMutation = { readonly saveWorkflow: { readonly warnings: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly code: string, readonly message: string }>, readonly workflow: { readonly id: string, readonly workflowKey: string, readonly name: string, readonly isActive: boolean, readonly committedVersion: number | null, readonly hasDraft: boolean, readonly draftRevision: number, readonly updatedAt: string, readonly document: Readonly<Record<string, unknown>>, readonly committedDocument: Readonly<Record<string, unknown>> | null, readonly draftSavedBy: { readonly name: string } | null } } | null };

export type CommitDraftMutationVariables = Exact<{
  input: CommitWorkflowInput;
}>;


export type CommitDraftMutation = { readonly commitWorkflow: { readonly workflow: { readonly id: string, readonly workflowKey: string, readonly name: string, readonly isActive: boolean, readonly committedVersion: number | null, readonly hasDraft: boolean, readonly draftRevision: number, readonly updatedAt: string, readonly document: Readonly<Record<string, unknown>>, readonly committedDocument: Readonly<Record<string, unknown>> | null, readonly draftSavedBy: { readonly name: string } | null } } | null };

export type DiscardDraftMutationVariables = Exact<{
  input: DiscardWorkflowDraftInput;
}>;


export type DiscardDraftMutation = { readonly discardWorkflowDraft: { readonly workflow: { readonly id: string, readonly workflowKey: string, readonly name: string, readonly isActive: boolean, readonly committedVersion: number | null, readonly hasDraft: boolean, readonly draftRevision: number, readonly updatedAt: string, readonly document: Readonly<Record<string, unknown>>, readonly committedDocument: Readonly<Record<string, unknown>> | null, readonly draftSavedBy: { readonly name: string } | null } | null } | null };

export type UnfinishedRunsQueryVariables = Exact<{
  key: string;
}>;


export type UnfinishedRunsQuery = { readonly workflow: { readonly versions: { readonly nodes: ReadonlyArray<{ readonly number: number, readonly unfinishedRunCount: number }> } } | null };

export type DocumentIssueFragment = { readonly path: ReadonlyArray<string>, readonly code: string, readonly message: string };

export type WorkflowsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type WorkflowsQuery = { readonly workflows: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly workflowKey: string, readonly name: string, readonly categories: ReadonlyArray<string>, readonly isActive: boolean, readonly committedVersion: number | null, readonly hasDraft: boolean, readonly updatedAt: string, readonly document: Readonly<Record<string, unknown>> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type ListedWorkflowFragment = { readonly id: string, readonly workflowKey: string, readonly name: string, readonly categories: ReadonlyArray<string>, readonly isActive: boolean, readonly committedVersion: number | null, readonly hasDraft: boolean, readonly updatedAt: string, readonly document: Readonly<Record<string, unknown>> };

export type WorkflowQueryVariables = Exact<{
  key: string;
}>;


export type WorkflowQuery = { readonly workflow: { readonly id: string, readonly workflowKey: string, readonly name: string, readonly isActive: boolean, readonly committedVersion: number | null, readonly hasDraft: boolean, readonly draftRevision: number, readonly updatedAt: string, readonly document: Readonly<Record<string, unknown>>, readonly committedDocument: Readonly<Record<string, unknown>> | null, readonly draftSavedBy: { readonly name: string } | null } | null };

export type OpenWorkflowFragment = { readonly id: string, readonly workflowKey: string, readonly name: string, readonly isActive: boolean, readonly committedVersion: number | null, readonly hasDraft: boolean, readonly draftRevision: number, readonly updatedAt: string, readonly document: Readonly<Record<string, unknown>>, readonly committedDocument: Readonly<Record<string, unknown>> | null, readonly draftSavedBy: { readonly name: string } | null };

export type SetWorkflowActiveMutationVariables = Exact<{
  input: SetWorkflowActiveInput;
}>;


export type SetWorkflowActiveMutation = { readonly setWorkflowActive: { readonly workflow: { readonly id: string, readonly workflowKey: string, readonly name: string, readonly isActive: boolean, readonly committedVersion: number | null, readonly hasDraft: boolean, readonly draftRevision: number, readonly updatedAt: string, readonly document: Readonly<Record<string, unknown>>, readonly committedDocument: Readonly<Record<string, unknown>> | null, readonly draftSavedBy: { readonly name: string } | null } } | null };

export type PreviewTemplateQueryVariables = Exact<{
  input: PreviewTemplateInput;
}>;


export type PreviewTemplateQuery = { readonly previewTemplate: { readonly missingVariables: ReadonlyArray<string>, readonly content:
      | { readonly __typename: 'ChatContent', readonly summary: string | null, readonly payload: Readonly<Record<string, unknown>> | null, readonly markdown: string }
      | { readonly __typename: 'EmailContent', readonly from: string | null, readonly to: string | null, readonly cc: ReadonlyArray<string>, readonly replyTo: string | null, readonly subject: string, readonly html: string, readonly htmlByteCount: number, readonly plain: string }
      | { readonly __typename: 'FeedContent', readonly blocks: ReadonlyArray<
          | { readonly __typename: 'ButtonsBlock', readonly name: string, readonly buttons: ReadonlyArray<{ readonly name: string, readonly label: string, readonly action: string }> }
          | { readonly __typename: 'MarkdownBlock', readonly html: string, readonly name: string }
          | { readonly __typename: 'TextBlock', readonly text: string, readonly name: string }
        > }
      | { readonly __typename: 'PushContent', readonly title: string | null, readonly body: string, readonly isSilent: boolean, readonly data: Readonly<Record<string, unknown>> }
      | { readonly __typename: 'SmsContent', readonly to: string | null, readonly segmentCount: number, readonly words: string }
      | { readonly __typename: 'WebhookContent', readonly method: string, readonly url: string, readonly query: Readonly<Record<string, unknown>>, readonly headers: Readonly<Record<string, unknown>>, readonly body: string }
     | null, readonly issues: ReadonlyArray<{ readonly code: string, readonly column: number, readonly field: string, readonly line: number, readonly message: string }> } | null };

export type SimulateQueryVariables = Exact<{
  input: SimulateInput;
}>;


export type SimulateQuery = { readonly simulate: { readonly runs: ReadonlyArray<{ readonly status: RunStatus, readonly recipient:
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
       | null, readonly trace: ReadonlyArray<{ readonly at: string, readonly stepRef: string | null, readonly code: string, readonly message: string, readonly values: Readonly<Record<string, unknown>> }> }>, readonly messages: ReadonlyArray<{ readonly at: string, readonly stepRef: string, readonly channelKey: string, readonly activityCount: number, readonly recipient:
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
       | null, readonly content:
        | { readonly __typename: 'ChatContent', readonly summary: string | null, readonly payload: Readonly<Record<string, unknown>> | null, readonly markdown: string }
        | { readonly __typename: 'EmailContent', readonly from: string | null, readonly to: string | null, readonly cc: ReadonlyArray<string>, readonly replyTo: string | null, readonly subject: string, readonly html: string, readonly htmlByteCount: number, readonly plain: string }
        | { readonly __typename: 'FeedContent', readonly blocks: ReadonlyArray<
            | { readonly __typename: 'ButtonsBlock', readonly name: string, readonly buttons: ReadonlyArray<{ readonly name: string, readonly label: string, readonly action: string }> }
            | { readonly __typename: 'MarkdownBlock', readonly html: string, readonly name: string }
            | { readonly __typename: 'TextBlock', readonly text: string, readonly name: string }
          > }
        | { readonly __typename: 'PushContent', readonly title: string | null, readonly body: string, readonly isSilent: boolean, readonly data: Readonly<Record<string, unknown>> }
        | { readonly __typename: 'SmsContent', readonly to: string | null, readonly segmentCount: number, readonly words: string }
        | { readonly __typename: 'WebhookContent', readonly method: string, readonly url: string, readonly query: Readonly<Record<string, unknown>>, readonly headers: Readonly<Record<string, unknown>>, readonly body: string }
       }> } | null };

export type RecentTriggersQueryVariables = Exact<{
  filter: TriggerFilterInput;
}>;


export type RecentTriggersQuery = { readonly triggers: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly acceptedAt: string, readonly data: Readonly<Record<string, unknown>> | null, readonly actor:
        | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
        | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
       | null, readonly runs: { readonly nodes: ReadonlyArray<{ readonly recipient:
            | { readonly __typename: 'RecipientObject', readonly collection: string, readonly objectId: string, readonly id: string, readonly name: string | null }
            | { readonly __typename: 'User', readonly userId: string, readonly id: string, readonly name: string | null }
           | null }> } }> } | null };

export type KnownUsersQueryVariables = Exact<{ [key: string]: never; }>;


export type KnownUsersQuery = { readonly users: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly userId: string, readonly name: string | null }> } | null };

export type SendForRealMutationVariables = Exact<{
  input: NotifyInput;
}>;


export type SendForRealMutation = { readonly notify: { readonly trigger: { readonly id: string } } | null };

export type VersionsQueryVariables = Exact<{
  key: string;
  first: number;
  after?: string | null | undefined;
}>;


export type VersionsQuery = { readonly workflow: { readonly id: string, readonly workflowKey: string, readonly name: string, readonly isActive: boolean, readonly committedVersion: number | null, readonly hasDraft: boolean, readonly draftRevision: number, readonly updatedAt: string, readonly document: Readonly<Record<string, unknown>>, readonly committedDocument: Readonly<Record<string, unknown>> | null, readonly versions: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly number: number, readonly committedAt: string, readonly message: string | null, readonly revertOf: number | null, readonly promotedFrom: string | null, readonly unfinishedRunCount: number, readonly document: Readonly<Record<string, unknown>>, readonly author: { readonly name: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly draftSavedBy: { readonly name: string } | null } | null };

export type ListedVersionFragment = { readonly id: string, readonly number: number, readonly committedAt: string, readonly message: string | null, readonly revertOf: number | null, readonly promotedFrom: string | null, readonly unfinishedRunCount: number, readonly document: Readonly<Record<string, unknown>>, readonly author: { readonly name: string } | null };

export type RevertWorkflowMutationVariables = Exact<{
  input: RevertWorkflowInput;
}>;


export type RevertWorkflowMutation = { readonly revertWorkflow: { readonly workflow: { readonly id: string, readonly workflowKey: string, readonly name: string, readonly isActive: boolean, readonly committedVersion: number | null, readonly hasDraft: boolean, readonly draftRevision: number, readonly updatedAt: string, readonly document: Readonly<Record<string, unknown>>, readonly committedDocument: Readonly<Record<string, unknown>> | null, readonly draftSavedBy: { readonly name: string } | null } } | null };

export type PromotionTargetsQueryVariables = Exact<{ [key: string]: never; }>;


export type PromotionTargetsQuery = { readonly session: { readonly id: string, readonly role: Role, readonly environment: { readonly id: string, readonly key: string, readonly promotesTo: { readonly key: string } | null } | null, readonly environments: ReadonlyArray<{ readonly id: string, readonly key: string, readonly name: string, readonly promotesTo: { readonly key: string } | null }> } | null };

export type PromotionTargetQueryVariables = Exact<{
  key: string;
}>;


export type PromotionTargetQuery = { readonly workflow: { readonly id: string, readonly committedVersion: number | null, readonly committedDocument: Readonly<Record<string, unknown>> | null, readonly hasDraft: boolean } | null, readonly channels: { readonly nodes: ReadonlyArray<{ readonly channelKey: string }> } | null };

export type PromoteWorkflowMutationVariables = Exact<{
  input: PromoteWorkflowInput;
}>;


export type PromoteWorkflowMutation = { readonly promoteWorkflow: { readonly workflow: { readonly id: string, readonly committedVersion: number | null } } | null };

export type ArchiveWorkflowMutationVariables = Exact<{
  input: ArchiveWorkflowInput;
}>;


export type ArchiveWorkflowMutation = { readonly archiveWorkflow: { readonly workflowKey: string, readonly cancelledRunCount: number } | null };
