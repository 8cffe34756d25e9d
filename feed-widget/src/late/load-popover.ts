import { latePart } from "./late-part.js";

/** What closes a popover once it is open. */
export const popoverPart = latePart(() => import("./popover-part.js"));
