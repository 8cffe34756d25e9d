import { badInput } from "../../../platform/errors/index.js";
import { groupBy } from "../../../platform/group-by.js";
import { parseLaneId } from "../../identifiers/index.js";
import type { Tx } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { publishLanes, type LaneUnit } from "../../lanes/index.js";
import type { Scope } from "../../requests/index.js";
import { CancelRepository, LaneClearing } from "../../triggers/index.js";
import type { RunFilter, RunKey, RunRepository, UnfinishedRun } from "../api/run.repository.js";
import { readFilter, type RunQuery } from "../api/run.service.js";
import { RunChangesRepository, type RunPlace } from "./run-changes.repository.js";

export type RunAction = "CANCEL" | "WAKE";

/** Selects unfinished runs, by either `filter` or `ids`. */
export interface ChangeRunsCommand {
  action: RunAction;
  filter?: RunQuery | null;
  ids?: readonly string[] | null;
  isDryRun: boolean;
}

export interface ChangedRuns {
  changedCount: number;
  /** Matches that this call did not come to. */
  remainingCount: number;
}

const IDS_MAX = 100;
/** Runs of one selection, and of one call. A call with more matches says so, and the caller repeats the call. */
const SLICE = 1000;
const CALL_MAX = 20_000;
/** Matches that are counted at most. */
export const COUNT_MAX = 100_000;

/** Ends unfinished runs, or lets them go on, in slices that commit one by one. */
export class RunChanges {
  readonly #runtime: Runtime;
  readonly #runs: RunRepository;
  readonly #cancels = new CancelRepository();
  readonly #changes = new RunChangesRepository();
  readonly #clearing: LaneClearing;

  constructor(runtime: Runtime, runs: RunRepository) {
    this.#runtime = runtime;
    this.#runs = runs;
    this.#clearing = new LaneClearing(runtime);
  }

  async change(scope: Scope, command: ChangeRunsCommand): Promise<ChangedRuns> {
    const { action, filter: query, ids, isDryRun } = command;
    if ((query == null) === (ids == null)) {
      const message = "Say which runs, by `filter` or by `ids`; an empty filter means all.";
      throw badInput([{ path: [], code: "one_of", message }]);
    }
    if (ids && ids.length > IDS_MAX) {
      throw badInput([{ path: ["ids"], code: "too_many", message: `At most ${IDS_MAX} ids.` }]);
    }
    if (ids) return this.#changeNamed(scope, { action, isDryRun, ids });
    const filter = this.#filterOf(action, query ?? {});
    return filter === null
      ? { changedCount: 0, remainingCount: 0 }
      : this.#changeMatching(scope, { action, isDryRun, filter });
  }

  /** Ends all unfinished runs of a workflow that was archived. */
  async endAll(scope: Scope, workflowId: number): Promise<number> {
    const base = this.#filterOf("CANCEL", {});
    const filter = base && { ...base, workflowId };
    let ended = 0;
    while (filter) {
      const { changedCount, remainingCount } = await this.#changeMatching(scope, {
        action: "CANCEL",
        isDryRun: false,
        filter,
      });
      ended += changedCount;
      if (changedCount === 0 || remainingCount === 0) break;
    }
    return ended;
  }

  /** Unfinished runs only; those that can be woken wait for a time to come or a batch. */
  #filterOf(action: RunAction, query: RunQuery): RunFilter | null {
    const filter = readFilter(query);
    const possible = action === "WAKE" ? (["WAITING"] as const) : (["PENDING", "WAITING"] as const);
    const statuses = possible.filter((status) => filter?.statuses?.includes(status) ?? true);
    if (filter === null || statuses.length === 0) return null;
    return { ...filter, statuses, wakeableAt: action === "WAKE" ? new Date(this.#runtime.clock.now()) : null };
  }

  async #changeNamed(
    { environmentId }: Scope,
    { action, isDryRun, ids }: { action: RunAction; isDryRun: boolean; ids: readonly string[] },
  ): Promise<ChangedRuns> {
    const keys = ids.map((id) => parseLaneId("run", id)).filter((key) => key !== null);
    const now = this.#runtime.clock.now();
    const rows = await this.#runs.byIds(this.#runtime.database, environmentId, keys);
    const meant = rows.filter(({ status, due_at: dueAt, waits_in_batch: waitsInBatch }) => {
      if (action === "CANCEL") return status === "PENDING" || status === "WAITING";
      return status === "WAITING" && (waitsInBatch || (dueAt !== null && dueAt.getTime() > now));
    });
    const changedCount = isDryRun ? meant.length : await this.#apply(environmentId, action, meant);
    return { changedCount, remainingCount: 0 };
  }

  async #changeMatching(
    { environmentId }: Scope,
    { action, isDryRun, filter }: { action: RunAction; isDryRun: boolean; filter: RunFilter },
  ): Promise<ChangedRuns> {
    const { database } = this.#runtime;
    const count = (): Promise<number> => this.#runs.countUnfinished(database, environmentId, filter, COUNT_MAX);
    if (isDryRun) return { changedCount: await count(), remainingCount: 0 };
    let [changedCount, seen] = [0, 0];
    let after: RunKey | null = null;
    while (seen < CALL_MAX) {
      const page = { size: SLICE, isBackward: false, after, before: null };
      const found: UnfinishedRun[] = await this.#runs.unfinished(database, environmentId, filter, page);
      const rows = found.slice(0, SLICE);
      changedCount += await this.#apply(environmentId, action, rows);
      seen += rows.length;
      const last = rows.at(-1);
      if (!last || found.length <= SLICE) return { changedCount, remainingCount: 0 };
      after = [last.trigger_seq, last.created_at.toISOString(), last.id];
    }
    return { changedCount, remainingCount: await count() };
  }

  /** In lanes that are owned, so that no worker moves the runs meanwhile; what has moved since is left as it is. */
  async #apply(environmentId: number, action: RunAction, runs: readonly RunPlace[]): Promise<number> {
    if (runs.length === 0) return 0;
    const byLane = groupBy(runs, ({ lane }) => lane);
    const lanes = [...byLane].sort(([a], [b]) => a - b).map(([lane, its]) => ({ lane, unfinished: its.length }));
    const at = new Date(this.#runtime.clock.now());
    const count = await this.#clearing.clear(environmentId, lanes, (tx, owned) => {
      const these = owned.flatMap((lane) => byLane.get(lane) ?? []);
      return action === "CANCEL" ? this.#end(tx, environmentId, these, at) : this.#wake(tx, environmentId, these, at);
    });
    if (action === "WAKE")
      publishLanes(
        this.#runtime,
        lanes.map(({ lane }): LaneUnit => [environmentId, lane]),
      );
    return count;
  }

  async #end(tx: Tx, environmentId: number, runs: readonly RunPlace[], at: Date): Promise<number> {
    const ended = await this.#cancels.endByIds(tx, environmentId, runs, at);
    await this.#cancels.settle(tx, environmentId, ended);
    return ended.length;
  }

  async #wake(tx: Tx, environmentId: number, runs: readonly RunPlace[], at: Date): Promise<number> {
    const woken = await this.#changes.wake(tx, environmentId, runs, at);
    return woken + (await this.#changes.closeBatches(tx, environmentId, runs, at));
  }
}
