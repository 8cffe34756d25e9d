import { isObjectKey, runIdOf } from "../../platform/ids/index.js";
import type { JsonObject } from "../../platform/json.js";
import { isJsonObject } from "../../platform/json.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { SubscriptionService } from "../subscriptions/index.js";
import type { LaneUnit } from "../triggers/index.js";
import type { FactsWanted } from "./facts.service.js";
import type { LaneRepository } from "./lane.repository.js";
import type { FanoutRow } from "./lane-rows.js";
import type { FanoutChange } from "./lane-writes.repository.js";

/** A recipient that a page reached. */
export interface Reached extends FactsWanted {
  source: string;
}

/** What one page of one fan-out came to. */
export interface FanoutPage {
  reached: Reached[];
  progress: NonNullable<FanoutChange["progress"]>;
  /** Lanes in which a fan-out to subscribers began. */
  expandedLanes: number[];
}

const DONE = { isDone: true, cursorObject: "", cursorSubscriber: "" };

/** Finds the next recipients of fan-outs in a lane. */
export class LanePagesService {
  readonly #lanes: LaneRepository;
  readonly #subscriptions: SubscriptionService;

  constructor(lanes: LaneRepository, subscriptions: SubscriptionService) {
    this.#lanes = lanes;
    this.#subscriptions = subscriptions;
  }

  async page(tx: Tx, unit: LaneUnit, fanout: FanoutRow, budget: number): Promise<FanoutPage> {
    const { cancelled_at: cancelledAt, failure } = fanout.trigger;
    if (cancelledAt !== null || failure !== null) return { reached: [], progress: DONE, expandedLanes: [] };
    const page = fanout.recipients
      ? await this.#named(tx, unit, fanout, budget)
      : await this.#subscribed(tx, unit, fanout, budget);
    const cancelled = new Set(fanout.trigger.cancelled_keys);
    let reached = page.reached.filter((each) => !cancelled.has(each.recipientKey));
    if (fanout.may_repeat && reached.length > 0) {
      const existing = await this.#lanes.existingRuns(
        tx,
        unit,
        reached.map((each) => each.runId),
      );
      reached = reached.filter((each) => !existing.has(each.runId));
    }
    return { ...page, reached };
  }

  /** Recipients named in the call; behind each object its subscribers follow, and theirs. The cursor is an index. */
  async #named(tx: Tx, unit: LaneUnit, fanout: FanoutRow, budget: number): Promise<FanoutPage> {
    const from = Number(fanout.cursor_subscriber || 0);
    const all = fanout.recipients ?? [];
    const taken = all.slice(from, from + budget);
    const expandedLanes: number[] = [];
    for (const [key] of taken) {
      if (!isObjectKey(key)) continue;
      const objectKeys = await this.#subscriptions.closureOf(tx, unit[0], key);
      expandedLanes.push(
        ...(await this.#lanes.expand(tx, unit[0], {
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
      reached,
      progress: { isDone: end >= all.length, cursorObject: "", cursorSubscriber: String(end) },
      expandedLanes,
    };
  }

  async #subscribed(tx: Tx, unit: LaneUnit, fanout: FanoutRow, budget: number): Promise<FanoutPage> {
    const rows = await this.#lanes.subscribers(tx, unit, fanout, budget);
    const last = rows.at(-1);
    const progress =
      rows.length < budget || !last
        ? DONE
        : { isDone: false, cursorObject: last.object_key, cursorSubscriber: last.subscriber_key };
    const reached = new Map<string, Reached>();
    for (const row of rows) {
      const key = row.subscriber_key;
      // The actor hears nothing of its own doing, nor does the object hear a second time from itself.
      if (key === fanout.trigger.actor_key || key === fanout.source || reached.has(key)) continue;
      reached.set(key, reach(fanout, key, null, { ...row.properties, object: row.object_key }));
    }
    return { reached: [...reached.values()], progress, expandedLanes: [] };
  }
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
