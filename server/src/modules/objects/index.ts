export { RecipientObject } from "./object.schema.js";
export { ObjectRefInput, RecipientInput, RecipientRefInput } from "./recipient-input.schema.js";
export { checkObjectRef } from "./check-object.js";
export type { ObjectPatch, ObjectRef } from "./check-object.js";
export type { ObjectRow } from "./object.repository.js";
export { parseRecipient, parseRecipientRef, refOfKey } from "./recipient-input.js";
export type { NamedRecipient, Parsed, RecipientFields, RecipientRefFields } from "./recipient-input.js";
export { RecipientService } from "./recipients.service.js";
export { toObject } from "./object-view.schema.js";
