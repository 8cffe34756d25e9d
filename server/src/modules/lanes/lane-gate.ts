import { LANE_COUNT } from "../../platform/ids/index.js";

/**
 * The gate of an environment's lanes, an advisory lock beside theirs. A set holds it shared, and does not start while
 * somebody waits for it exclusively: so a caller that needs several lanes waits for the active sets only, and for none that
 * starts later.
 */
export const LANE_GATE = LANE_COUNT;
