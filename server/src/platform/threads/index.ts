export { TaskStopped, TaskThread } from "./task-thread.js";
export type { TaskAnswer } from "./task-thread.js";
