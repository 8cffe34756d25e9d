import type { AttachmentRepository } from "../../modules/attachments/index.js";
import { createCallbacksModule, type CallbacksModule } from "../../modules/callbacks/module.js";
import type { ChannelsModule } from "../../modules/channels/module.js";
import { createDeliveryModule, type DeliveryModule } from "../../modules/delivery/module.js";
import type { FeedsModule } from "../../modules/feeds/module.js";
import type { MessagesModule } from "../../modules/messages/module.js";
import type { PreferenceService } from "../../modules/preferences/index.js";
import type { SuppressionsModule } from "../../modules/suppressions/module.js";
import type { UserService } from "../../modules/users/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Provider } from "../../providers/kit/provider.js";

interface WaysOutDeps {
  attachments: AttachmentRepository;
  channelsModule: ChannelsModule;
  messages: MessagesModule;
  feeds: FeedsModule;
  preferences: PreferenceService;
  users: UserService;
  suppressions: SuppressionsModule;
  providers: readonly Provider[];
}

/** The modules that send messages by channels, and that read what comes back. */
interface WaysOut {
  delivery: DeliveryModule;
  callbacks: CallbacksModule;
}

export function createWaysOut(
  runtime: Runtime,
  { channelsModule, messages, feeds, users, preferences, suppressions: { suppressions }, ...more }: WaysOutDeps,
): WaysOut {
  const { channels, providers: channelProviders, callbacks: channelCallbacks, data: channelData } = channelsModule;
  const { providers, attachments } = more;
  const ways = { channels, channelProviders, channelCallbacks, providers, suppressions };
  const outbound = { messageChannels: messages.channels, messageViews: messages.views, feedMarks: feeds.marks };
  const delivery = createDeliveryModule(runtime, { ...ways, ...outbound, channelData, attachments, users });
  const callbacks = createCallbacksModule(runtime, {
    ...{ ...ways, users, preferences },
    reports: delivery.reports,
    marks: feeds.marks,
  });
  return { delivery, callbacks };
}
