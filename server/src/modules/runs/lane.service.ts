import type { JsonObject } from "../../platform/json.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { ContentStore, FeedHint, FeedWriter } from "../feeds/index.js";
import type { LaneUnit } from "../triggers/index.js";
import type { WorkflowVersions } from "../workflows/index.js";
import type { CompiledWorkflow } from "../workflows/pure.js";
import { laneBookSource } from "./book-source.repository.js";
import { actorKeysOf, closeBatch, renderOptions, summarise } from "./close-batch.js";
import { Books } from "./engine/books.js";
import { advance, type Wake } from "./engine/executor.js";
import type { BatchSummary, RunFacts, RunState, RunTask } from "./engine/types.js";
import type { FactsService, FactsWanted } from "./facts.service.js";
import type { LanePagesService } from "./lane-pages.service.js";
import type { LaneRepository } from "./lane.repository.js";
import type { BatchItemRow, DueBatchRow, FanoutRow, RunRow, StoredRun } from "./lane-rows.js";
import type { FanoutChange, LaneWritesRepository } from "./lane-writes.repository.js";
import { outgoingMessages } from "./outgoing-messages.js";
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
  /** `busy`: another worker owns the lane. `more`: there may be more to do. */
  status: "busy" | "more" | "idle";
  hints: FeedHint[];
  /** Lanes that have work now because of this set. */
  ring: LaneUnit[];
  /** The next moment at which something made by this set is due. */
  nextDueAt: number | null;
  made: SetCounts;
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
  row: { source: string; data: JsonObject | null; subscription: JsonObject | null; isNew: boolean };
}

const FANOUTS_PER_SET = 50;
const NOTHING_MADE: SetCounts = { runs: 0, failed: 0, messages: 0 };

/** Does one set of work in one lane, in one short transaction. */
export class LaneService {
  readonly #runtime: Runtime;
  readonly #deps: LaneDeps;

  constructor(runtime: Runtime, deps: LaneDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Throws a `SetError` that says which runs the set had taken when it failed. */
  async work(unit: LaneUnit, budget: number): Promise<SetOutcome> {
    let set: LaneSet | null = null;
    try {
      return await this.#runtime.database.transaction(async (tx) => {
        const now = this.#runtime.clock.now();
        const due = await this.#deps.lanes.tryLock(tx, unit, new Date(now));
        if (!due) return { status: "busy", hints: [], ring: [], nextDueAt: null, made: NOTHING_MADE };
        const books = new Books(laneBookSource(tx, unit, () => this.#runtime.newUuid()));
        set = new LaneSet({ tx, unit, now }, this.#deps, books);
        return set.run(budget, due);
      });
    } catch (error) {
      throw asSetError(error, set);
    }
  }
}

function asSetError(error: unknown, set: LaneSet | null): SetError {
  return error instanceof SetError ? error : new SetError(error, set?.taken ?? []);
}

/** One set while it is worked on. */
class LaneSet {
  readonly #woken: Woken[] = [];
  readonly #changes = new Map<string, FanoutChange>();
  readonly #ring: LaneUnit[] = [];
  readonly #made: SetCounts = { ...NOTHING_MADE };

  private readonly tx: Tx;
  private readonly unit: LaneUnit;
  private readonly now: number;

  constructor(
    held: { tx: Tx; unit: LaneUnit; now: number },
    private readonly deps: LaneDeps,
    private readonly books: Books,
  ) {
    this.tx = held.tx;
    this.unit = held.unit;
    this.now = held.now;
  }

  /** What the set has taken so far: for whoever must know whom it failed on. */
  readonly taken: RunRef[] = [];

  async run(budget: number, kinds: { runs: boolean; batches: boolean }): Promise<SetOutcome> {
    const reached = await this.#reachNew(budget);
    // A set of one takes one, of whatever kind.
    const isFull = (): boolean => budget === 1 && this.taken.length > 0;
    const due = kinds.runs && !isFull() ? await this.#wakeDue(budget) : 0;
    const closed = kinds.batches && !isFull() ? await this.#closeBatches(budget) : 0;
    await advance(this.#woken, this.books, this.now);
    const hints = await this.#write();
    const hasFullBatch = [...this.books.changedBatches].some((batch) => batch.closesAt <= this.now);
    const isMore =
      isFull() || reached >= budget || due >= budget || closed > 0 || hasFullBatch || this.#hasUnfinishedPage();
    return {
      status: isMore ? "more" : "idle",
      hints,
      ring: this.#ring,
      nextDueAt: this.#nextDueAt(),
      made: this.#made,
    };
  }

  async #reachNew(budget: number): Promise<number> {
    const fanouts = await this.deps.lanes.fanouts(this.tx, this.unit, FANOUTS_PER_SET);
    const wanted: (FactsWanted & { source: string })[] = [];
    for (const fanout of fanouts) {
      const left = budget - wanted.length;
      if (left <= 0) break;
      await this.#checkReadable(fanout);
      const page = await this.deps.pages.page(this.tx, this.unit, fanout, left);
      wanted.push(...page.reached);
      this.#change(fanout.trigger_id, fanout.source).progress = page.progress;
      this.#ring.push(...page.expandedLanes.map((lane): LaneUnit => [this.unit[0], lane]));
    }
    this.taken.push(...wanted.map(({ runId }): RunRef => ({ kind: "new", id: runId })));
    if (wanted.length > 0) {
      const facts = await this.deps.facts.gather(this.tx, this.unit[0], wanted);
      for (const [index, each] of wanted.entries()) {
        const its = facts[index];
        if (its) this.#wake(its, { kind: "new" }, { ...each, state: null, statuses: {} });
      }
    }
    return fanouts.length === FANOUTS_PER_SET ? budget : wanted.length;
  }

  /** What a trigger was accepted with may not be readable to a later release: then none of its runs can begin. */
  async #checkReadable({ trigger }: FanoutRow): Promise<void> {
    try {
      await this.deps.workflows.compiledVersion(this.unit[0], trigger.version_id);
    } catch (error) {
      if (isPassing(error)) throw error;
      throw new SetError(error, [{ kind: "trigger", id: trigger.id }]);
    }
  }

  async #wakeDue(budget: number): Promise<number> {
    const rows = await this.deps.lanes.dueRuns(this.tx, this.unit, new Date(this.now), budget);
    this.taken.push(...rows.map(({ id }): RunRef => ({ kind: "waiting", id })));
    await this.#resume(rows.map((row) => ({ row, versionId: row.version_id, wake: { kind: "woken" } })));
    return rows.length;
  }

  /** The first run of each closing batch that was not cancelled goes on for all; without one, nobody does. */
  async #closeBatches(budget: number): Promise<number> {
    const batches = await this.deps.lanes.dueBatches(this.tx, this.unit, new Date(this.now), Math.min(budget, 50));
    this.taken.push(...batches.map(({ id }): RunRef => ({ kind: "batch", id })));
    const resumed: { row: RunRow; versionId: number; wake: Wake }[] = [];
    for (const batch of batches) {
      const carried = await this.#closeOne(batch);
      if (carried) resumed.push(carried);
    }
    if (batches.length > 0)
      await this.deps.writes.closeBatches(
        this.tx,
        this.unit,
        batches.map((batch) => batch.id),
      );
    await this.#resume(resumed);
    return batches.length;
  }

  async #closeOne(batch: DueBatchRow): Promise<{ row: RunRow; versionId: number; wake: Wake } | null> {
    const items = await this.deps.lanes.items(this.tx, this.unit, batch.id);
    const rows = new Map((await this.deps.lanes.runsInBatch(this.tx, this.unit, batch.id)).map((row) => [row.id, row]));
    const closed = closeBatch(items, (runId) => rows.has(runId));
    const row = closed && rows.get(closed.carrierId);
    if (!row) return null;
    for (const run of await this.deps.writes.mergeRuns(this.tx, this.unit, closed.mergedIds, new Date(this.now))) {
      this.#change(run.trigger_id, run.source).completed += 1;
    }
    const version = await this.deps.workflows.versionForBatch(this.unit[0], batch);
    const summary = await this.#summary({ id: batch.id, stepRef: batch.step_ref }, closed.items, version);
    return { row, versionId: version.versionId, wake: { kind: "batchClosed", summary } };
  }

  async #summary(
    batch: { id: string; stepRef: string },
    items: readonly BatchItemRow[],
    version: CompiledWorkflow,
  ): Promise<BatchSummary> {
    const actors = await this.deps.facts.views(this.tx, this.unit[0], actorKeysOf(items));
    const options = renderOptions(version.steps.get(batch.stepRef));
    return summarise(batch, items, { ...options, actorOf: (key) => actors.get(key) ?? null });
  }

  async #resume(resumed: readonly { row: RunRow; versionId: number; wake: Wake }[]): Promise<void> {
    if (resumed.length === 0) return;
    const triggers = await this.deps.lanes.triggers(
      this.tx,
      this.unit[0],
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
    const facts = await this.deps.facts.gather(this.tx, this.unit[0], wanted);
    const statuses = await this.#statuses(kept.map(({ row }) => row).filter((row) => row.state.messageCount > 0));
    for (const [index, { row, wake }] of kept.entries()) {
      const its = facts[index];
      if (!its) continue;
      const task = this.#wake(its, wake, {
        source: row.source,
        data: row.data,
        subscription: row.subscription,
        state: row.state,
        statuses: statuses.get(row.id) ?? {},
      });
      if (wake.kind === "woken" && row.state.batchId) task.batch = await this.#reload(row.state, its);
    }
  }

  /** A run that waits again after its batch closed sees the same activities when it goes on. */
  async #reload(state: RunState, facts: RunFacts): Promise<BatchSummary> {
    const batch = { id: state.batchId ?? "", stepRef: state.batchRef ?? "" };
    return this.#summary(batch, await this.deps.lanes.items(this.tx, this.unit, batch.id), facts.workflow);
  }

  async #statuses(rows: readonly RunRow[]): Promise<Map<string, JsonObject>> {
    const found = new Map<string, JsonObject>();
    if (rows.length === 0) return found;
    for (const row of await this.deps.lanes.statuses(
      this.tx,
      this.unit,
      rows.map((each) => each.id),
    )) {
      const refs = found.get(row.run_id) ?? {};
      refs[row.step_ref] = { delivery_status: row.delivery, engagement_status: row.engagement };
      found.set(row.run_id, refs);
    }
    return found;
  }

  #wake(
    facts: RunFacts,
    wake: Wake,
    row: Omit<Woken["row"], "isNew"> & { state: RunState | null; statuses: JsonObject },
  ): RunTask {
    const { state, statuses, ...rest } = row;
    const task = state ? resumedTask(facts, state, statuses) : newTask(facts, this.now, row.source);
    this.#woken.push({ task, wake, row: { ...rest, isNew: state === null } });
    return task;
  }

  async #write(): Promise<FeedHint[]> {
    const now = new Date(this.now);
    const stored = this.#woken.map((woken) => storedRun(woken));
    for (const run of stored) this.#count(run);
    const fresh = stored.filter((run) => run.isNew);
    const known = stored.filter((run) => !run.isNew);
    await this.deps.writes.books(this.tx, this.unit, this.books, now);
    if (fresh.length > 0) await this.deps.writes.insertRuns(this.tx, this.unit, fresh, now);
    if (known.length > 0) await this.deps.writes.updateRuns(this.tx, this.unit, known, now);
    if (this.#changes.size > 0) await this.deps.writes.fanouts(this.tx, this.unit, [...this.#changes.values()]);
    return this.#send();
  }

  async #send(): Promise<FeedHint[]> {
    const tasks = this.#woken.map(({ task }) => task);
    const { messages, contents } = outgoingMessages(this.unit, this.now, tasks);
    this.#made.messages = messages.length;
    if (messages.length === 0) return [];
    await this.deps.contents.ensure(contents);
    return this.deps.feedWriter.insert(this.tx, messages);
  }

  #count(run: StoredRun): void {
    const change = this.#change(run.triggerId, run.source);
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

  #change(triggerId: string, source: string): FanoutChange {
    const name = `${triggerId}/${source}`;
    const change = this.#changes.get(name) ?? { triggerId, source, runs: 0, completed: 0, failed: 0, progress: null };
    this.#changes.set(name, change);
    return change;
  }

  #hasUnfinishedPage(): boolean {
    return [...this.#changes.values()].some((change) => change.progress?.isDone === false);
  }

  #nextDueAt(): number | null {
    const times = [
      ...this.#woken.map(({ task }) => task.dueAt).filter((at) => at !== null),
      ...[...this.books.changedBatches].map((batch) => batch.closesAt),
    ];
    return times.length > 0 ? Math.min(...times) : null;
  }
}

function storedRun({ task, row }: Woken): StoredRun {
  const { facts } = task;
  const isWaiting = task.status === "WAITING";
  return {
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
    isNew: row.isNew,
  };
}
