export type { JobDefinition, Jobs } from "./jobs.js";
