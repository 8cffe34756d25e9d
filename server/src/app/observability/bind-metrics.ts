import { standardOutput } from "../../platform/logging/index.js";
import type { BuiltRuntime } from "../composition/build-runtime.js";
import type { Database } from "../../platform/postgres/index.js";
import { Health } from "./health.js";
import { Metrics } from "./metrics.js";
import type { Modules } from "../composition/modules.js";

/** Health and metrics that every process offers. */
export interface Observed {
  health: Health;
  metrics: Metrics;
}

export function observe({ runtime, redis }: BuiltRuntime, modules: Modules): Observed {
  const health = new Health();
  health.addCheck("postgres", () => lookAtDatabase(runtime.database));
  if (redis) health.addOptionalCheck("redis", () => redis.ping());
  const metrics = new Metrics();
  for (const { addMetrics } of modules.mounts) addMetrics?.(metrics);
  measureParts(metrics, runtime);
  return { health, metrics };
}

const FRESH_MS = 1000;

/**
 * A database that answered a statement recently works. So this check sends nothing while there is traffic: it neither queues
 * behind requests nor takes a connection from them.
 */
async function lookAtDatabase(database: Database): Promise<void> {
  if (database.answeredAgoMs > FRESH_MS) await database.query("select 1");
}

function measureParts(metrics: Metrics, runtime: BuiltRuntime["runtime"]): void {
  const { pool } = runtime.database;
  metrics.gauge("carillon_database_connections", "Connections to the database that are open.", () => pool.totalCount);
  metrics.gauge(
    "carillon_database_connections_used",
    "Connections to the database in use.",
    () => pool.totalCount - pool.idleCount,
  );
  metrics.gauge("carillon_database_waiting", "Requests that wait for a connection.", () => pool.waitingCount);
  metrics.total(
    "carillon_log_lines_dropped_total",
    "Log lines that could not be written, as on a full disk.",
    () => standardOutput.droppedCount,
  );
  metrics.gauge("carillon_job_rows", "Rows in the store of the jobs: some tens, unless no worker runs.", () =>
    runtime.jobs.rowCount(),
  );
}
