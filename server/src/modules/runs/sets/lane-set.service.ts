import { laneOf } from "../../identifiers/index.js";
import type { Tails } from "../../../platform/tails/index.js";
import { PLAN_AS_USUAL, type Tx } from "../../../platform/postgres/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import type { AfterCommit, MessageStore } from "../../messages/index.js";
import { StatTally, type StatisticsRepository } from "../../statistics/index.js";
import type { WorkflowVersions } from "../../workflows/index.js";
import type { StepPrograms } from "../engine/steps/index.js";
import type { EffectRequestsRepository, NewEffectRequest } from "../outside/effect-requests.repository.js";
import type { EffectStore } from "../engine/effect-store.js";
import { advance } from "../engine/executor.js";
import type { RunTask, TraceNote } from "../engine/types.js";
import type { RunContextLoader } from "../storage/run-context-loader.service.js";
import { FanoutChanges } from "../storage/fanout-changes.js";
import type { IsolatedSet } from "../isolation/batch-backoff.js";
import type { FanoutPager } from "../recipients/fanout-pager.service.js";
import { DUE_SOURCES } from "../due/due-sources.js";
import type { TakingSet } from "../due/due-source.js";
import { dueFanouts } from "../due/fanouts.due.js";
import type { LaneLocksRepository, OwnedLane } from "../due/lane-locks.repository.js";
import type { LaneRepository } from "../storage/lane.repository.js";
import type { FanoutRow, FanoutsOfLanes, PersonRow, RunRow } from "../storage/lane-records.js";
import type { LaneWritesRepository } from "../storage/lane-writes.repository.js";
import type { SharedRunsRepository } from "../storage/shared-runs.repository.js";
import { outgoingMessages, withShared } from "./outgoing-messages.js";
import { newTask } from "../engine/task.js";
import type { RunRef } from "../isolation/set-error.js";
import { NewRuns, SHARED_PER_RUN, type SharedRuns } from "./new-runs.service.js";
import type { Resumed, ResumedRuns } from "./resumed-runs.service.js";
import { NOTHING_MADE, type LaneOutcome, type SetCounts, type SetOutcome } from "./set-outcome.js";
import type { SetPace } from "./set-pace.service.js";
import { toldRows } from "./told-rows.js";
import type { SharedDecisions } from "./shared-decisions.service.js";
import { sharedStoredRun, storedRun, type Woken } from "./woken.js";

export interface LaneDeps {
  locks: LaneLocksRepository;
  lanes: LaneRepository;
  writes: LaneWritesRepository;
  sharedRuns: SharedRunsRepository;
  decisions: SharedDecisions;
  pages: FanoutPager;
  contextLoader: RunContextLoader;
  resumed: ResumedRuns;
  workflows: WorkflowVersions;
  messages: MessageStore;
  requests: EffectRequestsRepository;
  statistics: StatisticsRepository;
  /** The program of each type of step. */
  programs: StepPrograms;
  tails: Tails;
  /** Called after the commit of a set whose runs wait for outside effects. */
  onRequested: AfterCommit;
}

/** The transaction of a set and its context. */
export interface HeldSet {
  tx: Tx;
  environmentId: number;
  owned: readonly OwnedLane[];
  /** The oldest fan-outs of its lanes, if they were asked for together with the locks. */
  fanouts: Promise<FanoutsOfLanes> | null;
  /** People whom the set probably needs, if they were asked for together with the locks. */
  people: Promise<ReadonlyMap<string, PersonRow>> | null;
  now: number;
  effects: EffectStore;
  pace: SetPace;
  newUuid(): string;
}

const ORPHANED = "The call that began this run is not stored any more.";

/**
 * One set in process: reads runs, advances as many of them as its time limit allows, and writes these. Runs that it read but
 * did not advance stay unchanged for the next set.
 */
export class LaneSet {
  readonly #held: HeldSet;
  readonly #deps: LaneDeps;
  readonly #newRuns: NewRuns;
  readonly #changes = new FanoutChanges();
  readonly #tally = new StatTally();
  readonly #made: SetCounts = { ...NOTHING_MADE };
  #woken: Woken[] = [];
  #orphans: RunRow[] = [];
  /** Runs that were merged into another one's batch. */
  #mergedIds: readonly string[] = [];
  #sharedMessageCount = 0;
  #emptyBatchIds: string[] = [];
  #onTaken: IsolatedSet["onTaken"] = null;
  #isCut = false;
  #mayShare = true;
  #sharedCount = 0;
  #afterCommit: readonly AfterCommit[] = [];

  /** The rows that the set has taken so far, from which the runner finds the failing one. */
  readonly taken: RunRef[] = [];
  /** The source or row that is being read; null before and afterwards. */
  reading: string | null = null;

  constructor(held: HeldSet, deps: LaneDeps) {
    this.#held = held;
    this.#deps = deps;
    this.#newRuns = new NewRuns(deps);
  }

  /** Whether some of its runs share one decision. They are not in `taken`. */
  get isSharing(): boolean {
    return this.#newRuns.isSharing;
  }

  /** Works on all due sources of one lane; in an isolated set, on one source, and on each run by itself. */
  async run({ lane, due }: OwnedLane, budget: number, isolated?: IsolatedSet): Promise<SetOutcome> {
    this.#onTaken = isolated?.onTaken ?? null;
    this.#mayShare = !isolated;
    let isMore = false;
    const turn = isolated?.firstKind ?? 0;
    for (const source of [...DUE_SOURCES.slice(turn), ...DUE_SOURCES.slice(0, turn)]) {
      if (isolated && this.taken.length > 0) {
        isMore = true;
        continue;
      }
      this.reading = source.name;
      if (!source.isTakenTogether && !due.has(source.name)) continue;
      isMore = (await source.take(this.#taking(source.name, lane), budget)) || isMore;
    }
    await this.#moveAndWrite();
    return this.#outcome((_lane, isDueNow) => (isMore || this.#isCut || isDueNow ? "more" : "idle"));
  }

  /** The operations that a source may call on the set. */
  #taking(kind: string, lane: number): TakingSet {
    const { tx, environmentId, now, pace } = this.#held;
    const unit: LaneUnit = [environmentId, lane];
    const { resumed } = this.#deps;
    return {
      tx,
      unit,
      now: new Date(now),
      during: (read) => pace.during(read),
      took: (ids) => this.#take(ids.map((id): RunRef => ({ kind, id }))),
      begin: async (budget) => (await this.#reachNew(budget)).has(lane),
      resume: async (runs) => this.#add(await resumed.woken({ tx, unit, pace }, runs)),
      close: async (batches) => this.#add(await resumed.closing({ tx, unit, pace }, batches)),
      resumeAnswered: async (runs) => this.#add(await resumed.answered({ tx, unit, pace }, runs)),
    };
  }

  /** Starts new runs in several lanes, at most `budget` in each. Other work is left to single-lane sets. */
  async runTogether(budget: number): Promise<SetOutcome> {
    this.reading = dueFanouts.name;
    const unfinished = await this.#reachNew(budget);
    const cut = await this.#moveAndWrite();
    return this.#outcome(({ lane, due }, isDueNow) => {
      if (unfinished.has(lane) || cut.has(lane)) return "more";
      return due.size > 0 || isDueNow ? "alone" : "idle";
    });
  }

  #outcome(statusOf: (owned: OwnedLane, isDueNow: boolean) => LaneOutcome["status"]): SetOutcome {
    const { nextDueAt, dueNow } = this.#whatComesNext();
    const lanes = this.#held.owned.map((owned) => ({
      lane: owned.lane,
      status: statusOf(owned, dueNow.has(owned.lane)),
      nextDueAt: nextDueAt.get(owned.lane) ?? null,
    }));
    const { workedMs } = this.#held.pace;
    const [first] = this.taken;
    return {
      lanes,
      afterCommit: [...this.#afterCommit, ...this.#told()],
      wake: this.#newRuns.wake,
      made: this.#made,
      takenKind: first ? DUE_SOURCES.findIndex(({ name }) => name === first.kind) : null,
      movedCount: this.#woken.length + Math.ceil(this.#sharedCount / SHARED_PER_RUN),
      workedMs,
      isCut: this.#isCut,
    };
  }

  #told(): AfterCommit[] {
    const { environmentId, owned } = this.#held;
    const lane = owned[0]?.lane ?? 0;
    return toldRows(this.#deps, environmentId, () => ({
      woken: this.#woken,
      ended: [...this.#mergedIds, ...this.#orphans.map(({ id }) => id)].map((id) => ({ lane, id })),
      sharedRunCount: this.#sharedCount,
      sharedMessageCount: this.#sharedMessageCount,
      triggerIds: this.#changes.all.map(({ triggerId }) => triggerId),
    }));
  }

  /** Returns the lanes with possibly more recipients to reach. */
  async #reachNew(budget: number): Promise<ReadonlySet<number>> {
    const { tx, environmentId, owned, fanouts, now, pace } = this.#held;
    const lanes = owned.map(({ lane }) => lane);
    const decide = (fanout: FanoutRow): Promise<RunTask | null> =>
      this.#deps.decisions.of(tx, environmentId, { fanout, now });
    const request = { lanes, fanouts, budget, decide: this.#mayShare ? decide : null };
    const unfinished = await pace.during(this.#newRuns.reach(tx, environmentId, request));
    const wanted = this.#newRuns.reached;
    await this.#take(wanted.map(({ runId }): RunRef => ({ kind: dueFanouts.name, id: runId })));
    if (wanted.length === 0) return unfinished;
    const next = await pace.during(Promise.resolve(this.#held.people));
    const contexts = await pace.during(this.#deps.contextLoader.gather(tx, environmentId, wanted, next));
    for (const [index, its] of contexts.entries()) {
      const row = wanted[index];
      if (!row) continue;
      const task = newTask(its, now, row.through);
      this.#woken.push({ task, wake: { kind: "new" }, row, isNew: true, closes: null, requestId: null });
    }
    if (contexts.length < wanted.length) this.#isCut = true;
    return unfinished;
  }

  async #take(refs: readonly RunRef[]): Promise<void> {
    this.taken.push(...refs);
    if (refs.length > 0) await this.#onTaken?.(this.taken);
  }

  #add({ woken, orphans, emptyBatchIds, isCut }: Resumed): void {
    this.#woken.push(...woken);
    this.#orphans.push(...orphans);
    this.#emptyBatchIds.push(...emptyBatchIds);
    if (isCut) this.#isCut = true;
  }

  /** Returns the lanes with starting runs that were left to the next set. */
  async #moveAndWrite(): Promise<ReadonlySet<number>> {
    this.reading = null;
    const { effects, now, pace } = this.#held;
    const begun = await advance(this.#woken, { effects, now, pace, programs: this.#deps.programs });
    if (begun < this.#woken.length) this.#isCut = true;
    this.#woken = this.#woken.slice(0, begun);
    const begunIds = new Set(this.#woken.flatMap(({ task, isNew }) => (isNew ? [task.context.runId] : [])));
    const cut = this.#newRuns.settle(begunIds, this.#changes);
    await pace.during(this.#write());
    return cut;
  }

  async #write(): Promise<void> {
    const { tx, environmentId, owned, effects } = this.#held;
    tx.defer(tx.query(PLAN_AS_USUAL));
    const now = new Date(this.#held.now);
    const stored = this.#woken.map((woken) => storedRun(woken));
    for (const run of stored) this.#count(run);
    const fresh = stored.filter((run) => run.isNew);
    const known = stored.filter((run) => !run.isNew);
    const [first] = owned;
    const shared = this.#newRuns.shared;
    if (shared) await this.#writeShared(shared, now);
    await effects.write(this.#held.now);
    await this.#endOthers(now);
    const answered = this.#woken.flatMap(({ task, requestId: id }) => (id ? { lane: task.context.lane, id } : []));
    if (answered.length > 0) await this.#deps.requests.delete(tx, environmentId, answered);
    if (fresh.length > 0) tx.defer(this.#deps.writes.insertRuns(tx, environmentId, fresh, now));
    // Only sets of one lane take runs that are stored already.
    if (first && known.length > 0) tx.defer(this.#deps.writes.updateRuns(tx, [environmentId, first.lane], known, now));
    const requests = this.#newRequests();
    if (requests.length > 0) tx.defer(this.#deps.requests.insert(tx, environmentId, requests, now));
    tx.defer(this.#deps.writes.fanouts(tx, environmentId, this.#changes.all));
    await this.#send(shared);
    const counts = this.#tally.all;
    if (counts.length > 0) tx.defer(this.#deps.statistics.append(tx, environmentId, counts, now));
    if (requests.length > 0) this.#afterCommit = [...this.#afterCommit, this.#deps.onRequested];
  }

  #newRequests(): NewEffectRequest[] {
    return this.#woken.flatMap(({ task: { context, waitsForEffect } }): NewEffectRequest[] => {
      if (!waitsForEffect) return [];
      const { lane, runId, recipientKey } = context;
      return [
        {
          lane,
          id: this.#held.newUuid(),
          runId,
          recipientKey,
          kind: waitsForEffect.kind,
          request: waitsForEffect.body,
        },
      ];
    });
  }

  /** In a set of one lane: deletes closed batches, ends the runs that were merged, and fails runs that cannot resume. */
  async #endOthers(at: Date): Promise<void> {
    const { tx, environmentId, owned } = this.#held;
    const closes = this.#woken.flatMap((woken) => woken.closes ?? []);
    const batchIds = [...this.#emptyBatchIds, ...closes.map(({ batchId }) => batchId)];
    const mergedIds = closes.flatMap((each) => each.mergedIds);
    this.#mergedIds = mergedIds;
    const [first] = owned;
    if (!first) return;
    const unit: LaneUnit = [environmentId, first.lane];
    if (batchIds.length > 0) await this.#deps.writes.closeBatches(tx, unit, batchIds);
    if (mergedIds.length > 0) {
      for (const run of await this.#deps.writes.mergeRuns(tx, unit, mergedIds, at))
        this.#changes.of(unit[1], run.trigger_id, run.source).completed += 1;
    }
    if (this.#orphans.length === 0) return;
    const trace: TraceNote[] = [[at.getTime(), null, "run.failed", { reason: ORPHANED }]];
    const ids = this.#orphans.map(({ id }) => id);
    for (const run of await this.#deps.writes.failRuns(tx, unit, { ids, trace, at })) {
      this.#changes.of(unit[1], run.trigger_id, run.source).failed += 1;
      this.#made.failed += 1;
    }
  }

  async #writeShared({ task, source, recipients }: SharedRuns, at: Date): Promise<void> {
    const { tx, environmentId } = this.#held;
    const run = sharedStoredRun(task, source);
    for (const { lane, count } of await this.#deps.sharedRuns.insert(tx, environmentId, { run, recipients, at })) {
      const change = this.#changes.of(lane, run.triggerId, source);
      change.runs += count;
      change.completed += count;
      this.#sharedCount += count;
    }
    this.#made.runs += this.#sharedCount;
    this.#tally.addRun(run, this.#sharedCount);
  }

  async #send(shared: SharedRuns | null): Promise<void> {
    const { tx, environmentId, now } = this.#held;
    const tasks = this.#woken.map(({ task }) => task);
    const made = outgoingMessages(environmentId, now, tasks);
    this.#made.messages = made.messages.length;
    const all = shared ? withShared(made, { environmentId, now, shared }) : made;
    this.#sharedMessageCount = this.#sharedCount * (all.shared?.messages.length ?? 0);
    this.#made.messages += this.#sharedMessageCount;
    for (const message of made.messages) this.#tally.addMessage(message);
    for (const message of all.shared?.messages ?? []) this.#tally.addMessage(message, this.#sharedCount);
    this.#afterCommit = await this.#deps.messages.store(tx, all);
  }

  #count(run: ReturnType<typeof storedRun>): void {
    const change = this.#changes.of(run.lane, run.triggerId, run.source);
    if (run.isNew) {
      change.runs += 1;
      this.#made.runs += 1;
      this.#tally.addRun(run);
    }
    if (run.status === "COMPLETED") change.completed += 1;
    if (run.status === "FAILED") {
      change.failed += 1;
      this.#made.failed += 1;
    }
  }

  /** By lane: the next due time, and whether work is already due, for example after a full batch. */
  #whatComesNext(): { nextDueAt: Map<number, number>; dueNow: Set<number> } {
    const { environmentId, effects, now } = this.#held;
    const nextDueAt = new Map<number, number>();
    const dueNow = new Set<number>();
    const add = (lane: number, at: number): unknown =>
      nextDueAt.set(lane, Math.min(at, nextDueAt.get(lane) ?? Infinity));
    for (const { task } of this.#woken) if (task.dueAt !== null) add(task.context.lane, task.dueAt);
    for (const { recipientKey, at } of effects.due()) {
      const lane = laneOf(environmentId, recipientKey);
      add(lane, at);
      if (at <= now) dueNow.add(lane);
    }
    return { nextDueAt, dueNow };
  }
}
