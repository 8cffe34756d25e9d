import { latePart } from "./late-part.js";

/** Panels that only some readers ever open. */
export const panelsPart = latePart(() => import("./panels-part.js"));
