export { TriggerTimes } from "./details/trigger-times.repository.js";
export { toTrigger } from "./trigger-view.schema.js";
export type { TriggerService } from "./trigger.service.js";
export { Trigger } from "./trigger.schema.js";
export { NotifyRecipientInput } from "./notify/notify.schema.js";
export { checkCancellationKey, checkNotify } from "./notify/check-notify.js";
export type { NotifyFields } from "./commands.js";
export type { CheckedNotify } from "./notify/check-notify.js";
export type { ListedRecipient } from "./trigger.repository.js";
