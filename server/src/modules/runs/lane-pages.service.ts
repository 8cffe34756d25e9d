import { isObjectKey, runIdOf } from "../../platform/ids/index.js";
import type { JsonObject } from "../../platform/json.js";
import { isJsonObject } from "../../platform/json.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { SubscriptionService } from "../subscriptions/index.js";
import type { FactsWanted } from "./facts.service.js";
import type { FanoutChange } from "./fanout-changes.js";
import type { LaneRepository } from "./lane.repository.js";
import type { FanoutRow, PageWanted, SubscriberRow } from "./lane-rows.js";

/** A recipient that a page reached. */
export interface Reached extends FactsWanted {
  source: string;
}

/** What one page of one fan-out came to. */
export interface FanoutPage {
  fanout: FanoutRow;
  reached: Reached[];
  progress: NonNullable<FanoutChange["progress"]>;
  /** Lanes in which a fan-out to subscribers began. */
  expandedLanes: number[];
}

const DONE = { isDone: true, cursorObject: "", cursorSubscriber: "" };

/** Finds the next recipients of fan-outs. */
export class LanePagesService {
  readonly #lanes: LaneRepository;
  readonly #subscriptions: SubscriptionService;

  constructor(lanes: LaneRepository, subscriptions: SubscriptionService) {
    this.#lanes = lanes;
    this.#subscriptions = subscriptions;
  }

  /** The next page of each fan-out, in the order given. */
  async pages(tx: Tx, environmentId: number, wanted: readonly PageWanted[]): Promise<FanoutPage[]> {
    const subscribed = wanted.filter(({ fanout }) => isOpen(fanout) && !fanout.recipients);
    const rows = subscribed.length > 0 ? await this.#lanes.subscribers(tx, environmentId, subscribed) : [];
    const rowsOf = new Map(subscribed.map((each): [PageWanted, SubscriberRow[]] => [each, []]));
    for (const row of rows) {
      const its = subscribed[row.page];
      if (its) rowsOf.get(its)?.push(row);
    }
    const pages: FanoutPage[] = [];
    for (const each of wanted) {
      if (!isOpen(each.fanout)) pages.push({ fanout: each.fanout, reached: [], progress: DONE, expandedLanes: [] });
      else if (each.fanout.recipients) pages.push(await this.#named(tx, environmentId, each));
      else pages.push(subscribedPage(each, rowsOf.get(each) ?? []));
    }
    return this.#withoutRepeats(tx, environmentId, pages);
  }

  /** Leaves out who was cancelled before being reached, and who was reached before. */
  async #withoutRepeats(tx: Tx, environmentId: number, pages: readonly FanoutPage[]): Promise<FanoutPage[]> {
    const doubtful = pages.filter(({ fanout }) => fanout.may_repeat).flatMap(({ reached }) => reached);
    const existing =
      doubtful.length > 0 ? await this.#lanes.existingRuns(tx, environmentId, doubtful) : new Set<string>();
    return pages.map((page) => {
      const cancelled = new Set(page.fanout.trigger.cancelled_keys);
      const reached = page.reached.filter((each) => !cancelled.has(each.recipientKey) && !existing.has(each.runId));
      return { ...page, reached };
    });
  }

  /** Recipients named in the call; behind each object its subscribers follow, and theirs. The cursor is an index. */
  async #named(tx: Tx, environmentId: number, { fanout, limit }: PageWanted): Promise<FanoutPage> {
    const from = Number(fanout.cursor_subscriber || 0);
    const all = fanout.recipients ?? [];
    const taken = all.slice(from, from + limit);
    const expandedLanes: number[] = [];
    for (const [key] of taken) {
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
    const reached = taken.map(([key, data]) => reach(fanout, key, isJsonObject(data) ? data : null, null));
    const end = from + taken.length;
    return {
      fanout,
      reached,
      progress: { isDone: end >= all.length, cursorObject: "", cursorSubscriber: String(end) },
      expandedLanes,
    };
  }
}

/** Whether any of its runs may still begin. */
export function isOpen({ trigger }: FanoutRow): boolean {
  return trigger.cancelled_at === null && trigger.failure === null;
}

function subscribedPage({ fanout, limit }: PageWanted, rows: readonly SubscriberRow[]): FanoutPage {
  const last = rows.at(-1);
  const progress =
    rows.length < limit || !last
      ? DONE
      : { isDone: false, cursorObject: last.object_key, cursorSubscriber: last.subscriber_key };
  const reached = new Map<string, Reached>();
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
    reached.set(key, reach(fanout, key, null, subscriptionOf(row)));
  }
  return { fanout, reached: [...reached.values()], progress, expandedLanes: [] };
}

function reach(
  fanout: FanoutRow,
  recipientKey: string,
  data: JsonObject | null,
  subscription: JsonObject | null,
): Reached {
  const { trigger, source } = fanout;
  const runId = runIdOf(trigger.seq, trigger.id, recipientKey);
  return { runId, recipientKey, trigger, versionId: trigger.version_id, data, subscription, source };
}
