export { LANE_GATE } from "./lane-gate.js";
export { laneName, LANES_DRAIN, onLanes, publishLanes } from "./lane-hints.js";
export type { LaneUnit } from "./lane-hints.js";
