import type { Tx } from "../../../platform/postgres/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import type { WorkflowVersions } from "../../workflows/index.js";
import type { FanoutChanges } from "../storage/fanout-changes.js";
import { isOpen, type FanoutPager } from "../recipients/fanout-pager.service.js";
import type { FanoutPage, FanoutTarget } from "../recipients/recipient-pager.js";
import type { LaneRepository } from "../storage/lane.repository.js";
import type { FanoutRow } from "../storage/lane-records.js";
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

/** The new runs of a set: the next recipients of the oldest fan-outs in its lanes. */
export class NewRuns {
  readonly #deps: NewRunsDeps;
  /** In processing order. Each recipient is only in the first page that reached it. */
  readonly #pages: FanoutPage[] = [];
  /** Lanes in which fan-outs began. */
  readonly wake: LaneUnit[] = [];

  constructor(deps: NewRunsDeps) {
    this.#deps = deps;
  }

  /** Takes pages of fan-outs, at most `budget` recipients per lane. Returns the lanes with possibly more recipients. */
  async reach(tx: Tx, environmentId: number, lanes: readonly number[], budget: number): Promise<ReadonlySet<number>> {
    const limit = Math.min(FANOUTS_PER_SET, budget);
    const { fanouts, cutLanes } = await this.#deps.lanes.fanouts(tx, environmentId, lanes, limit);
    const turns = new RoundRobin(lanes, fanouts, { budget, limit });
    for (const lane of cutLanes) turns.unfinished.add(lane);
    const seen = new Set<string>();
    const allowance = new Allowance(READ_MAX_BYTES);
    for (let turn = turns.next(); turn.length > 0; turn = turns.next()) {
      for (const { fanout } of turn) if (isOpen(fanout)) await this.#checkReadable(tx, environmentId, fanout);
      for (const page of await this.#deps.pages.pages({ tx, environmentId, allowance }, turn)) {
        const { fanout, progress, expandedLanes } = page;
        turns.took(fanout, { reached: page.targets.length, isDone: progress.isDone });
        // One recipient may be reached in two ways: the first counts.
        const reached = page.targets.filter(({ runId }) => !seen.has(runId));
        for (const { runId } of reached) seen.add(runId);
        this.#pages.push({ ...page, targets: reached });
        this.wake.push(...expandedLanes.map((lane): LaneUnit => [environmentId, lane]));
      }
    }
    return turns.unfinished;
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
    for (const { fanout, targets, progress } of this.#pages) {
      if (cut.has(fanout.lane)) continue;
      const left = targets.findIndex(({ runId }) => !begun.has(runId));
      if (left >= 0) cut.add(fanout.lane);
      const last = left < 0 ? progress : targets[left - 1]?.after;
      if (last) changes.of(fanout.lane, fanout.trigger_id, fanout.source).progress = last;
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
