export { AgendaJobs } from "./agenda-jobs.js";
export { LocalJobs } from "./local-jobs.js";
export type { JobDefinition, Jobs } from "./jobs.js";
