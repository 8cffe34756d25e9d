import type { JsonObject } from "../../platform/json.js";
import { laneOf } from "../../platform/ids/index.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { ContentStore, FeedHint, FeedWriter } from "../feeds/index.js";
import type { LaneUnit } from "../triggers/index.js";
import type { WorkflowVersions } from "../workflows/index.js";
import type { CompiledWorkflow } from "../workflows/pure.js";
import { actorKeysOf, closeBatch, renderOptions, summarise } from "./close-batch.js";
import type { Books } from "./engine/books.js";
import { advance, type Wake } from "./engine/executor.js";
import type { BatchSummary, RunFacts, RunState, RunTask } from "./engine/types.js";
import type { FactsService, FactsWanted } from "./facts.service.js";
import { FanoutChanges } from "./fanout-changes.js";
import type { CarefulSet } from "./lane-care.js";
import { isOpen, type LanePagesService, type Reached } from "./lane-pages.service.js";
import type { LaneRepository, OwnedLane } from "./lane.repository.js";
import type { BatchItemRow, DueBatchRow, FanoutRow, RunRow, StoredRun } from "./lane-rows.js";
import type { LaneWritesRepository } from "./lane-writes.repository.js";
import { outgoingMessages } from "./outgoing-messages.js";
import { PageTurns } from "./page-turns.js";
import { newTask, resumedTask } from "./run-task.js";
import { isPassing, SetError, type RunRef } from "./set-error.js";

export interface LaneDeps {
  lanes: LaneRepository;
  writes: LaneWritesRepository;
  pages: LanePagesService;
  facts: FactsService;
  workflows: WorkflowVersions;
  feedWriter: FeedWriter;
  contents: ContentStore;
}

/** What one set came to. */
export interface SetOutcome {
  lanes: LaneOutcome[];
  hints: FeedHint[];
  /** Lanes that have work now because of this set. */
  ring: LaneUnit[];
  made: SetCounts;
}

/** What a set came to in one of its lanes. */
export interface LaneOutcome {
  lane: number;
  /** `busy`: another worker owns the lane. `more`: there may be more to do; `alone`: by a set in no other lane. */
  status: "busy" | "more" | "alone" | "idle";
  /** The next moment at which something made by this set is due. */
  nextDueAt: number | null;
}

/** What a set brought about, committed. */
export interface SetCounts {
  /** Runs begun. */
  runs: number;
  /** Runs that ended for good because of their own failure. */
  failed: number;
  messages: number;
}

interface Woken {
  task: RunTask;
  wake: Wake;
  row: { source: string; data: JsonObject | null; subscription: JsonObject | null };
  isNew: boolean;
}

const NEW: Wake = { kind: "new" };

const FANOUTS_PER_SET = 50;
export const NOTHING_MADE: SetCounts = { runs: 0, failed: 0, messages: 0 };

/** One set while it is worked on. */
export class LaneSet {
  readonly #woken: Woken[] = [];
  readonly #changes = new FanoutChanges();
  readonly #ring: LaneUnit[] = [];
  readonly #made: SetCounts = { ...NOTHING_MADE };
  #onTaken: CarefulSet["onTaken"] = null;

  /** What the set has taken so far: for whoever must know whom it failed on. */
  readonly taken: RunRef[] = [];

  private readonly tx: Tx;
  private readonly environmentId: number;
  private readonly owned: readonly OwnedLane[];
  private readonly now: number;

  constructor(
    held: { tx: Tx; environmentId: number; owned: readonly OwnedLane[]; now: number },
    private readonly deps: LaneDeps,
    private readonly books: Books,
  ) {
    this.tx = held.tx;
    this.environmentId = held.environmentId;
    this.owned = held.owned;
    this.now = held.now;
  }

  /** Whatever there is to do in one lane; of a careful set, runs of one kind. */
  async run({ lane, runs, batches }: OwnedLane, budget: number, careful?: CarefulSet): Promise<SetOutcome> {
    const unit: LaneUnit = [this.environmentId, lane];
    this.#onTaken = careful?.onTaken ?? null;
    let isMore = false;
    const kinds = [
      async () => (await this.#reachNew(budget)).has(lane),
      async () => runs && (await this.#wakeDue(unit, budget)) >= budget,
      async () => batches && (await this.#closeBatches(unit, budget)) > 0,
    ];
    const turn = careful?.turn ?? 0;
    for (const take of [...kinds.slice(turn), ...kinds.slice(0, turn)]) {
      if (careful && this.taken.length > 0) isMore = true;
      else isMore = (await take()) || isMore;
    }
    await advance(this.#woken, this.books, this.now);
    const hints = await this.#write();
    return this.#outcome(hints, (_lane, hasFullBatch) => (isMore || hasFullBatch ? "more" : "idle"));
  }

  /** What begins in several lanes, so much in each; what goes on or closes is left to sets of one lane. */
  async runTogether(budget: number): Promise<SetOutcome> {
    const unfinished = await this.#reachNew(budget);
    await advance(this.#woken, this.books, this.now);
    const hints = await this.#write();
    return this.#outcome(hints, ({ lane, runs, batches }, hasFullBatch) => {
      if (unfinished.has(lane)) return "more";
      return runs || batches || hasFullBatch ? "alone" : "idle";
    });
  }

  #outcome(
    hints: FeedHint[],
    statusOf: (owned: OwnedLane, hasFullBatch: boolean) => LaneOutcome["status"],
  ): SetOutcome {
    const { nextDueAt, full } = this.#whatComesNext();
    const lanes = this.owned.map((owned) => ({
      lane: owned.lane,
      status: statusOf(owned, full.has(owned.lane)),
      nextDueAt: nextDueAt.get(owned.lane) ?? null,
    }));
    return { lanes, hints, ring: this.#ring, made: this.#made };
  }

  /** Takes pages of fan-outs, so many recipients a lane at most. Answers the lanes where there may be more of them. */
  async #reachNew(budget: number): Promise<ReadonlySet<number>> {
    const lanes = this.owned.map(({ lane }) => lane);
    const fanouts = await this.deps.lanes.fanouts(this.tx, this.environmentId, lanes, FANOUTS_PER_SET);
    const turns = new PageTurns(lanes, fanouts, { budget, limit: FANOUTS_PER_SET });
    const wanted = new Map<string, Reached>();
    for (let turn = turns.next(); turn.length > 0; turn = turns.next()) {
      for (const { fanout } of turn) if (isOpen(fanout)) await this.#checkReadable(fanout);
      const pages = await this.deps.pages.pages(this.tx, this.environmentId, turn);
      for (const { fanout, reached, progress, expandedLanes } of pages) {
        // One recipient may be reached in two ways: the first counts.
        for (const each of reached) if (!wanted.has(each.runId)) wanted.set(each.runId, each);
        turns.took(fanout, { reached: reached.length, isDone: progress.isDone });
        this.#changes.of(fanout.lane, fanout.trigger_id, fanout.source).progress = progress;
        this.#ring.push(...expandedLanes.map((lane): LaneUnit => [this.environmentId, lane]));
      }
    }
    await this.#begin([...wanted.values()]);
    return turns.unfinished;
  }

  async #begin(wanted: readonly Reached[]): Promise<void> {
    await this.#take(wanted.map(({ runId }): RunRef => ({ kind: "new", id: runId })));
    if (wanted.length === 0) return;
    const facts = await this.deps.facts.gather(this.tx, this.environmentId, wanted);
    for (const [index, each] of wanted.entries()) {
      const its = facts[index];
      if (its) this.#woken.push({ task: newTask(its, this.now, each.source), wake: NEW, row: each, isNew: true });
    }
  }

  async #take(refs: readonly RunRef[]): Promise<void> {
    this.taken.push(...refs);
    if (refs.length > 0) await this.#onTaken?.(this.taken);
  }

  /** What a trigger was accepted with may not be readable to a later release: then none of its runs can begin. */
  async #checkReadable({ trigger }: FanoutRow): Promise<void> {
    try {
      await this.deps.workflows.compiledVersion(this.environmentId, trigger.version_id);
    } catch (error) {
      if (isPassing(error)) throw error;
      throw new SetError(error, [{ kind: "trigger", id: trigger.id }]);
    }
  }

  async #wakeDue(unit: LaneUnit, budget: number): Promise<number> {
    const rows = await this.deps.lanes.dueRuns(this.tx, unit, new Date(this.now), budget);
    await this.#take(rows.map(({ id }): RunRef => ({ kind: "waiting", id })));
    await this.#resume(
      unit,
      rows.map((row) => ({ row, versionId: row.version_id, wake: { kind: "woken" } })),
    );
    return rows.length;
  }

  /** The first run of each closing batch that was not cancelled goes on for all; without one, nobody does. */
  async #closeBatches(unit: LaneUnit, budget: number): Promise<number> {
    const batches = await this.deps.lanes.dueBatches(this.tx, unit, new Date(this.now), Math.min(budget, 50));
    await this.#take(batches.map(({ id }): RunRef => ({ kind: "batch", id })));
    const resumed: { row: RunRow; versionId: number; wake: Wake }[] = [];
    for (const batch of batches) {
      const carried = await this.#closeOne(unit, batch);
      if (carried) resumed.push(carried);
    }
    if (batches.length > 0)
      await this.deps.writes.closeBatches(
        this.tx,
        unit,
        batches.map((batch) => batch.id),
      );
    await this.#resume(unit, resumed);
    return batches.length;
  }

  async #closeOne(unit: LaneUnit, batch: DueBatchRow): Promise<{ row: RunRow; versionId: number; wake: Wake } | null> {
    const items = await this.deps.lanes.items(this.tx, unit, batch.id);
    const rows = new Map((await this.deps.lanes.runsInBatch(this.tx, unit, batch.id)).map((row) => [row.id, row]));
    const closed = closeBatch(items, (runId) => rows.has(runId));
    const row = closed && rows.get(closed.carrierId);
    if (!row) return null;
    for (const run of await this.deps.writes.mergeRuns(this.tx, unit, closed.mergedIds, new Date(this.now))) {
      this.#changes.of(unit[1], run.trigger_id, run.source).completed += 1;
    }
    const version = await this.deps.workflows.versionForBatch(unit[0], batch);
    const summary = await this.#summary({ id: batch.id, stepRef: batch.step_ref }, closed.items, version);
    return { row, versionId: version.versionId, wake: { kind: "batchClosed", summary } };
  }

  async #summary(
    batch: { id: string; stepRef: string },
    items: readonly BatchItemRow[],
    version: CompiledWorkflow,
  ): Promise<BatchSummary> {
    const actors = await this.deps.facts.views(this.tx, this.environmentId, actorKeysOf(items));
    const options = renderOptions(version.steps.get(batch.stepRef));
    return summarise(batch, items, { ...options, actorOf: (key) => actors.get(key) ?? null });
  }

  async #resume(unit: LaneUnit, resumed: readonly { row: RunRow; versionId: number; wake: Wake }[]): Promise<void> {
    if (resumed.length === 0) return;
    const triggers = await this.deps.lanes.triggers(
      this.tx,
      unit[0],
      resumed.map(({ row }) => row.trigger_id),
    );
    const wanted: FactsWanted[] = [];
    const kept: (typeof resumed)[number][] = [];
    for (const each of resumed) {
      const trigger = triggers.get(each.row.trigger_id);
      if (!trigger) continue;
      const { row, versionId } = each;
      wanted.push({
        runId: row.id,
        recipientKey: row.recipient_key,
        trigger,
        versionId,
        data: row.data,
        subscription: row.subscription,
      });
      kept.push(each);
    }
    const facts = await this.deps.facts.gather(this.tx, unit[0], wanted);
    const statuses = await this.#statuses(
      unit,
      kept.map(({ row }) => row).filter((row) => row.state.messageCount > 0),
    );
    for (const [index, { row, wake }] of kept.entries()) {
      const its = facts[index];
      if (!its) continue;
      const task = resumedTask(its, row.state, statuses.get(row.id) ?? {});
      this.#woken.push({ task, wake, row, isNew: false });
      if (wake.kind === "woken" && row.state.batchId) task.batch = await this.#reload(unit, row.state, its);
    }
  }

  /** A run that waits again after its batch closed sees the same activities when it goes on. */
  async #reload(unit: LaneUnit, state: RunState, facts: RunFacts): Promise<BatchSummary> {
    const batch = { id: state.batchId ?? "", stepRef: state.batchRef ?? "" };
    return this.#summary(batch, await this.deps.lanes.items(this.tx, unit, batch.id), facts.workflow);
  }

  async #statuses(unit: LaneUnit, rows: readonly RunRow[]): Promise<Map<string, JsonObject>> {
    const found = new Map<string, JsonObject>();
    if (rows.length === 0) return found;
    for (const row of await this.deps.lanes.statuses(
      this.tx,
      unit,
      rows.map((each) => each.id),
    )) {
      const refs = found.get(row.run_id) ?? {};
      refs[row.step_ref] = { delivery_status: row.delivery, engagement_status: row.engagement };
      found.set(row.run_id, refs);
    }
    return found;
  }

  async #write(): Promise<FeedHint[]> {
    const now = new Date(this.now);
    const stored = this.#woken.map((woken) => storedRun(woken));
    for (const run of stored) this.#count(run);
    const fresh = stored.filter((run) => run.isNew);
    const known = stored.filter((run) => !run.isNew);
    await this.deps.writes.books(this.tx, this.environmentId, this.books, now);
    if (fresh.length > 0) await this.deps.writes.insertRuns(this.tx, this.environmentId, fresh, now);
    if (known.length > 0) await this.deps.writes.updateRuns(this.tx, this.environmentId, known, now);
    await this.deps.writes.fanouts(this.tx, this.environmentId, this.#changes.all);
    return this.#send();
  }

  async #send(): Promise<FeedHint[]> {
    const tasks = this.#woken.map(({ task }) => task);
    const { messages, contents } = outgoingMessages(this.environmentId, this.now, tasks);
    this.#made.messages = messages.length;
    if (messages.length === 0) return [];
    await this.deps.contents.ensure(contents);
    return this.deps.feedWriter.insert(this.tx, messages);
  }

  #count(run: StoredRun): void {
    const change = this.#changes.of(run.lane, run.triggerId, run.source);
    if (run.isNew) {
      change.runs += 1;
      this.#made.runs += 1;
    }
    if (run.status === "COMPLETED") change.completed += 1;
    if (run.status === "FAILED") {
      change.failed += 1;
      this.#made.failed += 1;
    }
  }

  /** By lane: when something is due, and whether a batch is full already. */
  #whatComesNext(): { nextDueAt: Map<number, number>; full: Set<number> } {
    const nextDueAt = new Map<number, number>();
    const full = new Set<number>();
    const add = (lane: number, at: number): unknown =>
      nextDueAt.set(lane, Math.min(at, nextDueAt.get(lane) ?? Infinity));
    for (const { task } of this.#woken) if (task.dueAt !== null) add(task.facts.lane, task.dueAt);
    for (const { recipientKey, closesAt } of this.books.changedBatches) {
      const lane = laneOf(this.environmentId, recipientKey);
      add(lane, closesAt);
      if (closesAt <= this.now) full.add(lane);
    }
    return { nextDueAt, full };
  }
}

function storedRun({ task, row, isNew }: Woken): StoredRun {
  const { facts } = task;
  const isWaiting = task.status === "WAITING";
  return {
    lane: facts.lane,
    id: facts.runId,
    triggerId: facts.trigger.id,
    triggerSeq: facts.trigger.seq,
    source: row.source,
    workflowId: facts.workflow.workflowId,
    versionId: facts.workflow.versionId,
    recipientKey: facts.recipientKey,
    status: task.status,
    dueAt: task.dueAt,
    batchId: task.waitsInBatch,
    state: isWaiting ? task.state : null,
    data: isWaiting ? row.data : null,
    subscription: isWaiting ? row.subscription : null,
    trace: task.trace,
    isNew,
  };
}
