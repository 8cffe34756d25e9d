import { latePart } from "./late-part.js";

/** The feed itself: what a popover shows once it is open. */
export const feedPart = latePart(() => import("./feed-part.js"));
