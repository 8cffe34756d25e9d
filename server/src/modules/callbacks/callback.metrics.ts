import type { ModuleMounts } from "../../platform/mounts/index.js";
import type { CallbackStore } from "./callback-store.service.js";
import type { CallbackWorker } from "./callback-worker.service.js";

export interface MeasuredCallbacks {
  store: CallbackStore;
  worker: CallbackWorker;
  onRefused(listener: () => void): void;
}

/** Metrics about the callbacks that this process stored and processed. */
export function callbackMetrics({ store, worker, onRefused }: MeasuredCallbacks): ModuleMounts {
  return {
    addMetrics(metrics) {
      const stored = metrics.counter("carillon_callbacks_total", "Callbacks stored by this process.");
      const refused = metrics.counter("carillon_callbacks_refused_total", "Calls with a secret that no channel has.");
      const read = metrics.counter("carillon_callbacks_read_total", "Callbacks of which everything was taken.");
      const unverified = metrics.counter("carillon_callbacks_unverified_total", "Callbacks with a wrong signature.");
      const unreadable = metrics.counter("carillon_callbacks_unreadable_total", "Callbacks that nobody could read.");
      const unknown = metrics.counter("carillon_callbacks_unknown_total", "Callbacks about messages of somebody else.");
      store.onStored((count) => stored.inc(count));
      onRefused(() => refused.inc());
      worker.onSet((counts) => {
        read.inc(counts.readCount);
        unverified.inc(counts.unverifiedCount);
        unreadable.inc(counts.unreadableCount);
        unknown.inc(counts.unknownCount);
      });
    },
  };
}
