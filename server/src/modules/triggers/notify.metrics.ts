import type { ModuleMounts } from "../../platform/mounts/index.js";
import type { NotifyService } from "./notify/notify.service.js";

/** Counts of this process. */
export function notifyMetrics(notify: NotifyService): ModuleMounts {
  return {
    addMetrics(metrics) {
      const accepted = metrics.counter("carillon_triggers_accepted_total", "Triggers stored by calls to this process.");
      notify.onAccepted((count) => accepted.inc(count));
    },
  };
}
