export { TriggerStatus, Trigger } from "./trigger.schema.js";
export {
  NotifySettingsInput,
  NotifyRecipientInput,
  NotifyInput,
  NotifyPayload,
  NotifyManyInput,
  NotifyResult,
  NotifyManyPayload,
} from "./notify.schema.js";
export { CancelInput, CancelPayload } from "./cancel.schema.js";
export { LANES_DRAIN, onLanes, publishLanes } from "./lane-hints.js";
export { checkNotify } from "./check-notify.js";
export type { CheckedNotify } from "./check-notify.js";
export type { LaneUnit } from "./lane-hints.js";
export { NotifyService } from "./notify.service.js";
export { TriggerService } from "./trigger.service.js";
export type { ListedRecipient } from "./trigger.repository.js";
