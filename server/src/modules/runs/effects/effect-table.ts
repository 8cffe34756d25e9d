import { batchEffect } from "./batch.effect.js";
import type { EffectKind } from "./effect-kind.js";
import { frequencyEffect } from "./frequency.effect.js";
import { throttleEffect } from "./throttle.effect.js";

/** Every kind of effect, in the order in which sets write their tables. */
export const EFFECTS: readonly EffectKind[] = [throttleEffect, frequencyEffect, batchEffect];
