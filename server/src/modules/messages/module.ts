import type { Runtime } from "../../platform/runtime/index.js";
import { ContentStore } from "./content-store.repository.js";
import { MessageRepository } from "./message.repository.js";

export interface MessagesModule {
  messages: MessageRepository;
  contents: ContentStore;
}

export function createMessagesModule(runtime: Runtime): MessagesModule {
  return { messages: new MessageRepository(), contents: new ContentStore(() => runtime.database) };
}
