import { badInput, checkId, checkText } from "../../../platform/errors/index.js";
import type { Page } from "../../../platform/graphql/index.js";
import { parseUuidId } from "../../../platform/ids/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { requireSecret, type Scope } from "../../requests/index.js";
import { parseRecipientRef, type RecipientRefInput } from "../../objects/index.js";
import type { FeedReadService, SeenMessage } from "../reading/feed-read.service.js";
import { MessageListRepository, type ListedMessageKey, type MessageFilter } from "./message-list.repository.js";

export interface MessageQuery {
  recipient?: RecipientRefInput | null;
  /** Global id. */
  triggerId?: string | null;
  workflowKey?: string | null;
  channelKey?: string | null;
  tenantId?: string | null;
  deliveryStatus?: string | null;
}

/** A page; `stoppedAt` is where reading has to go on, if it stopped before the page was full. */
export interface SeenPage {
  found: SeenMessage[];
  stoppedAt: ListedMessageKey | null;
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
  async page(scope: Scope, query: MessageQuery, page: Page<ListedMessageKey>): Promise<SeenPage> {
    requireSecret(scope);
    const filter = readQuery(query);
    // An id of something else names no trigger, and so no message.
    if (query.triggerId != null && filter.triggerUuid === null) return { found: [], stoppedAt: null };
    const { rows, stoppedAt } = await this.#messages.page(this.#runtime.database, scope.environmentId, filter, page);
    return { found: await this.#reads.inOrder(scope, rows), stoppedAt };
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
