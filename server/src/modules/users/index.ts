export { Recipient, User, UserInput } from "./user.schema.js";
export { toBareUser, toUser } from "./user-view.schema.js";
export { UserService } from "./user.service.js";
export { checkUser, checkUserId } from "./check-user.js";
export type { UserPatch } from "./check-user.js";
export type { UserRow } from "./user.repository.js";
export { RecipientErasure } from "./recipient-erasure.service.js";
export type { ErasedRecipient } from "./recipient-erasure.service.js";
