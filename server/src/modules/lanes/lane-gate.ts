import { LANE_COUNT } from "../identifiers/index.js";

/**
 * The gate of an environment's lanes: an advisory lock, like those of the lanes. A set holds it shared, and does not
 * start while a caller waits for it exclusively. So a caller that needs several lanes waits for the active sets only,
 * and for none that starts later.
 */
export const LANE_GATE = LANE_COUNT;
