import type { Page } from "../../platform/graphql/index.js";
import { laneId, parseLaneId } from "../../platform/ids/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../accounts/index.js";
import { describeTrace } from "./describe-trace.js";
import type { RunReadRow } from "./run-row.js";
import type { RunKey, RunRepository } from "./run.repository.js";
import { Run, RunStatus, TraceEntry } from "./run.schema.js";

/** Reads runs. */
export class RunService {
  readonly #runtime: Runtime;
  readonly #runs: RunRepository;

  constructor(runtime: Runtime, runs: RunRepository) {
    this.#runtime = runtime;
    this.#runs = runs;
  }

  async byIds(scope: Scope, ids: readonly string[]): Promise<Run[]> {
    const keys = ids.map((id) => parseLaneId("run", id)).filter((key) => key !== null);
    if (keys.length === 0) return [];
    return (await this.#runs.byIds(this.#runtime.database, scope.environmentId, keys)).map(toRun);
  }

  ofTrigger(scope: Scope, triggerUuid: string, page: Page<RunKey>): Promise<RunReadRow[]> {
    return this.#runs.ofTrigger(this.#runtime.database, scope.environmentId, triggerUuid, page);
  }
}

export function toRun(row: RunReadRow): Run {
  return Object.assign(new Run(), {
    id: laneId("run", row.lane, row.id),
    status: RunStatus[row.status],
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    row,
  });
}

export function toTrace(row: RunReadRow): TraceEntry[] {
  return row.trace.map(([at, stepRef, code, values]) =>
    Object.assign(new TraceEntry(), { at: new Date(at), stepRef, code, message: describeTrace(code, values), values }),
  );
}
