import { actingUserId } from "../../modules/requests/index.js";
import { AttachmentRepository } from "../../modules/attachments/index.js";
import type { CallbacksModule } from "../../modules/callbacks/module.js";
import { createAnalyticsModule } from "../../modules/analytics/module.js";
import { createChannelsModule, type ChannelsModule } from "../../modules/channels/module.js";
import {
  DEFAULT_CHANNEL,
  type ChannelCallbacks,
  type ChannelChanges,
  type ChannelProviders,
  type ChannelService,
} from "../../modules/channels/index.js";
import type { DeliveryModule } from "../../modules/delivery/module.js";
import { createFeedsModule, type FeedsModule } from "../../modules/feeds/module.js";
import { createMessagesModule, type MessagesModule } from "../../modules/messages/module.js";
import { createObjectsModule } from "../../modules/objects/module.js";
import { createPreferencesModule } from "../../modules/preferences/module.js";
import type { RetentionPeriods } from "../../modules/retention/index.js";
import { createRetentionModule, type RetentionModule } from "../../modules/retention/module.js";
import { createRunsModule, type EngineParts, type RunsModule } from "../../modules/runs/module.js";
import { createStatisticsModule, type StatisticsModule } from "../../modules/statistics/module.js";
import { createSubscriptionsModule } from "../../modules/subscriptions/module.js";
import { createSuppressionsModule } from "../../modules/suppressions/module.js";
import { createTenantsModule } from "../../modules/tenants/module.js";
import { createTriggersModule, type TriggersModule } from "../../modules/triggers/module.js";
import type { UserService } from "../../modules/users/index.js";
import { createUsersModule } from "../../modules/users/module.js";
import { checkOverrides } from "../../modules/workflows/pure.js";
import type { WorkflowService, WorkflowVersions } from "../../modules/workflows/index.js";
import { createWorkflowsModule } from "../../modules/workflows/module.js";
import { userKey } from "../../modules/identifiers/index.js";
import type { ModuleMounts } from "../../platform/mounts/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Provider } from "../../providers/kit/provider.js";
import { PROVIDERS } from "../../providers/list.js";
import { providerKinds } from "./provider-kinds.js";
import { createFoundation, type Foundation, type FoundationOptions } from "./foundation.js";
import { createWaysOut } from "./ways-out.js";

export interface Modules extends Omit<Foundation, "resolvers"> {
  channels: ChannelService;
  channelChanges: ChannelChanges;
  channelProviders: ChannelProviders;
  channelData: ChannelsModule["data"];
  dataRotation: ChannelsModule["dataRotation"];
  channelCallbacks: ChannelCallbacks;
  users: UserService;
  workflows: WorkflowService;
  versions: WorkflowVersions;
  messages: MessagesModule;
  feeds: FeedsModule;
  delivery: DeliveryModule;
  callbacks: CallbacksModule;
  triggers: TriggersModule;
  runs: RunsModule;
  retention: RetentionModule;
  statistics: StatisticsModule["statistics"];
  /** Routes and metrics of all modules. */
  mounts: readonly ModuleMounts[];
  /** The resolvers of all modules, for the schema. */
  resolvers: object[];
}

export interface ModuleOptions extends FoundationOptions {
  /** Retention periods; see `RetentionPeriods` for the defaults. */
  retention?: RetentionPeriods;
  /** Custom providers, in addition to the built-in ones. */
  customProviders?: readonly Provider[];
  /** The programs and effects of the engine; for tests. */
  engine?: EngineParts;
}

/** Builds the modules in order, without a container. Each gets its dependencies among the earlier ones. */
export function createModules(runtime: Runtime, options: ModuleOptions = {}): Modules {
  const foundation = createFoundation(runtime, options);
  const { nodes, idempotency } = foundation;
  const { tenants, ...tenantsModule } = createTenantsModule(runtime, nodes);
  const { users, erasure, ...usersModule } = createUsersModule(runtime, nodes);
  const { recipients, ...objectsModule } = createObjectsModule(runtime, { nodes, users, erasure });
  const { subscriptions, ...subscriptionsModule } = createSubscriptionsModule(runtime, { nodes, recipients });
  const channelsModule = createChannels(runtime, foundation, options);
  const { channels } = channelsModule;
  recipients.knowSubscriptionsBy(async (scope, objectKey) => {
    const userId = actingUserId(scope);
    return userId !== null && subscriptions.isSubscribed(scope, objectKey, userKey(userId));
  });
  const { preferences, ...preferencesModule } = createPreferencesModule(runtime, { nodes, channels, tenants });
  const { workflows, versions, history, ...workflowsModule } = createWorkflowsModule(runtime, {
    ...foundation,
    channels,
  });
  const about = { nodes, channels, recipients };
  const messages = createMessagesModule(runtime, { ...about, tenants, subscriptions });
  const feeds = createFeedsModule(runtime, { ...about, messages });
  tenantsModule.erasure.onErased((environmentId) => erasure.sweepContents(environmentId));
  tenantsModule.erasure.onFeedsChanged((changed) => feeds.hints.publish(changed));
  const attachments = new AttachmentRepository();
  const triggers = createTriggersModule(runtime, {
    ...{ nodes, idempotency, recipients, tenants, workflows: versions, attachments },
  });
  const suppressions = createSuppressionsModule(runtime);
  const { delivery, callbacks } = createWaysOut(runtime, {
    ...{ channelsModule, messages, feeds, preferences, users, suppressions, attachments },
    providers: providersOf(options),
  });
  const statistics = createStatisticsModule(runtime);
  const runs = createRunsModule(runtime, {
    ...{ ...about, preferences, subscriptions, tenants, workflows: versions, messages, engine: options.engine },
    statistics: statistics.rows,
    ...{ channelData: channelsModule.data, triggers: triggers.triggers, workflowService: workflows, history },
  });
  const resolvers = [
    foundation,
    ...[tenantsModule, usersModule, objectsModule, subscriptionsModule, channelsModule, preferencesModule],
    ...[suppressions, workflowsModule, messages, feeds, delivery, triggers, runs, createAnalyticsModule(runtime)],
  ].flatMap((module) => module.resolvers);
  const mounts = [...feeds.mounts, ...delivery.mounts, ...callbacks.mounts, ...triggers.mounts, ...runs.mounts];
  const retention = createRetentionModule(runtime, erasure, options.retention);
  const built = {
    ...{ delivery, callbacks, channels, ...partsOfChannels(channelsModule) },
    ...{ users, workflows, versions, messages, feeds, triggers, runs, retention },
    statistics: statistics.statistics,
  };
  return { ...foundation, ...built, mounts, resolvers };
}

function partsOfChannels({ changes, providers, data, dataRotation, callbacks }: ChannelsModule) {
  return {
    channelChanges: changes,
    channelProviders: providers,
    channelCallbacks: callbacks,
    channelData: data,
    dataRotation,
  };
}

/** The providers of this release, and the operator's own. */
function providersOf({ customProviders = [] }: ModuleOptions): readonly Provider[] {
  return [...PROVIDERS, ...customProviders];
}

function createChannels(
  runtime: Runtime,
  { nodes, idempotency, environments }: Foundation,
  options: ModuleOptions,
): ChannelsModule {
  const kinds = providerKinds(providersOf(options), runtime.clock);
  const publicUrl = options.publicUrl ?? null;
  const module = createChannelsModule(runtime, { nodes, idempotency, providerKinds: kinds, publicUrl, checkOverrides });
  environments.onEnvironmentMade(async (q, environmentId) => {
    await module.channels.ensure(q, { environment_id: environmentId, ...DEFAULT_CHANNEL });
  });
  return module;
}
