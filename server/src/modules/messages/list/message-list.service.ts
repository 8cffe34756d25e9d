import type { Page } from "../../../platform/paging/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Matching } from "../../../platform/tails/index.js";
import { messageName, messageOfName } from "../tails/tell-messages.js";
import { requireRight, type Scope } from "../../requests/index.js";
import { readMessageQuery, type MessageQuery } from "./message-filter.js";
import { MessageListRepository, type ListedMessageKey, type MessagePage } from "./message-list.repository.js";

/** Lists an environment's messages, for its backend. */
export class MessageListService {
  readonly #runtime: Runtime;
  readonly #messages = new MessageListRepository();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Tells which of named messages match; null if all do. Throws `BAD_USER_INPUT` for a query that is not valid. */
  matcher(environmentId: number, query: MessageQuery): Matching {
    const filter = readMessageQuery(query);
    if (query.triggerId != null && filter.triggerUuid === null) return async () => [];
    if (Object.values(filter).every((value) => value === null)) return null;
    return async (names) => {
      const keys = names.flatMap((name) => messageOfName(name) ?? []);
      const found = await this.#messages.matching(this.#runtime.database, environmentId, filter, keys);
      return found.map(messageName);
    };
  }

  /** A page of matching messages, latest trigger first, with one row more if there are more. */
  async page(scope: Scope, query: MessageQuery, page: Page<ListedMessageKey>): Promise<MessagePage> {
    requireRight(scope, "messages.read");
    const filter = readMessageQuery(query);
    // An id of something else names no trigger, and so no message.
    if (query.triggerId != null && filter.triggerUuid === null) return { rows: [], stoppedAt: null };
    return this.#messages.page(this.#runtime.database, scope.environmentId, filter, page);
  }
}
