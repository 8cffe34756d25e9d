export { LocalHints } from "./local-hints.js";
export type { Hints, Unsubscribe } from "./hints.js";
export { WorkLoop } from "./work-loop.js";
