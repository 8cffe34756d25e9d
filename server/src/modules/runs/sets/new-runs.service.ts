import type { Tx } from "../../../platform/postgres/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import type { RecipientList } from "../../messages/index.js";
import type { WorkflowVersions } from "../../workflows/index.js";
import type { FanoutChanges } from "../storage/fanout-changes.js";
import { isOpen, type FanoutPager } from "../recipients/fanout-pager.service.js";
import type {
  AlikeRecipients,
  FanoutPage,
  FanoutTarget,
  PagingSet,
  SharedPage,
} from "../recipients/recipient-pager.js";
import type { LaneRepository } from "../storage/lane.repository.js";
import type { FanoutRow, FanoutsOfLanes, PageRequest } from "../storage/lane-records.js";
import type { RunTask } from "../engine/types.js";
import { RoundRobin } from "./round-robin.js";
import { SetError, troubleOf } from "../isolation/set-error.js";
import { READ_MAX_BYTES } from "../storage/row-weight.js";
import { Allowance } from "../recipients/allowance.js";

export interface NewRunsDeps {
  lanes: LaneRepository;
  pages: FanoutPager;
  workflows: WorkflowVersions;
}

const FANOUTS_PER_SET = 50;

/** The number of fan-outs that a set of this budget reads in each lane. */
export function fanoutLimit(budget: number): number {
  return Math.min(FANOUTS_PER_SET, budget);
}

/** Runs that share one decision cost about a quarter of others. */
export const SHARED_PER_RUN = 4;

/** The lanes of a set, and how many runs may start in each. */
export interface NewRunsRequest {
  lanes: readonly number[];
  /** Their oldest fan-outs, at most `fanoutLimit(budget)` in each; null to read them. */
  fanouts: Promise<FanoutsOfLanes> | null;
  /** At most this many runs per lane; as many more as they are cheaper of runs that share one decision. */
  budget: number;
  /** The run of all recipients of a fan-out without preferences of their own; null if they differ, or where none may be shared. */
  decide: ((fanout: FanoutRow) => Promise<RunTask | null>) | null;
}

/** The runs of a set that share one decision. */
export interface SharedRuns {
  task: RunTask;
  source: string;
  recipients: RecipientList[];
}

/** The new runs of a set: the next recipients of the oldest fan-outs in its lanes. */
export class NewRuns {
  readonly #deps: NewRunsDeps;
  /** In processing order. Each recipient is only in the first page that reached it. */
  readonly #pages: (FanoutPage | SharedPage)[] = [];
  /** The first fan-out of the set that may share a decision. Only one is shared, so that feeds are locked in one order. */
  #decided: { fanout: FanoutRow; task: RunTask | null } | null = null;
  /** Lanes with pages that are not shared. Shared runs are written first, so none may follow in these lanes. */
  readonly #single = new Set<number>();
  #recipients: RecipientList[] = [];
  /** Lanes in which fan-outs began. */
  readonly wake: LaneUnit[] = [];

  constructor(deps: NewRunsDeps) {
    this.#deps = deps;
  }

  /** Takes pages of fan-outs. Returns the lanes with possibly more recipients. */
  async reach(
    tx: Tx,
    environmentId: number,
    { lanes, fanouts: asked, budget, decide }: NewRunsRequest,
  ): Promise<ReadonlySet<number>> {
    const limit = fanoutLimit(budget);
    const { fanouts, cutLanes } = await (asked ?? this.#deps.lanes.fanouts(tx, environmentId, limit));
    const turns = new RoundRobin(lanes, fanouts, { budget, limit });
    for (const lane of cutLanes) turns.unfinished.add(lane);
    const seen = new Set<string>();
    const allowance = new Allowance(READ_MAX_BYTES);
    for (let turn = turns.next(); turn.length > 0; turn = turns.next()) {
      for (const { fanout } of turn) if (isOpen(fanout)) await this.#checkReadable(tx, environmentId, fanout);
      for (const page of await this.#pagesOf({ tx, environmentId, allowance }, turn, decide)) {
        const { fanout, progress, expandedLanes } = page;
        const shared = Math.ceil(alikeOf(page).count / SHARED_PER_RUN);
        turns.took(fanout, { reached: page.targets.length + shared, isDone: progress.isDone });
        // One recipient may be reached in two ways: the first counts.
        const reached = page.targets.filter(({ runId }) => !seen.has(runId));
        for (const { runId } of reached) seen.add(runId);
        this.#pages.push({ ...page, targets: reached });
        this.wake.push(...expandedLanes.map((lane): LaneUnit => [environmentId, lane]));
      }
    }
    return turns.unfinished;
  }

  async #pagesOf(
    set: PagingSet,
    turn: readonly PageRequest[],
    decide: NewRunsRequest["decide"],
  ): Promise<(FanoutPage | SharedPage)[]> {
    const shared: PageRequest[] = [];
    const single: PageRequest[] = [];
    for (const request of turn) {
      if (await this.#isShared(request.fanout, decide)) {
        shared.push({ ...request, limit: request.limit * SHARED_PER_RUN });
      } else {
        this.#single.add(request.fanout.lane);
        single.push(request);
      }
    }
    const { pages } = this.#deps;
    return [
      ...(shared.length > 0 ? await pages.sharedPages(set, shared) : []),
      ...(single.length > 0 ? await pages.pages(set, single) : []),
    ];
  }

  async #isShared(fanout: FanoutRow, decide: NewRunsRequest["decide"]): Promise<boolean> {
    if (!decide || this.#single.has(fanout.lane) || !this.#deps.pages.mayShare(fanout)) return false;
    this.#decided ??= { fanout, task: await decide(fanout) };
    const { fanout: first, task } = this.#decided;
    return task !== null && fanout.trigger === first.trigger && fanout.source === first.source;
  }

  /** Whether pages were read for a shared decision. */
  get isSharing(): boolean {
    return (this.#decided?.task ?? null) !== null;
  }

  /** The runs that share a decision, once `settle` was called; null if there are none. */
  get shared(): SharedRuns | null {
    const { fanout, task } = this.#decided ?? {};
    if (!fanout || !task || this.#recipients.length === 0) return null;
    return { task, source: fanout.source, recipients: this.#recipients };
  }

  /** The recipients of the pages, in the order in which their runs start. */
  get reached(): FanoutTarget[] {
    return this.#pages.flatMap(({ targets }) => targets);
  }

  /**
   * Records the progress of each fan-out. A fan-out some of whose runs did not start continues after the last run that did;
   * the fan-outs behind it in its lane keep their progress. Returns the lanes with runs that did not start.
   */
  settle(begun: ReadonlySet<string>, changes: FanoutChanges): ReadonlySet<number> {
    const cut = new Set<number>();
    for (const page of this.#pages) {
      const { fanout, targets, progress } = page;
      if (cut.has(fanout.lane)) continue;
      const left = targets.findIndex(({ runId }) => !begun.has(runId));
      if (left >= 0) cut.add(fanout.lane);
      const last = left < 0 ? progress : targets[left - 1]?.after;
      if (!last) continue;
      changes.of(fanout.lane, fanout.trigger_id, fanout.source).progress = last;
      const { keys, upTo } = alikeOf(page);
      if (keys !== null) {
        this.#recipients.push({ lane: fanout.lane, keys, upTo: left < 0 ? upTo : last.cursorSubscriber });
      }
    }
    return cut;
  }

  /** A later release may be unable to read a stored trigger; then none of its runs can start. */
  async #checkReadable(tx: Tx, environmentId: number, { trigger }: FanoutRow): Promise<void> {
    try {
      await this.#deps.workflows.compiledVersion(environmentId, trigger.version_id, tx);
    } catch (error) {
      if (troubleOf(error) !== "own") throw error;
      throw new SetError(error, { taken: [{ kind: "trigger", id: trigger.id }] });
    }
  }
}

function alikeOf(page: FanoutPage | SharedPage): AlikeRecipients | { keys: null; count: 0; upTo: null } {
  return ("alike" in page ? page.alike : null) ?? { keys: null, count: 0, upTo: null };
}
