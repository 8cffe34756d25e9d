export { engagementAfter, siblingMark } from "./engagement.js";
export type { ReadSync } from "./engagement.js";
