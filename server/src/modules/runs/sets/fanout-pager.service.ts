import { isObjectKey, runIdOf } from "../../../platform/ids/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { isJsonObject } from "../../../platform/json.js";
import type { Tx } from "../../../platform/postgres/index.js";
import type { SubscriptionService } from "../../subscriptions/index.js";
import type { RunContextRequest } from "../storage/run-context-loader.service.js";
import type { FanoutChange } from "../storage/fanout-changes.js";
import type { LaneRepository } from "../storage/lane.repository.js";
import type { FanoutRow, PageRequest, SubscriberRow } from "../storage/lane-records.js";
import type { Allowance } from "./allowance.js";

/** A recipient that a page reached. */
export interface FanoutTarget extends RunContextRequest {
  source: string;
  /** Where its fan-out goes on behind it. */
  after: Progress;
}

/** How far a fan-out got. */
export type Progress = NonNullable<FanoutChange["progress"]>;

/** What one page of one fan-out came to. */
export interface FanoutPage {
  fanout: FanoutRow;
  targets: FanoutTarget[];
  progress: Progress;
  /** Lanes in which a fan-out to subscribers began. */
  expandedLanes: number[];
}

const DONE: Progress = { isDone: true, cursorObject: "", cursorSubscriber: "" };
/** To begin fan-outs to an object's subscribers takes several statements, so a page begins few. */
const OBJECTS_PER_PAGE = 20;

/** Finds the next recipients of fan-outs. */
export class FanoutPager {
  readonly #lanes: LaneRepository;
  readonly #subscriptions: SubscriptionService;

  constructor(lanes: LaneRepository, subscriptions: SubscriptionService) {
    this.#lanes = lanes;
    this.#subscriptions = subscriptions;
  }

  /** The next page of each fan-out, in the order given. `allowance`: of data made for recipients with data of their own. */
  async pages(
    tx: Tx,
    environmentId: number,
    wanted: readonly PageRequest[],
    allowance: Allowance,
  ): Promise<FanoutPage[]> {
    const subscribed = wanted.filter(({ fanout }) => isOpen(fanout) && !fanout.recipients);
    const rows = subscribed.length > 0 ? await this.#lanes.subscribers(tx, environmentId, subscribed) : [];
    const rowsOf = new Map(subscribed.map((each): [PageRequest, SubscriberRow[]] => [each, []]));
    for (const row of rows) {
      const its = subscribed[row.page];
      if (its) rowsOf.get(its)?.push(row);
    }
    const pages: FanoutPage[] = [];
    for (const each of wanted) {
      if (!isOpen(each.fanout)) pages.push({ fanout: each.fanout, targets: [], progress: DONE, expandedLanes: [] });
      else if (each.fanout.recipients) pages.push(await this.#named(tx, environmentId, each, allowance));
      else pages.push(subscribedPage(each, rowsOf.get(each) ?? []));
    }
    return this.#withoutRepeats(tx, environmentId, pages);
  }

  /** Leaves out who was cancelled before being reached, and who was reached before. */
  async #withoutRepeats(tx: Tx, environmentId: number, pages: readonly FanoutPage[]): Promise<FanoutPage[]> {
    const doubtful = pages.filter(({ fanout }) => fanout.may_repeat).flatMap(({ targets }) => targets);
    const existing =
      doubtful.length > 0 ? await this.#lanes.existingRuns(tx, environmentId, doubtful) : new Set<string>();
    return pages.map((page) => {
      const cancelled = page.fanout.trigger.cancelled_keys;
      const targets = page.targets.filter((each) => !cancelled.has(each.recipientKey) && !existing.has(each.runId));
      return { ...page, targets };
    });
  }

  /** Recipients named in the call; behind each object its subscribers follow, and theirs. The cursor is an index. */
  async #named(tx: Tx, environmentId: number, wanted: PageRequest, allowance: Allowance): Promise<FanoutPage> {
    const { fanout } = wanted;
    const reached = namedPage(wanted, allowance);
    const expandedLanes: number[] = [];
    for (const { recipientKey: key } of reached) {
      if (!isObjectKey(key)) continue;
      const objectKeys = await this.#subscriptions.closureOf(tx, environmentId, key);
      expandedLanes.push(
        ...(await this.#lanes.expand(tx, environmentId, {
          triggerId: fanout.trigger_id,
          triggerSeq: fanout.trigger_seq,
          source: key,
          objectKeys,
          mayRepeat: fanout.may_repeat || objectKeys.length > 1,
        })),
      );
    }
    const isDone = Number(fanout.cursor_subscriber || 0) >= (fanout.recipients?.length ?? 0);
    const start = { isDone, cursorObject: "", cursorSubscriber: fanout.cursor_subscriber };
    return { fanout, targets: reached, progress: reached.at(-1)?.after ?? start, expandedLanes };
  }
}

/** The next recipients named in the call: as many as are wanted, as few objects, and as much data of their own, as may be. */
function namedPage({ fanout, limit }: PageRequest, allowance: Allowance): FanoutTarget[] {
  const from = Number(fanout.cursor_subscriber || 0);
  const all = fanout.recipients ?? [];
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
    reached.push(reach(fanout, key, { data: own, subscription: null, after }));
  }
  return reached;
}

/** Whether any of its runs may still begin. */
export function isOpen({ trigger }: FanoutRow): boolean {
  return trigger.is_open;
}

function subscribedPage({ fanout, limit }: PageRequest, all: readonly SubscriberRow[]): FanoutPage {
  const cut = all.findIndex(({ fits }) => !fits);
  const rows = cut < 0 ? all : all.slice(0, cut);
  const last = rows.at(-1);
  // What is done keeps no place: it would name a subscriber for as long as the trigger is kept.
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
  for (const row of rows) {
    const key = row.subscriber_key;
    // The actor hears nothing of its own doing, nor does the object hear a second time from itself.
    if (key === fanout.trigger.actor_key || key === fanout.source || reached.has(key)) continue;
    const after = { isDone: false, cursorObject: row.object_key, cursorSubscriber: key };
    reached.set(key, reach(fanout, key, { data: null, subscription: subscriptionOf(row), after }));
  }
  return { fanout, targets: [...reached.values()], progress, expandedLanes: [] };
}

function reach(
  fanout: FanoutRow,
  recipientKey: string,
  its: Pick<FanoutTarget, "data" | "subscription" | "after">,
): FanoutTarget {
  const { trigger, source } = fanout;
  const runId = runIdOf(trigger.seq, trigger.id, recipientKey);
  return { runId, recipientKey, trigger, versionId: trigger.version_id, source, ...its };
}
