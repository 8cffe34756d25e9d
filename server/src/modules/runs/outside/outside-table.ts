import type { OutsideEffect } from "./outside-effect.js";

/** Every kind of effect that is done outside the transaction. No step needs one yet. */
export const OUTSIDE_EFFECTS: readonly OutsideEffect[] = [];
