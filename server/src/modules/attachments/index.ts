export { AttachmentRepository } from "./attachment.repository.js";
export { AttachmentTaker, noAttachments } from "./attachment-taker.js";
export type { NewAttachment } from "./attachment-taker.js";
