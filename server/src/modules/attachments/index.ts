export { AttachmentRepository } from "./attachment.repository.js";
export { AttachmentTaker, noAttachments } from "./take-attachments.js";
export type { NewAttachment } from "./take-attachments.js";
