export { attachedBytes, attachmentsIn, DEFAULT_ATTACHMENTS_KEY } from "./attachment.js";
export type { AttachmentRef, AttachmentsPlace } from "./attachment.js";
