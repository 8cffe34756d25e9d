import type { ModuleMounts } from "../../../platform/mounts/index.js";
import type { FeedWatcher } from "./feed-watcher.service.js";

export function feedMetrics(watcher: FeedWatcher): ModuleMounts {
  return {
    addMetrics(metrics) {
      metrics.gauge("carillon_feed_subscribers", "Open feed subscriptions.", () => watcher.subscriberCount);
    },
  };
}
