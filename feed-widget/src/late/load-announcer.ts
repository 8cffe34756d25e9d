import { latePart } from "./late-part.js";

/** The announcer of arrivals. It can load late, because no item arrives before the live connection is open. */
export const announcerPart = latePart(() => import("./announcer-part.js"));
