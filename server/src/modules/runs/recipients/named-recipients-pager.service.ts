import { isObjectKey } from "../../identifiers/index.js";
import { isJsonObject } from "../../../platform/json.js";
import type { SubscriptionService } from "../../subscriptions/index.js";
import type { LaneRepository } from "../storage/lane.repository.js";
import type { Allowance } from "./allowance.js";
import {
  targetOf,
  type FanoutPage,
  type FanoutTarget,
  type PagingSet,
  type RecipientPager,
  type SourcePage,
} from "./recipient-pager.js";
import type { NamedRecipients } from "./recipient-source.js";

/** To begin fan-outs to an object's subscribers takes several statements, so a page begins few. */
const OBJECTS_PER_PAGE = 20;

/** Recipients named in the call; behind each object its subscribers follow, and theirs. The cursor is an index. */
export class NamedRecipientsPager implements RecipientPager<NamedRecipients> {
  readonly kind = "named";
  readonly #lanes: LaneRepository;
  readonly #subscriptions: SubscriptionService;

  constructor(lanes: LaneRepository, subscriptions: SubscriptionService) {
    this.#lanes = lanes;
    this.#subscriptions = subscriptions;
  }

  async pages(set: PagingSet, wanted: readonly SourcePage<NamedRecipients>[]): Promise<FanoutPage[]> {
    const pages: FanoutPage[] = [];
    for (const each of wanted) pages.push(await this.#page(set, each));
    return pages;
  }

  async #page({ tx, environmentId, allowance }: PagingSet, page: SourcePage<NamedRecipients>): Promise<FanoutPage> {
    const { fanout } = page.request;
    const targets = nextOf(page, allowance);
    const expandedLanes: number[] = [];
    for (const { recipientKey: key } of targets) {
      if (!isObjectKey(key)) continue;
      const objectKeys = await this.#subscriptions.closureOf(tx, environmentId, key);
      const begun = await this.#lanes.expand(tx, environmentId, {
        triggerId: fanout.trigger_id,
        triggerSeq: fanout.trigger_seq,
        source: key,
        objectKeys,
        mayRepeat: fanout.may_repeat || objectKeys.length > 1,
      });
      expandedLanes.push(...begun);
    }
    const isDone = Number(fanout.cursor_subscriber || 0) >= page.source.recipients.length;
    const start = { isDone, cursorObject: "", cursorSubscriber: fanout.cursor_subscriber };
    return { fanout, targets, progress: targets.at(-1)?.after ?? start, expandedLanes };
  }
}

/** The wanted number of recipients, limited by the numbers of objects and the size of their own data. */
function nextOf({ request, source }: SourcePage<NamedRecipients>, allowance: Allowance): FanoutTarget[] {
  const { fanout, limit } = request;
  const from = Number(fanout.cursor_subscriber || 0);
  const all = source.recipients;
  const reached: FanoutTarget[] = [];
  let objects = 0;
  for (const [offset, [key, data]] of all.slice(from, from + limit).entries()) {
    if (isObjectKey(key)) objects += 1;
    if (objects > OBJECTS_PER_PAGE) break;
    const own = isJsonObject(data) ? data : null;
    // It is merged into a copy of the call's.
    if (own && !allowance.take(fanout.trigger.data_length)) break;
    const end = from + offset + 1;
    const after = { isDone: end >= all.length, cursorObject: "", cursorSubscriber: String(end) };
    reached.push(targetOf(fanout, key, { data: own, subscription: null, through: null, after }));
  }
  return reached;
}
