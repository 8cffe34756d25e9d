export { createClient } from "./client/create-client.js";
export { createSessionClient } from "./client/session-client.js";
export { CarillonError } from "./errors.js";
export type { CarillonErrorDetails } from "./errors.js";
export { subjectOf } from "./person/claims.js";
export type { SessionClient } from "./client/session-client.js";
export type { BrowserClient, CommonClient, ServerClient } from "./client/client-types.js";
export type {
  BrowserClientOptions,
  CallOptions,
  CommonOptions,
  FeedCache,
  FeedCacheKey,
  PrefetchedFeed,
  RequestOptions,
  ServerClientOptions,
  SessionClientOptions,
  ShareSocket,
  TokenProvider,
  TokenReason,
  UserToken,
} from "./options.js";
export type { FeedPage } from "./feed/model.js";
export type { MarkStorage } from "./feed/mark-storage.js";
export type { Signals } from "./signals.js";
export type { GraphQLAnswer, Operation } from "./transport/operation.js";
export type { OpenSocket, OperationSink, Socket, SocketEnd, SocketListener } from "./transport/socket.js";
export type { LiveRequest, Transport } from "./transport/transport.js";
export type { AnyWorkflows, FeedItemOf, NotifyInputOf, WorkflowMap, WorkflowTypes } from "./workflow-types.js";
export type { TypedDocument } from "./typed-document.js";
export type {
  MarkFeedAnswer,
  MarkMessagesAnswer,
  NotifyAnswer,
  NotifyManyResult,
  PreferenceRule,
  PreferenceSet,
  StoredObject,
  Tenant,
  Trigger,
  UndoMarkFeedAnswer,
  User,
} from "./client/answer-types.js";
export type {
  Activity,
  ActivityPage,
  ActivityPageOptions,
  Arrival,
  ButtonsBlock,
  CarillonErrorCode,
  CarillonErrorLike,
  ClientErrorCode,
  ConnectionHandle,
  ConnectionSnapshot,
  ConnectionStatus,
  FeedBlock,
  FeedButton,
  FeedCounts,
  FeedFilter,
  FeedHandle,
  FeedItem,
  FeedItemRef,
  FeedOptions,
  FeedSnapshot,
  FeedStatus,
  InputIssue,
  JsonObject,
  MarkAllOptions,
  MarkedAll,
  MarkdownBlock,
  ObjectSummary,
  Person,
  RecipientSummary,
  RequestError,
  Subscribable,
  TenantSummary,
  TextBlock,
  UserSummary,
} from "./types.js";
export type {
  ArchivedFilter,
  CancelInput,
  ChannelType,
  DeliveryStatus,
  EngagementMark,
  ErrorCode,
  FeedFilterInput,
  IdentifyInput,
  MarkFeedInput,
  MarkMessagesInput,
  NotifyInput,
  NotifyRecipientInput,
  NotifySettingsInput,
  ObjectInput,
  ObjectRefInput,
  PreferenceRuleInput,
  PreferenceSource,
  PreferenceWriteMode,
  RecipientInput,
  RecipientRefInput,
  SetPreferencesInput,
  SubscribeInput,
  TenantInput,
  TriggerStatus,
  UndoMarkFeedInput,
  UnsubscribeInput,
  UserInput,
} from "./generated/operations.js";
