import type { ModuleMounts } from "../../platform/mounts/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Provider } from "../../providers/kit/provider.js";
import type { ChannelCallbacks, ChannelProviders, ChannelService } from "../channels/index.js";
import type { DeliveryReports } from "../delivery/index.js";
import type { FeedMarkService } from "../feeds/index.js";
import type { PreferenceService } from "../preferences/index.js";
import type { SuppressionService } from "../suppressions/index.js";
import type { UserService } from "../users/index.js";
import { CallbackEffects } from "./callback-effects.service.js";
import { callbackMetrics } from "./callback.metrics.js";
import { CallbackReader } from "./callback-reader.service.js";
import { CallbackRepository } from "./callback.repository.js";
import { CallbackReplies } from "./callback-replies.service.js";
import { callbackRoutes } from "./callback.routes.js";
import { CallbackStore } from "./callback-store.service.js";
import { CallbackWorker } from "./callback-worker.service.js";

export interface CallbacksDeps {
  channels: ChannelService;
  channelProviders: ChannelProviders;
  channelCallbacks: ChannelCallbacks;
  providers: readonly Provider[];
  reports: DeliveryReports;
  marks: FeedMarkService;
  suppressions: SuppressionService;
  users: UserService;
  preferences: PreferenceService;
}

export interface CallbacksModule {
  worker: CallbackWorker;
  mounts: ModuleMounts[];
}

const LOOK_EVERY_MS = 1000;
const FORGET_EVERY_MS = 60_000;

export function createCallbacksModule(runtime: Runtime, deps: CallbacksDeps): CallbacksModule {
  const { channels, channelProviders, channelCallbacks: callbacks, reports, marks } = deps;
  const rows = new CallbackRepository();
  const store = new CallbackStore(runtime, rows);
  const providers = new Map(deps.providers.map((provider) => [provider.key, provider]));
  const reader = new CallbackReader(runtime, { channelProviders, callbacks, providers });
  const { suppressions, users, preferences } = deps;
  const replies = new CallbackReplies(runtime, { reports, users, preferences });
  const effects = new CallbackEffects({ reports, marks, suppressions });
  const worker = new CallbackWorker(runtime, { rows, channels, reader, reports, replies, effects });
  runtime.jobs.define({
    name: "callbacks.read",
    parse: () => null,
    handle: async () => worker.wake(),
    everyMs: LOOK_EVERY_MS,
  });
  runtime.jobs.define({
    name: "callbacks.forget",
    parse: () => null,
    handle: async (_payload, touch) => worker.forget(touch),
    everyMs: FORGET_EVERY_MS,
  });
  const refused: (() => void)[] = [];
  const routes = callbackRoutes(runtime, {
    callbacks,
    store,
    onRefused: () => refused.forEach((listener) => listener()),
  });
  return {
    worker,
    mounts: [routes, callbackMetrics({ store, worker, onRefused: (listener) => void refused.push(listener) })],
  };
}
