import { LANE_COUNT } from "../../platform/ids/index.js";

/**
 * The gate of an environment's lanes, an advisory lock beside theirs. A set holds it shared, and does not begin while
 * somebody wants it alone: whoever must have several lanes that are in use waits for the sets at work, and for none after.
 */
export const LANE_GATE = LANE_COUNT;
