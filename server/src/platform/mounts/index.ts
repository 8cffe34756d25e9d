export type { Count, Durations, MetricRegistry, ModuleMounts } from "./module-mounts.js";
