import type { OutsideEffect } from "./outside-effect.js";

/** Every effect outside the transaction. No step uses one yet. */
export const OUTSIDE_EFFECTS: readonly OutsideEffect[] = [];
