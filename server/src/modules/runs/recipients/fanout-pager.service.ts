import type { LaneRepository } from "../storage/lane.repository.js";
import type { FanoutRow, PageRequest } from "../storage/lane-records.js";
import type { ObjectSubscribersPager } from "./object-subscribers-pager.service.js";
import {
  DONE,
  type FanoutPage,
  type PagingSet,
  type RecipientPager,
  type SharedPage,
  type SourcePage,
} from "./recipient-pager.js";
import type { ObjectSubscribers } from "./recipient-source.js";

/** Finds the next recipients of fan-outs, by the pagers of their sources. */
export class FanoutPager {
  readonly #lanes: LaneRepository;
  readonly #subscribers: ObjectSubscribersPager;
  readonly #pagers: ReadonlyMap<string, RecipientPager>;

  constructor(lanes: LaneRepository, named: RecipientPager, subscribers: ObjectSubscribersPager) {
    this.#lanes = lanes;
    this.#subscribers = subscribers;
    this.#pagers = new Map([named, subscribers].map((pager) => [pager.kind, pager]));
  }

  /** The next page of each fan-out, in the order given. Each pager reads all of its pages together. */
  async pages(set: PagingSet, wanted: readonly PageRequest[]): Promise<FanoutPage[]> {
    const asked = new Map<RecipientPager, SourcePage[]>();
    for (const request of wanted) {
      const { reaches } = request.fanout;
      if (!reaches || !isOpen(request.fanout)) continue;
      const pager = this.#pagers.get(reaches.kind);
      if (!pager) throw new Error(`There is no pager for recipients of the kind "${reaches.kind}".`);
      const its = asked.get(pager) ?? [];
      asked.set(pager, its);
      its.push({ request, source: reaches });
    }
    const found = new Map<PageRequest, FanoutPage>();
    for (const [pager, its] of asked) {
      for (const [index, page] of (await pager.pages(set, its)).entries()) {
        const request = its[index]?.request;
        if (request) found.set(request, page);
      }
    }
    const pages = wanted.map((request) => found.get(request) ?? endOf(request.fanout));
    return this.#withoutRepeats(set, pages);
  }

  /** Whether one decision may do for most recipients of a fan-out: subscribers of one object, all of whom it reaches once. */
  mayShare({ reaches, may_repeat: mayRepeat, trigger }: FanoutRow): boolean {
    return (
      reaches?.kind === "subscribers" &&
      reaches.objectKeys.length === 1 &&
      !mayRepeat &&
      trigger.is_open &&
      trigger.cancelled_keys.size === 0
    );
  }

  /** The next page of each of these fan-outs, which may share a decision. */
  sharedPages(set: PagingSet, wanted: readonly PageRequest[]): Promise<SharedPage[]> {
    const pages = wanted.flatMap((request): SourcePage<ObjectSubscribers>[] => {
      const { reaches: source } = request.fanout;
      return source?.kind === "subscribers" ? [{ request, source }] : [];
    });
    return this.#subscribers.sharedPages(set, pages);
  }

  /** Removes recipients whose runs were cancelled before they started, or were started already. */
  async #withoutRepeats({ tx, environmentId }: PagingSet, pages: readonly FanoutPage[]): Promise<FanoutPage[]> {
    const doubtful = pages.filter(({ fanout }) => fanout.may_repeat).flatMap(({ targets }) => targets);
    const existing =
      doubtful.length > 0 ? await this.#lanes.existingRuns(tx, environmentId, doubtful) : new Set<string>();
    return pages.map((page) => {
      const cancelled = page.fanout.trigger.cancelled_keys;
      const targets = page.targets.filter((each) => !cancelled.has(each.recipientKey) && !existing.has(each.runId));
      return { ...page, targets };
    });
  }
}

/** Whether any of its runs may still begin. */
export function isOpen({ trigger }: FanoutRow): boolean {
  return trigger.is_open;
}

/** The page of a fan-out whose runs may no longer start. */
function endOf(fanout: FanoutRow): FanoutPage {
  return { fanout, targets: [], progress: DONE, expandedLanes: [] };
}
