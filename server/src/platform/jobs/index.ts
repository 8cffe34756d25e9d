export { AgendaJobs } from "./agenda-jobs.js";
export { LocalJobs } from "./local-jobs.js";
export type { JobDefinition, JobKind, Jobs } from "./jobs.js";
