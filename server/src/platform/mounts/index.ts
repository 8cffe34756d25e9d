export type { Count, Durations, Labelled, MetricRegistry, ModuleMounts } from "./module-mounts.js";
