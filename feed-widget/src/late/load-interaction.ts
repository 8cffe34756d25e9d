import { latePart } from "./late-part.js";

/** Interaction with a visible list: marks and their buttons, keys, and observers. */
export const interactionPart = latePart(() => import("./interaction-part.js"));
