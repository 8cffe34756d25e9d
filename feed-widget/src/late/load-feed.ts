import { latePart } from "./late-part.js";

/** The feed itself, shown by an open popover. */
export const feedPart = latePart(() => import("./feed-part.js"));
