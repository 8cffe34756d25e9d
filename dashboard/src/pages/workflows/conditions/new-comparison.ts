import type { Json } from "../../../document/document.js";

/** A valid comparison to begin with. */
export const NEW_COMPARISON: Json = { variable: "data.kind", operator: "equal_to", argument: "special" };
