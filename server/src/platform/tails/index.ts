export { ChangeHints } from "./change-hints.js";
export type { RowChanges } from "./change-hints.js";
export { Polled } from "./polled.js";
export type { TailEvent } from "./tail-subscriber.js";
export type { Matching } from "./tail-group.js";
export { Tails } from "./tails.js";
