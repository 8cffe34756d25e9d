import type { JsonObject } from "../../../platform/json.js";
import type { LaneRepository } from "../storage/lane.repository.js";
import type { AlikeRequest, AlikeRow, SubscriberRow } from "../storage/lane-records.js";
import {
  DONE,
  targetOf,
  type FanoutPage,
  type FanoutTarget,
  type PagingSet,
  type RecipientPager,
  type SharedPage,
  type SourcePage,
} from "./recipient-pager.js";
import type { ObjectSubscribers } from "./recipient-source.js";

/** Subscribers in the order of objects and their own keys. The cursor is the last subscriber. */
export class ObjectSubscribersPager implements RecipientPager<ObjectSubscribers> {
  readonly kind = "subscribers";
  readonly #lanes: LaneRepository;

  constructor(lanes: LaneRepository) {
    this.#lanes = lanes;
  }

  async pages(
    { tx, environmentId }: PagingSet,
    wanted: readonly SourcePage<ObjectSubscribers>[],
  ): Promise<FanoutPage[]> {
    const rowsOf = wanted.map((): SubscriberRow[] => []);
    const asked = wanted.map(({ request, source }) => ({ ...request, objectKeys: source.objectKeys }));
    for (const row of await this.#lanes.subscribers(tx, environmentId, asked)) rowsOf[row.page]?.push(row);
    return wanted.map((page, index) => pageOf(page, rowsOf[index] ?? []));
  }

  /** The next pages of fan-outs to the subscribers of one object each, who are reached in no other way. */
  async sharedPages(
    { tx, environmentId }: Pick<PagingSet, "tx" | "environmentId">,
    wanted: readonly SourcePage<ObjectSubscribers>[],
  ): Promise<SharedPage[]> {
    const counted = await this.#lanes.alikeSubscribers(tx, environmentId, wanted.map(alikeRequest));
    const rowsOf = wanted.map((): SubscriberRow[] => []);
    const asked = counted.flatMap(({ page, ruled }) => {
      const { request, source } = wanted[page] ?? {};
      return request && source && ruled
        ? { page, lane: request.fanout.lane, object: source.objectKey, keys: ruled }
        : [];
    });
    if (asked.length > 0) {
      for (const row of await this.#lanes.subscribersByKey(tx, environmentId, asked)) rowsOf[row.page]?.push(row);
    }
    const countOf = new Map(counted.map((row) => [row.page, row]));
    return wanted.map((page, index) => sharedPageOf(page, countOf.get(index), rowsOf[index] ?? []));
  }
}

/** The requested page of an object's subscribers. A page without a cursor starts at the first subscriber. */
function alikeRequest({ request, source }: SourcePage<ObjectSubscribers>, page: number): AlikeRequest {
  const { fanout, limit } = request;
  const after = fanout.cursor_object === source.objectKey ? fanout.cursor_subscriber : "";
  return { page, lane: fanout.lane, object: source.objectKey, after, actor: fanout.trigger.actor_key, limit };
}

function sharedPageOf(
  page: SourcePage<ObjectSubscribers>,
  counted: AlikeRow | undefined,
  ruled: readonly SubscriberRow[],
): SharedPage {
  const { request, source } = page;
  const read = pageOf(page, ruled);
  const alike = counted?.keys ? { keys: counted.keys, count: counted.count, upTo: null } : null;
  // Properties that did not fit end the page.
  if (ruled.some(({ fits }) => !fits)) {
    const { cursorSubscriber: upTo } = read.progress;
    return { ...read, alike: alike && { ...alike, upTo } };
  }
  const progress =
    !counted || counted.readCount < request.limit
      ? DONE
      : { isDone: false, cursorObject: source.objectKey, cursorSubscriber: counted.last };
  return { ...read, progress, alike };
}

function pageOf({ request, source }: SourcePage<ObjectSubscribers>, all: readonly SubscriberRow[]): FanoutPage {
  const { fanout, limit } = request;
  const cut = all.findIndex(({ fits }) => !fits);
  const rows = cut < 0 ? all : all.slice(0, cut);
  const last = rows.at(-1);
  // A finished fan-out stores no cursor, because it would contain a subscriber's key for as long as the trigger is kept.
  const progress =
    cut < 0 && rows.length < limit
      ? DONE
      : {
          isDone: false,
          cursorObject: last?.object_key ?? fanout.cursor_object,
          cursorSubscriber: last?.subscriber_key ?? fanout.cursor_subscriber,
        };
  const reached = new Map<string, FanoutTarget>();
  const plain = new Map<string, JsonObject>();
  const subscriptionOf = ({ object_key: object, properties }: SubscriberRow): JsonObject => {
    if (properties) return { ...properties, object };
    const known = plain.get(object) ?? { object };
    plain.set(object, known);
    return known;
  };
  const through = source.objectKey;
  for (const row of rows) {
    const key = row.subscriber_key;
    // An actor gets no notification of its own action, and an object that was named is not reached twice.
    if (key === fanout.trigger.actor_key || key === through || reached.has(key)) continue;
    const after = { isDone: false, cursorObject: row.object_key, cursorSubscriber: key };
    reached.set(key, targetOf(fanout, key, { data: null, subscription: subscriptionOf(row), through, after }));
  }
  return { fanout, targets: [...reached.values()], progress, expandedLanes: [] };
}
