import type { MetricRegistry, ModuleMounts } from "../../platform/mounts/index.js";
import type { BacklogService } from "./api/backlog.service.js";
import { DUE_SOURCES } from "./due/due-sources.js";
import type { FailRunService } from "./lanes/fail-run.service.js";
import type { LaneWorker } from "./lanes/lane-worker.service.js";

interface Measured {
  worker: LaneWorker;
  failures: FailRunService;
  backlog: BacklogService;
}

export function runMetrics(measured: Measured): ModuleMounts {
  return {
    addMetrics(metrics) {
      countWork(metrics, measured);
      measureBacklog(metrics, measured.backlog);
    },
  };
}

/** Registers the counters of this process. */
function countWork(metrics: MetricRegistry, { worker, failures }: Measured): void {
  const began = metrics.counter("carillon_runs_total", "Runs begun by this process, one for each recipient.");
  const failed = metrics.counter("carillon_runs_failed_total", "Runs that ended because of a failure of their own.");
  const messages = metrics.counter("carillon_messages_total", "Messages made by this process.");
  const seconds = metrics.histogram("carillon_set_seconds", "Time that a set of work in one lane took, to its commit.");
  worker.onSet((set) => {
    began.inc(set.runs);
    failed.inc(set.failed);
    messages.inc(set.messages);
    seconds.observe(set.seconds);
  });
  failures.onFailed((ended) => {
    began.inc(ended.begun);
    failed.inc(ended.failed);
  });
}

/** The queue, which is the same for all processes: read it from one process, do not add up. */
function measureBacklog(metrics: MetricRegistry, backlog: BacklogService): void {
  for (const { backlog: its } of DUE_SOURCES) {
    metrics.gauge(`carillon_backlog_${its.name}`, its.help, async () => (await backlog.read()).counts[its.name] ?? 0);
  }
  metrics.gauge(
    "carillon_backlog_oldest_seconds",
    "How long the oldest work that is due has waited; alert on this one.",
    async () => (await backlog.read()).oldestSeconds,
  );
}
