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
