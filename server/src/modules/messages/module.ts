import type { Runtime } from "../../platform/runtime/index.js";
import { scopeOf, type NodeRegistry } from "../requests/index.js";
import type { ChannelService } from "../channels/index.js";
import type { RecipientService } from "../objects/index.js";
import type { SubscriptionService } from "../subscriptions/index.js";
import type { TenantService } from "../tenants/index.js";
import { ContentStore } from "./contents/content-store.repository.js";
import { MessageListResolver } from "./list/message-list.resolver.js";
import { MessageListService } from "./list/message-list.service.js";
import { MessageChannels } from "./message-channels.js";
import { MessageReadService } from "./message-read.service.js";
import { MessageRepository } from "./message.repository.js";
import { MessageResolver } from "./message.resolver.js";
import { MessageStore } from "./storing/message-store.service.js";
import { NewMessagesRepository } from "./storing/new-messages.repository.js";
import { createMessageTailResolver } from "./tails/message-tail.resolver.js";
import { MessageViews } from "./message-views.schema.js";
import { SupersedingRepository } from "./superseding/superseding.repository.js";
import { RecipientAccess } from "./recipient-access.service.js";

export interface MessagesDeps {
  nodes: NodeRegistry;
  channels: ChannelService;
  recipients: RecipientService;
  tenants: TenantService;
  subscriptions: SubscriptionService;
}

export interface MessagesModule {
  /** The modules that implement a type of channel register it here. */
  channels: MessageChannels;
  messages: MessageRepository;
  contents: ContentStore;
  store: MessageStore;
  access: RecipientAccess;
  views: MessageViews;
  resolvers: object[];
}

export function createMessagesModule(runtime: Runtime, deps: MessagesDeps): MessagesModule {
  const channels = new MessageChannels();
  const messages = new MessageRepository();
  const contents = new ContentStore(() => runtime.database);
  const access = new RecipientAccess(deps.subscriptions);
  const reads = new MessageReadService(runtime, messages, access);
  const views = new MessageViews({ reads, channels: deps.channels, messageChannels: channels });
  deps.nodes.register("message", async (context, ids) => [...(await views.byIds(scopeOf(context), ids)).values()]);
  const list = new MessageListService(runtime);
  return {
    channels,
    messages,
    contents,
    store: new MessageStore({
      tails: runtime.tails,
      channels,
      messages: new NewMessagesRepository(),
      contents,
      superseding: new SupersedingRepository(),
    }),
    access,
    views,
    resolvers: [
      new MessageResolver(deps.recipients, deps.tenants),
      new MessageListResolver(list, views),
      createMessageTailResolver(runtime.tails, { messages: list, views }),
    ],
  };
}
