import { Foundation1764000000000 } from "./0001-foundation.js";
import { LaneClaims1764000002000 } from "./0002-lane-claims.js";
import { FullBatches1764000003000 } from "./0003-full-batches.js";
import { Lists1764000004000 } from "./0004-lists.js";
import { DueByTime1764000005000 } from "./0005-due-by-time.js";
import { TracesOfTheDeleted1764000006000 } from "./0006-traces-of-the-deleted.js";
import { KeysByUrl1764000007000 } from "./0007-keys-by-url.js";
import { LinkSchemes1764000008000 } from "./0008-link-schemes.js";
import { OrderedCancellations1764000009000 } from "./0009-ordered-cancellations.js";
import { Snoozes1764000010000 } from "./0010-snoozes.js";
import { HiddenKeys1764000011000 } from "./0011-hidden-keys.js";
import { LightIdempotency1764000012000 } from "./0012-light-idempotency.js";
import { Pins1764000013000 } from "./0013-pins.js";
import { ChannelProviders1764000014000 } from "./0014-channel-providers.js";
import { Sessions1764000028000 } from "./accounts/0028-sessions.js";
import { FindingUsers1764000040000 } from "./accounts/0040-finding-users.js";
import { Members1764000041000 } from "./accounts/0041-members.js";
import { AuditLog1764000042000 } from "./accounts/0042-audit-log.js";
import { Deliveries1764000015000 } from "./delivery/0015-deliveries.js";
import { ProviderGates1764000017000 } from "./delivery/0017-provider-gates.js";
import { ChannelData1764000018000 } from "./channels/0018-channel-data.js";
import { DeadLetters1764000019000 } from "./delivery/0019-dead-letters.js";
import { Callbacks1764000021000 } from "./delivery/0021-callbacks.js";
import { Expiry1764000022000 } from "./delivery/0022-expiry.js";
import { AccessTokens1764000024000 } from "./delivery/0024-access-tokens.js";
import { Suppressions1764000025000 } from "./delivery/0025-suppressions.js";
import { ChannelConditions1764000026000 } from "./channels/0026-channel-conditions.js";
import { StatusChecks1764000027000 } from "./delivery/0027-status-checks.js";
import { Attachments1764000031000 } from "./delivery/0031-attachments.js";
import { ChannelOverrides1764000032000 } from "./channels/0032-channel-overrides.js";
import { Threads1764000033000 } from "./delivery/0033-threads.js";
import { VendorRecalls1764000034000 } from "./delivery/0034-vendor-recalls.js";
import { AttemptCounts1764000035000 } from "./delivery/0035-attempt-counts.js";
import { EffectRequests1764000016000 } from "./runs/0016-effect-requests.js";
import { RunOutcomes1764000029000 } from "./runs/0029-run-outcomes.js";
import { KeysOfTriggers1764000020000 } from "./runs/0020-keys-of-triggers.js";
import { AttemptsInDeliveries1764000037000 } from "./delivery/0037-attempts-in-deliveries.js";
import { StatusesInDeliveries1764000043000 } from "./delivery/0043-statuses-in-deliveries.js";
import { Promotions1764000038000 } from "./workflows/0038-promotions.js";
import { ArchivedWorkflows1764000039000 } from "./workflows/0039-archived-workflows.js";
import { WorkflowHistory1764000036000 } from "./workflows/0036-workflow-history.js";
import { Statistics1764000044000 } from "./statistics/0044-statistics.js";

/** All migrations, oldest first. */
export const MIGRATIONS = [
  Foundation1764000000000,
  LaneClaims1764000002000,
  FullBatches1764000003000,
  Lists1764000004000,
  DueByTime1764000005000,
  TracesOfTheDeleted1764000006000,
  KeysByUrl1764000007000,
  LinkSchemes1764000008000,
  OrderedCancellations1764000009000,
  Snoozes1764000010000,
  HiddenKeys1764000011000,
  LightIdempotency1764000012000,
  Pins1764000013000,
  ChannelProviders1764000014000,
  Deliveries1764000015000,
  EffectRequests1764000016000,
  ProviderGates1764000017000,
  ChannelData1764000018000,
  DeadLetters1764000019000,
  KeysOfTriggers1764000020000,
  Callbacks1764000021000,
  Expiry1764000022000,
  AccessTokens1764000024000,
  Suppressions1764000025000,
  ChannelConditions1764000026000,
  StatusChecks1764000027000,
  Sessions1764000028000,
  RunOutcomes1764000029000,
  Attachments1764000031000,
  ChannelOverrides1764000032000,
  Threads1764000033000,
  VendorRecalls1764000034000,
  AttemptCounts1764000035000,
  WorkflowHistory1764000036000,
  AttemptsInDeliveries1764000037000,
  Promotions1764000038000,
  ArchivedWorkflows1764000039000,
  FindingUsers1764000040000,
  Members1764000041000,
  AuditLog1764000042000,
  StatusesInDeliveries1764000043000,
  Statistics1764000044000,
];
