export { Trigger } from "./trigger.schema.js";
export { NotifyRecipientInput } from "./notify/notify.schema.js";
export { LANE_GATE } from "./lane-gate.js";
export { laneName, LANES_DRAIN, onLanes, publishLanes } from "./lane-hints.js";
export { checkCancellationKey, checkNotify } from "./notify/check-notify.js";
export type { CheckedNotify } from "./notify/check-notify.js";
export type { LaneUnit } from "./lane-hints.js";
export type { ListedRecipient } from "./trigger.repository.js";
