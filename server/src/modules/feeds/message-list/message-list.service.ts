import { badInput, checkId, checkText } from "../../../platform/errors/index.js";
import type { Page } from "../../../platform/graphql/index.js";
import { parseUuidId } from "../../../platform/ids/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { requireSecret, type Scope } from "../../accounts/index.js";
import { parseRecipientRef, type RecipientRefInput } from "../../objects/index.js";
import type { FeedReadService, SeenMessage } from "../feed-read.service.js";
import { MessageListRepository, type ListedMessageKey, type MessageFilter } from "./message-list.repository.js";

export interface MessageWish {
  recipient?: RecipientRefInput | null;
  /** Global id. */
  triggerId?: string | null;
  workflowKey?: string | null;
  channelKey?: string | null;
  tenantId?: string | null;
  deliveryStatus?: string | null;
}

/** Lists an environment's messages, for its backend. */
export class MessageListService {
  readonly #runtime: Runtime;
  readonly #reads: FeedReadService;
  readonly #messages = new MessageListRepository();

  constructor(runtime: Runtime, reads: FeedReadService) {
    this.#runtime = runtime;
    this.#reads = reads;
  }

  /** A page of those that match, of the latest trigger first, one more than asked for when there is more. */
  async page(scope: Scope, wish: MessageWish, page: Page<ListedMessageKey>): Promise<SeenMessage[]> {
    requireSecret(scope);
    const filter = readWish(wish);
    // An id of something else names no trigger, and so no message.
    if (wish.triggerId != null && filter.triggerUuid === null) return [];
    const rows = await this.#messages.page(this.#runtime.database, scope.environmentId, filter, page);
    return this.#reads.inOrder(scope, rows);
  }
}

function readWish(wish: MessageWish): MessageFilter {
  const { workflowKey = null, channelKey = null, tenantId = null, deliveryStatus = null } = wish;
  const named = wish.recipient ? parseRecipientRef(wish.recipient, ["filter", "recipient"]) : null;
  const issues = [
    ...(named?.ok === false ? named.issues : []),
    ...checkText(workflowKey, ["filter", "workflowKey"]),
    ...checkText(channelKey, ["filter", "channelKey"]),
    ...(tenantId === null ? [] : checkId(tenantId, ["filter", "tenantId"])),
  ];
  if (issues.length > 0) throw badInput(issues);
  const triggerUuid = wish.triggerId == null ? null : parseUuidId("trigger", wish.triggerId);
  const recipientKey = named?.ok === true ? named.value : null;
  return { recipientKey, triggerUuid, workflowKey, channelKey, tenantId, deliveryStatus };
}
