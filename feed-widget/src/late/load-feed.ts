import { latePart } from "./late-part.js";

/** The feed inside an open popover. */
export const feedPart = latePart(() => import("./feed-part.js"));
