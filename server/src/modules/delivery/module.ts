import type { ModuleMounts } from "../../platform/mounts/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Provider } from "../../providers/kit/provider.js";
import type { AttachmentRepository } from "../attachments/index.js";
import type { ChannelCallbacks, ChannelDataService, ChannelProviders, ChannelService } from "../channels/index.js";
import type { FeedMarkService } from "../feeds/index.js";
import type { SuppressionService } from "../suppressions/index.js";
import type { UserService } from "../users/index.js";
import type { MessageChannels, MessageViews } from "../messages/index.js";
import { MessageEventRepository } from "./events/message-event.repository.js";
import { MessageEventResolver } from "./events/message-event.resolver.js";
import { MessageEvents } from "./events/message-events.service.js";
import { EarlierMessages } from "./earlier/earlier-messages.service.js";
import { EarlierRepository } from "./earlier/earlier.repository.js";
import { deliveryMetrics } from "./delivery.metrics.js";
import { MailboxRepository } from "./mailbox/mailbox.repository.js";
import { DeadLetterRepository } from "./dead-letters/dead-letter.repository.js";
import { DeadLetterResolver } from "./dead-letters/dead-letter.resolver.js";
import { DeadLetters } from "./dead-letters/dead-letters.service.js";
import { BreakerResolver } from "./gates/breaker.resolver.js";
import { BreakerService } from "./gates/breaker.service.js";
import { GateKeeper } from "./gates/gate-keeper.service.js";
import { GateRepository } from "./gates/gate.repository.js";
import { AttemptCountRepository } from "./health/attempt-count.repository.js";
import { AttemptCounts } from "./health/attempt-counts.service.js";
import { DeliveryHealthResolver } from "./health/delivery-health.resolver.js";
import { DeliveryHealthService } from "./health/delivery-health.service.js";
import { RecallRepository } from "./recall/recall.repository.js";
import { RecallResolver } from "./recall/recall.resolver.js";
import { VendorRecallRepository } from "./recall/vendor-recall.repository.js";
import { RECALLS_JOB, VendorRecalls } from "./recall/vendor-recalls.service.js";
import { RecallService } from "./recall/recall.service.js";
import { LocalMailbox } from "./mailbox/mailbox.service.js";
import { AttemptLog } from "./messages/attempt-log.service.js";
import { outboundChannel, type OutboundType } from "./messages/outbound-channel.schema.js";
import {
  ChatMessageResolver,
  EmailMessageResolver,
  PushMessageResolver,
  SmsMessageResolver,
  WebhookMessageResolver,
} from "./messages/outbound-message.resolver.js";
import { AttemptRepository } from "./queue/attempt.repository.js";
import { DeliveryQueueRepository } from "./queue/delivery-queue.repository.js";
import { DeliveryStateRepository } from "./queue/delivery-state.repository.js";
import { DeliveryReports } from "./reports/delivery-reports.service.js";
import { ReportRepository } from "./reports/report.repository.js";
import { AccessTokenRepository } from "./tokens/access-token.repository.js";
import { AccessTokens } from "./tokens/access-tokens.service.js";
import { AddressLookups } from "./tokens/address-lookups.service.js";
import { AddressBook } from "./sending/address-book.service.js";
import { CreatedChannelResolver, UpdatedChannelResolver } from "./settings-checks/settings-check.resolver.js";
import { SettingsChecks } from "./settings-checks/settings-checks.service.js";
import { SuppressionCheck } from "./sending/suppression-check.service.js";
import { TestMessageResolver } from "./test-messages/test-message.resolver.js";
import { TestMessages } from "./test-messages/test-messages.service.js";
import { StatusCheckRepository } from "./status/status-check.repository.js";
import { StatusChecks } from "./status/status-checks.service.js";
import { MessageAttachments } from "./sending/message-attachments.service.js";
import { RequestBuilder } from "./sending/request-builder.service.js";
import { DeliveryPreparer } from "./sending/delivery-preparer.service.js";
import { DeliverySender } from "./sending/delivery-sender.service.js";
import { DeliveryWorker } from "./sending/delivery-worker.service.js";
import { OutcomeWriter } from "./sending/outcome-writer.service.js";
import { RequestSlots } from "./sending/request-slots.service.js";

export interface DeliveryDeps {
  attachments: AttachmentRepository;
  channels: ChannelService;
  channelProviders: ChannelProviders;
  channelCallbacks: ChannelCallbacks;
  channelData: ChannelDataService;
  messageChannels: MessageChannels;
  messageViews: MessageViews;
  feedMarks: FeedMarkService;
  providers: readonly Provider[];
  suppressions: SuppressionService;
  users: UserService;
}

export interface DeliveryModule {
  worker: DeliveryWorker;
  counts: AttemptCounts;
  mailbox: LocalMailbox;
  attachments: MessageAttachments;
  recalls: VendorRecalls;
  reports: DeliveryReports;
  checks: StatusChecks;
  mounts: ModuleMounts[];
  resolvers: object[];
}

const TYPES: readonly OutboundType[] = ["EMAIL", "SMS", "PUSH", "CHAT", "WEBHOOK"];
const LOOK_EVERY_MS = 1000;
const RECALL_EVERY_MS = 5000;
const CHECK_EVERY_MS = 15_000;
const FORGET_EVERY_MS = 3_600_000;

export function createDeliveryModule(runtime: Runtime, deps: DeliveryDeps): DeliveryModule {
  const states = new DeliveryStateRepository();
  const queue = new DeliveryQueueRepository();
  for (const type of TYPES) deps.messageChannels.register(outboundChannel(runtime, type, { queue, states }));
  const { channels, channelProviders } = deps;
  const { sender, gateRows, settingsChecks, testMessages, ...machine } = createMachine(runtime, deps, queue);
  const { worker, checks, attachments, recalls } = machine;
  const countRows = new AttemptCountRepository();
  const counts = new AttemptCounts(runtime, countRows, sender);
  defineJobs(runtime, { worker, checks, recalls, counts });
  const breakers = new BreakerService(runtime, { rows: gateRows, channels });
  const health = new DeliveryHealthService(runtime, { channels, breakers, queue, rows: countRows, counts });
  const log = new AttemptLog(runtime, new AttemptRepository());
  const events = new MessageEvents(runtime, { rows: new MessageEventRepository(), attempts: log, states });
  const marks = deps.feedMarks;
  return {
    mounts: [deliveryMetrics({ runtime, sender, queue, gates: gateRows })],
    ...{ ...machine, counts },
    mailbox: new LocalMailbox(runtime, { rows: new MailboxRepository(), channelProviders, attachments }),
    resolvers: [
      new DeadLetterResolver({
        ...{ channels, views: deps.messageViews },
        deadLetters: new DeadLetters(runtime, new DeadLetterRepository()),
      }),
      new RecallResolver(new RecallService(runtime, { rows: new RecallRepository(), states, marks, vendors: recalls })),
      new BreakerResolver(breakers),
      new DeliveryHealthResolver(health),
      new CreatedChannelResolver(settingsChecks),
      new UpdatedChannelResolver(settingsChecks),
      new TestMessageResolver(testMessages),
      ...messageResolvers(log),
      new MessageEventResolver(events),
    ],
  };
}

/** The fields that messages of all channels but the in-app feed have. */
function messageResolvers(log: AttemptLog): object[] {
  return [
    new EmailMessageResolver(log),
    new SmsMessageResolver(log),
    new PushMessageResolver(log),
    new ChatMessageResolver(log),
    new WebhookMessageResolver(log),
  ];
}

/** The services that send messages, and that ask vendors about sent messages. */
interface Machine extends Pick<DeliveryModule, "worker" | "reports" | "checks" | "attachments" | "recalls"> {
  sender: DeliverySender;
  gateRows: GateRepository;
  settingsChecks: SettingsChecks;
  testMessages: TestMessages;
}

function createMachine(runtime: Runtime, deps: DeliveryDeps, queue: DeliveryQueueRepository): Machine {
  const { channels, channelProviders, channelCallbacks, channelData, users } = deps;
  const providers = new Map(deps.providers.map((provider) => [provider.key, provider]));
  const from = { channels, channelProviders, channelCallbacks, providers };
  const gateRows = new GateRepository();
  const gates = new GateKeeper(runtime, gateRows, providers);
  const tokens = new AccessTokens(runtime, new AccessTokenRepository());
  const attachments = new MessageAttachments(runtime, deps.attachments);
  const builder = new RequestBuilder(runtime, { tokens, lookups: new AddressLookups(runtime), attachments });
  const book = new AddressBook(channelData);
  const earlier = new EarlierMessages(runtime, new EarlierRepository());
  const reports = new DeliveryReports(runtime, new ReportRepository());
  const suppressed = new SuppressionCheck(deps.suppressions, reports);
  const preparer = new DeliveryPreparer(runtime, { ...from, book, builder, suppressed, earlier });
  const about = { providers, channelProviders, channelData, reports };
  const checks = new StatusChecks(runtime, { ...about, rows: new StatusCheckRepository() });
  const recallGates = new GateKeeper(runtime, gateRows, providers);
  const recalls = new VendorRecalls(runtime, { ...from, book, gates: recallGates, rows: new VendorRecallRepository() });
  const attempts = new AttemptRepository();
  const outcomes = new OutcomeWriter(runtime, attempts);
  const after = { outcomes, checks, earlier, recalls };
  const sender = new DeliverySender(runtime, { attempts, gates, tokens, channelData, ...after });
  const slots = new RequestSlots(runtime, { queue, sender });
  const worker = new DeliveryWorker(runtime, { queue, preparer, slots, outcomes, gates });
  const settingsChecks = new SettingsChecks(runtime, { channels, channelProviders, providers, tokens });
  const testMessages = new TestMessages(runtime, {
    channels,
    channelProviders,
    channelData,
    users,
    providers,
    builder,
  });
  return { worker, sender, reports, checks, attachments, recalls, gateRows, settingsChecks, testMessages };
}

function defineJobs(
  { jobs }: Runtime,
  { worker, checks, recalls, counts }: Pick<DeliveryModule, "worker" | "checks" | "recalls" | "counts">,
): void {
  const send = { name: "deliveries.send", parse: () => null };
  const check = { name: "deliveries.check", parse: () => null };
  const forget = { name: "attempts.forget", parse: () => null };
  jobs.define({ ...forget, handle: async () => counts.forget(), everyMs: FORGET_EVERY_MS });
  jobs.define({ ...send, handle: async () => worker.wake(), everyMs: LOOK_EVERY_MS });
  jobs.define({ ...check, handle: async (_payload, touch) => checks.check(touch), everyMs: CHECK_EVERY_MS });
  jobs.define({ ...RECALLS_JOB, handle: async (_none, touch) => recalls.recallDue(touch), everyMs: RECALL_EVERY_MS });
}
