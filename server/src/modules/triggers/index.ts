export { Trigger } from "./trigger.schema.js";
export { NotifyRecipientInput } from "./notify/notify.schema.js";
export { checkCancellationKey, checkNotify } from "./notify/check-notify.js";
export type { NotifyFields } from "./commands.js";
export type { CheckedNotify } from "./notify/check-notify.js";
export type { ListedRecipient } from "./trigger.repository.js";
