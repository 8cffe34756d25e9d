import { latePart } from "./late-part.js";

/** What a reader needs once the list shows: marks and their buttons, keys, and what watches the list. */
export const interactionPart = latePart(() => import("./interaction-part.js"));
