import { latePart } from "./late-part.js";

/** What says that something has arrived: nothing can before the live connection is up, which comes later still. */
export const announcerPart = latePart(() => import("./announcer-part.js"));
