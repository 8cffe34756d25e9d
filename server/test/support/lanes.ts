import { DueLanesRepository } from "../../src/modules/runs/due/due-lanes.repository.js";
import type { JsonObject } from "../../src/platform/json.js";
import type { ModuleOptions } from "../../src/app/composition/modules.js";
import { createModuleApi, type ModuleApi } from "./module-api.js";

/** The modules on a real database with a clock that does not move: work is done when a test says so. */
export interface LaneApi extends ModuleApi {
  /** Does all due work, lane by lane, set by set. */
  settle(): Promise<void>;
  /** Moves the clock to the end of the story, and does the work of each due time on the way. */
  settleUntil(atMs: number): Promise<void>;
  /** The next due time; infinity if nothing waits for a time. */
  nextDueAt(): Promise<number>;
  /** Stores and commits a workflow. */
  commit(document: object): Promise<void>;
  /** Sends a query and returns the data. An error fails the test. */
  get(source: string, variables?: object): Promise<JsonObject>;
}

const BUDGET = 500;

export async function createLaneApi(options: ModuleOptions = {}): Promise<LaneApi> {
  const api = await createModuleApi(options);
  const { runtime, modules, db } = api;
  const lanes = new DueLanesRepository();

  const get: LaneApi["get"] = async (source, variables) => {
    const { data, errors } = await api.ask(source, variables);
    if (errors.length > 0) throw new Error(errors.join("; "));
    return data;
  };
  const settle = async (): Promise<void> => {
    for (;;) {
      const due = await lanes.due(db.database, new Date(runtime.clock.now()));
      if (due.length === 0) return;
      for (const { environment_id: environmentId, lane } of due) {
        const outcome = await modules.runs.lanes.work([environmentId, lane], BUDGET);
        for (const effect of outcome.afterCommit) effect();
      }
    }
  };
  const nextDueAt = async (): Promise<number> => {
    const [row] = await db.database.query<{ at: Date | null }>(
      `select min(at) as at from (select min(due_at) as at from runs where due_at is not null
         union all select min(closes_at) from batches where is_open) d`,
    );
    return row?.at?.getTime() ?? Infinity;
  };
  return {
    ...api,
    get,
    settle,
    nextDueAt,
    async settleUntil(atMs) {
      await settle();
      for (let next = await nextDueAt(); next < Infinity && next <= atMs; next = await nextDueAt()) {
        runtime.clock.set(next);
        await settle();
      }
      if (Number.isFinite(atMs)) runtime.clock.set(atMs);
    },
    async commit(document) {
      const input = { document };
      await get("mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }", { i: input });
      const { key } = { key: "", ...document };
      await get("mutation($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { workflow { id } } }", {
        i: { workflowKey: key },
      });
    },
  };
}
