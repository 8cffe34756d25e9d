import { badInput, checkId, checkText } from "../../../platform/errors/index.js";
import type { Page } from "../../../platform/paging/index.js";
import { parseUuidId } from "../../../platform/ids/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { requireRight, type Scope } from "../../requests/index.js";
import { parseRecipientRef, type RecipientRefInput } from "../../objects/index.js";
import {
  MessageListRepository,
  type ListedMessageKey,
  type MessageFilter,
  type MessagePage,
} from "./message-list.repository.js";

export interface MessageQuery {
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
  readonly #messages = new MessageListRepository();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** A page of those that match, of the latest trigger first, one more than asked for when there is more. */
  async page(scope: Scope, query: MessageQuery, page: Page<ListedMessageKey>): Promise<MessagePage> {
    requireRight(scope, "messages.read");
    const filter = readQuery(query);
    // An id of something else names no trigger, and so no message.
    if (query.triggerId != null && filter.triggerUuid === null) return { rows: [], stoppedAt: null };
    return this.#messages.page(this.#runtime.database, scope.environmentId, filter, page);
  }
}

function readQuery(query: MessageQuery): MessageFilter {
  const { workflowKey = null, channelKey = null, tenantId = null, deliveryStatus = null } = query;
  const named = query.recipient ? parseRecipientRef(query.recipient, ["filter", "recipient"]) : null;
  const issues = [
    ...(named?.ok === false ? named.issues : []),
    ...checkText(workflowKey, ["filter", "workflowKey"]),
    ...checkText(channelKey, ["filter", "channelKey"]),
    ...(tenantId === null ? [] : checkId(tenantId, ["filter", "tenantId"])),
  ];
  if (issues.length > 0) throw badInput(issues);
  const triggerUuid = query.triggerId == null ? null : parseUuidId("trigger", query.triggerId);
  const recipientKey = named?.ok === true ? named.value : null;
  return { recipientKey, triggerUuid, workflowKey, channelKey, tenantId, deliveryStatus };
}
