import { standardOutput } from "../../platform/logging/index.js";
import type { BuiltRuntime } from "../composition/build-runtime.js";
import type { Database } from "../../platform/postgres/index.js";
import { Health } from "./health.js";
import { Metrics } from "./metrics.js";
import type { Modules } from "../composition/modules.js";

/** What load balancers and graphs are told about a process, whatever it does. */
export interface Observed {
  health: Health;
  metrics: Metrics;
}

export function observe({ runtime, redis }: BuiltRuntime, modules: Modules): Observed {
  const health = new Health();
  health.addCheck("postgres", () => lookAtDatabase(runtime.database));
  if (redis) health.addOptionalCheck("redis", () => redis.ping());
  const metrics = new Metrics();
  countWork(metrics, modules);
  measureBacklog(metrics, { runtime, modules });
  measureParts(metrics, { runtime, modules });
  return { health, metrics };
}

const FRESH_MS = 1000;

/**
 * A database that answered this moment works. So a look asks nothing while there is traffic: it waits behind no queue of
 * requests, and no look takes a connection from them.
 */
async function lookAtDatabase(database: Database): Promise<void> {
  if (database.answeredAgoMs > FRESH_MS) await database.query("select 1");
}

/** What this process did. */
function countWork(metrics: Metrics, { triggers, runs }: Modules): void {
  const accepted = metrics.counter("carillon_triggers_accepted_total", "Triggers stored by calls to this process.");
  triggers.notify.onAccepted((count) => accepted.inc(count));

  const began = metrics.counter("carillon_runs_total", "Runs begun by this process, one for each recipient.");
  const failed = metrics.counter("carillon_runs_failed_total", "Runs that ended because of a failure of their own.");
  const messages = metrics.counter("carillon_messages_total", "Messages made by this process.");
  const seconds = metrics.histogram("carillon_set_seconds", "Time that a set of work in one lane took, to its commit.");
  runs.worker.onSet((set) => {
    began.inc(set.runs);
    failed.inc(set.failed);
    messages.inc(set.messages);
    seconds.observe(set.seconds);
  });
  runs.failures.onFailed((ended) => {
    began.inc(ended.begun);
    failed.inc(ended.failed);
  });
}

interface Measured {
  runtime: BuiltRuntime["runtime"];
  modules: Modules;
}

/** What waits for any process, as all of them see it: take one process's word, not the sum. */
function measureBacklog(metrics: Metrics, { runtime, modules }: Measured): void {
  const { backlog } = modules.runs;
  metrics.gauge(
    "carillon_backlog_fanouts",
    "Parts of triggers, by lane, whose recipients were not all reached.",
    async () => (await backlog.read()).fanouts,
  );
  metrics.gauge("carillon_backlog_runs", "Waiting runs that are due.", async () => (await backlog.read()).runs);
  metrics.gauge(
    "carillon_backlog_batches",
    "Open batches that are due to close.",
    async () => (await backlog.read()).batches,
  );
  metrics.gauge(
    "carillon_backlog_oldest_seconds",
    "How long the oldest work that is due has waited; alert on this one.",
    async () => (await backlog.read()).oldestSeconds,
  );
  metrics.gauge("carillon_job_rows", "Rows in the store of the jobs: some tens, unless no worker runs.", () =>
    runtime.jobs.rowCount(),
  );
}

function measureParts(metrics: Metrics, { runtime, modules }: Measured): void {
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
  metrics.gauge("carillon_feed_subscribers", "Open feed subscriptions.", () => modules.feeds.watcher.subscriberCount);
}
