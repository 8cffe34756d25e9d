import { latePart } from "./late-part.js";

/** Closes an open popover on clicks outside and on navigation. */
export const popoverPart = latePart(() => import("./popover-part.js"));
